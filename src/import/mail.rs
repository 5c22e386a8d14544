//! Reads the replies to a plan from mail: one message, or a mailbox in the mbox format. Only the sender, the date,
//! the subject and the words behind the label count; everything else in a mail is ignored.

use chrono::DateTime;
use mail_parser::decoders::html::html_to_text;
use mail_parser::{Address, HeaderName, Message, MessageParser, MessagePart, PartType};

use crate::escape::kept;
use crate::journal::replies::MailReply;
use crate::journal::replies::subject::{ReplySubject, read_reply_subject};

/// The largest number of characters of a person's words.
const MOST_WORDS: usize = 2000;

/// The headers by one of which coach recognizes a message.
const FIRST_HEADERS: [&str; 8] =
    ["from", "to", "subject", "date", "received", "return-path", "delivered-to", "mime-version"];

/// The contents of a mailbox.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ParsedMail {
    pub replies: Vec<MailReply>,
    /// The number of other mails.
    pub others: usize,
}

/// Whether the bytes begin like a mailbox or a message: with a line of mbox, or with headers.
pub fn is_mail(bytes: &[u8]) -> bool {
    let begin = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]);
    let begin = begin.trim_start_matches('\u{feff}').trim_start_matches(['\r', '\n']);
    let rest = match begin.strip_prefix("From ") {
        Some(mbox) => mbox.split_once('\n').map_or("", |(_, rest)| rest),
        None => begin,
    };
    let Some((name, _)) = rest.lines().next().and_then(|line| line.split_once(':')) else { return false };
    let is_name = |byte: u8| byte.is_ascii_graphic();
    let is_known = FIRST_HEADERS.iter().any(|known| name.eq_ignore_ascii_case(known));
    let headers = rest.lines().take_while(|line| !line.trim().is_empty());
    let has_subject = headers.into_iter().any(|line| line.to_ascii_lowercase().starts_with("subject:"));
    !name.is_empty() && name.bytes().all(is_name) && (is_known || has_subject)
}

/// Reads every mail. A mail that is no reply is only counted.
pub fn read(bytes: &[u8]) -> ParsedMail {
    let mut parsed = ParsedMail::default();
    let mut take =
        |message: &[u8]| match MessageParser::default().parse(message).and_then(|mail| reply(&mail)) {
            Some(reply) => parsed.replies.push(reply),
            None => parsed.others += 1,
        };
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let bytes = &bytes[bytes.iter().take_while(|byte| b"\r\n".contains(byte)).count()..];
    if bytes.starts_with(FROM) {
        for message in messages(bytes) {
            take(&message);
        }
    } else {
        take(bytes);
    }
    parsed
}

/// The beginning of the line before each message of a mailbox.
const FROM: &[u8] = b"From ";

/// The messages of a mailbox. A line of text may begin with `From ` too, and not every program writes `>From ` there: a
/// line with a time begins a message after an empty line, and before a header.
fn messages(mailbox: &[u8]) -> Vec<Vec<u8>> {
    let lines: Vec<&[u8]> = mailbox.split_inclusive(|byte| *byte == b'\n').collect();
    let mut messages: Vec<Vec<u8>> = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let is_after_empty = || number == 0 || lines[number - 1].trim_ascii().is_empty();
        let is_before_header = || lines.get(number + 1).is_some_and(|next| is_header(next));
        if line.starts_with(FROM) && has_time(line) && is_after_empty() && is_before_header() {
            messages.push(Vec::new());
        } else if let Some(message) = messages.last_mut() {
            let quotes = line.iter().take_while(|byte| **byte == b'>').count();
            let is_quoted = quotes > 0 && line[quotes..].starts_with(FROM);
            message.extend_from_slice(&line[usize::from(is_quoted)..]);
        }
    }
    messages
}

/// Whether the line has a time such as `12:00`.
fn has_time(line: &[u8]) -> bool {
    line.windows(5)
        .any(|part| matches!(part, [a, b, b':', c, d] if [a, b, c, d].into_iter().all(u8::is_ascii_digit)))
}

fn is_header(line: &[u8]) -> bool {
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    name.len() < line.len() && !name.is_empty() && name.iter().all(u8::is_ascii_graphic)
}

fn reply(mail: &Message<'_>) -> Option<MailReply> {
    let subject = mail.subject()?.split_whitespace().collect::<Vec<_>>().join(" ");
    let ReplySubject { kind, id, has_mark } = read_reply_subject(&subject)?;
    let PersonsWords { words, has_label, has_more } = PersonsWords::read(&body(mail), kind.label());
    let sent = mail.date().and_then(|date| DateTime::from_timestamp(date.to_timestamp(), 0));
    let sent = sent.map(|sent| sent.naive_utc());
    Some(MailReply { from: sender(mail), sent, kind, id, is_in_thread: has_mark, has_label, words, has_more })
}

/// The text of the mail, without its attachments. In a part that has only HTML, each block begins a line, and a quoted
/// mail begins with `>`.
fn body(mail: &Message<'_>) -> String {
    let text = |part: &MessagePart<'_>| match &part.body {
        PartType::Text(text) => text.to_string(),
        PartType::Html(html) => html_to_text(&with_line_breaks(html)),
        _ => String::new(),
    };
    let texts: Vec<String> = mail.text_bodies().map(text).collect();
    if texts.iter().all(|text| text.trim().is_empty()) {
        return mail.html_bodies().map(text).collect::<Vec<_>>().join("\n\n");
    }
    texts.join("\n\n")
}

/// The elements that begin a line.
const BLOCKS: [&str; 13] =
    ["blockquote", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "tr", "ul"];

/// The HTML with `<br>` instead of the tags of blocks.
fn with_line_breaks(html: &str) -> String {
    let (mut broken, mut is_in_line) = (String::new(), false);
    let mut rest = html;
    while let Some((text, tag)) = rest.split_once('<') {
        let Some((tag, after)) = tag.split_once('>') else { break };
        broken.push_str(text);
        is_in_line |= !text.trim().is_empty();
        let name: String =
            tag.chars().skip_while(|c| *c == '/').take_while(char::is_ascii_alphanumeric).collect();
        let name = name.to_ascii_lowercase();
        if !BLOCKS.contains(&name.as_str()) {
            broken.extend(["<", tag, ">"]);
            is_in_line &= name != "br";
        } else if is_in_line {
            broken.push_str("<br>");
            is_in_line = false;
        }
        if name == "blockquote" && !tag.starts_with('/') {
            broken.push_str("&gt; ");
        }
        rest = match name.as_str() {
            // Its text is no text of the mail.
            "style" | "script" | "title" if !tag.starts_with('/') => {
                &after[after.find("</").unwrap_or(after.len())..]
            }
            _ => after,
        };
    }
    broken + rest
}

/// The only address in the only header `From`.
fn sender(mail: &Message<'_>) -> Option<String> {
    if mail.headers().iter().filter(|header| header.name == HeaderName::From).count() != 1 {
        return None;
    }
    match mail.from()? {
        Address::List(list) => match list.as_slice() {
            [one] => Some(one.address.as_ref()?.trim().to_lowercase()),
            _ => None,
        },
        Address::Group(_) => None,
    }
}

/// The line before a signature, without the space at its end.
const SIGNATURE: &str = "--";

/// What the person wrote.
struct PersonsWords {
    /// The words of the paragraph of the label, in one line.
    words: String,
    has_label: bool,
    /// Whether the mail has other words that may be the person's.
    has_more: bool,
}

impl PersonsWords {
    /// Reads the paragraph of the label. A quoted mail and a signature are not the person's words.
    fn read(body: &str, label: &str) -> PersonsWords {
        let mut said: Vec<&str> = Vec::new();
        let (mut has_label, mut has_more, mut has_signature) = (false, false, false);
        let mut lines = body.lines().map(str::trim);
        for line in lines.by_ref() {
            if let Some((before, behind)) = at_label(line, label).filter(|_| !has_label) {
                has_label = true;
                said.extend([before, behind]);
            } else if ends_words(line) {
                has_signature = line == SIGNATURE;
                break;
            } else if !line.is_empty() {
                said.push(line);
            } else if !has_label {
                has_more |= !said.is_empty();
                said.clear();
            } else if !said.iter().all(|line| line.is_empty()) {
                // Empty lines may stand between the label and the words.
                break;
            }
        }
        let mut rest = lines.take_while(|line| *line != SIGNATURE);
        has_more |= !has_signature && rest.any(|line| !line.is_empty() && !ends_words(line));
        let said = said.iter().flat_map(|line| line.split_whitespace()).collect::<Vec<_>>().join(" ");
        let said = kept(&said);
        if !has_label {
            return PersonsWords { words: String::new(), has_label, has_more: has_more || !said.is_empty() };
        }
        has_more |= said.chars().count() > MOST_WORDS;
        PersonsWords { words: said.chars().take(MOST_WORDS).collect(), has_label, has_more }
    }
}

/// The words before the label, or those behind it. The person may write before a label that nothing follows.
fn at_label<'l>(line: &'l str, label: &str) -> Option<(&'l str, &'l str)> {
    line.split_once(label).filter(|(before, behind)| before.trim().is_empty() || behind.trim().is_empty())
}

/// Whether the line begins a quoted mail or a signature.
fn ends_words(line: &str) -> bool {
    let is_rule = |c: char| line.starts_with(c) && line.chars().filter(|one| *one == c).count() >= 5;
    line.starts_with('>')
        || line == SIGNATURE
        || is_rule('_')
        || is_rule('-')
        || (line.ends_with(':') && line.contains("wrote"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::replies::subject::ReplyKind;

    fn mail(headers: &str, body: &str) -> Vec<u8> {
        format!("From: Ana <Ana@Example.com>\nDate: Fri, 27 Nov 2026 23:30:00 -0200\n{headers}\n\n{body}")
            .into_bytes()
    }

    fn one(bytes: &[u8]) -> MailReply {
        let read = read(bytes);
        assert_eq!((read.replies.len(), read.others), (1, 0), "{read:?}");
        read.replies.into_iter().next().unwrap()
    }

    const DONE: &str = "Subject: Done: Rewrite the script [m2qxw7tp4r]";

    #[test]
    fn a_reply_has_its_sender_moment_and_words() {
        let reply = one(&mail(DONE, "Result: Two did,\nand one asked.\n\nSent from my phone\n"));
        assert_eq!(reply.from.as_deref(), Some("ana@example.com"));
        assert_eq!(reply.sent.unwrap().to_string(), "2026-11-28 01:30:00");
        assert_eq!((reply.words.as_str(), reply.has_more), ("Two did, and one asked.", true));
    }

    #[test]
    fn words_may_precede_the_label_and_need_it() {
        let said = |body: &str| {
            let reply = one(&mail(DONE, body));
            (reply.words, reply.has_more)
        };
        assert_eq!(said("Two did\nResult: \n"), ("Two did".into(), false));
        assert_eq!(said("Two did\n"), (String::new(), true));
        assert_eq!(said("Result:\n\n-- \nAna\n"), (String::new(), false));
        assert_eq!(said("Result: Two did\n> You wrote\n"), ("Two did".into(), false));
        assert_eq!(said("Result: Two did\nOn Monday Jo wrote:\n> x\n"), ("Two did".into(), false));
        assert_eq!(said(&format!("Result: {}\n", "x".repeat(3000))), ("x".repeat(2000), true));
        assert_eq!(said("Result:\n\nTwo did\n"), ("Two did".into(), false));
        assert_eq!(
            said("Result: This is what the team wrote:\nmore\n").0,
            "This is what the team wrote: more"
        );
        assert_eq!(said("Hello Jo\n\nTwo\nResult:\n").0, "Two");
        assert_eq!(said("On Mon Jo wrote:\n> x\n\nResult: Two did\n"), (String::new(), true));
        assert_eq!(said("Result: Two\n> x\n\nand one more\n"), ("Two".into(), true));
        assert_eq!(said("The Result: good\n"), (String::new(), true));
        assert_eq!(said("Result: a \u{1b}[31mred\u{202e} word\n").0, "a \\u{1b}[31mred\\u{202e} word");
    }

    #[test]
    fn encodings_of_mail_are_read() {
        let subject = "Subject: =?utf-8?Q?Done:_Das_Gespr=C3=A4ch_=5Bm2qxw7tp4r=5D?=";
        let parts = "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x";
        let body = "--x\nContent-Type: text/html\n\n<p>Result: no</p>\n--x\nContent-Type: text/plain; \
                    charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nResult: Sch=F6n=\n er\n--x--\n";
        let reply = one(&mail(&format!("{subject}\n{parts}"), body));
        assert_eq!((reply.kind, reply.words.as_str()), (ReplyKind::Done, "Schön er"));
    }

    #[test]
    fn html_alone_has_lines_and_quotes_too() {
        let said = |html: &str| {
            let reply = one(&mail(&format!("{DONE}\nContent-Type: text/html"), html));
            (reply.words, reply.has_more)
        };
        assert_eq!(said("<p>Result: Two &amp; one<br><br>Sent from my phone"), ("Two & one".into(), true));
        assert_eq!(
            said("<div dir=\"ltr\"><div>Result: Two</div><DIV>did</DIV><div><br></div><div>Ana</div></div>"),
            ("Two did".into(), true)
        );
        assert_eq!(said("<div>Result: Two</div><blockquote>Result: no</blockquote>"), ("Two".into(), false));
        assert_eq!(
            said("<style>p{color:red}</style><ul><li>Result: a &lt; b</li></ul>"),
            ("a < b".into(), false)
        );
    }

    #[test]
    fn two_senders_are_none() {
        let two = "From: Ben <ben@example.com>\nSubject: Done: it [m2qxw7tp4r]";
        assert_eq!(one(&mail(two, "")).from, None);
        let list = b"From: ana@example.com, ben@example.com\nSubject: Done: it [m2qxw7tp4r]\n\nx\n";
        assert_eq!(one(list).from, None);
    }

    #[test]
    fn a_mailbox_has_several_mails() {
        let mut mbox = Vec::new();
        for subject in [DONE, "Subject: Lunch?", "Subject: Stuck: it [p4n8rr2c6d]"] {
            mbox.extend_from_slice(b"From ana@example.com Fri Nov 27 12:00:00 2026\n");
            mbox.extend(mail(subject, "Result: x\n>From here on\nFrom now on\n\nFrom me\n\n"));
        }
        assert!(is_mail(&mbox));
        let read = read(&mbox);
        assert_eq!((read.replies.len(), read.others), (2, 1));
        assert_eq!(read.replies[0].words, "x From here on From now on");
    }

    #[test]
    fn tables_and_journals_are_not_mail() {
        assert!(is_mail(&mail(DONE, "")) && is_mail(b"Return-Path: <x@y>\nSubject: a\n"));
        for other in
            ["", "date,with\n2026-11-02,ana\n", "{\"a\": 1}", "[]", "When: x,Who\n", "From here,to there\n"]
        {
            assert!(!is_mail(other.as_bytes()), "{other}");
        }
    }
}
