//! What people see, to the character: on screens of several widths, with and without colours,
//! from files that mean well and files that do not.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Write};

use coach::escape::is_hidden;
use coach::output::{Output, Style};
use coach::views::page::{Page, Text, Tone};
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

fn shown(page: &Page, width: usize, colour: bool) -> String {
    let mut bytes = Vec::new();
    let mut output = Output::new(&mut bytes, Style { width, colour, drawings: colour });
    output.page(page);
    assert!(output.failure().is_none());
    String::from_utf8(bytes).unwrap()
}

fn json<T: serde::Serialize>(value: &T) -> String {
    let mut bytes = Vec::new();
    Output::new(&mut bytes, Style { width: 80, colour: false, drawings: false }).json(value);
    String::from_utf8(bytes).unwrap()
}

fn id(prefix: &str, rest: &str) -> Text {
    Text::new().with(Tone::Id, prefix).with(Tone::Faint, rest)
}

fn due() -> Page {
    let mut page = Page::new();
    page.heading("Due by Saturday 21 November");
    page.table(
        2,
        &["id", "day", "who", "what"],
        vec![
            vec![
                id("m2q", "xw7tp4r"),
                Text::new().with(Tone::Overdue, "3 days ago"),
                "ana".into(),
                "Rewrite the opening of the discovery script so that the budget comes up".into(),
            ],
            vec![
                id("p", "4n8rr2c6d"),
                Text::new().with(Tone::Today, "today"),
                "恵子".into(),
                "次の四半期の目標を、チームの全員と一緒に見直して書き直す".into(),
            ],
        ],
    );
    page.blank();
    page
}

#[test]
fn a_table_fills_the_screens_people_have() {
    let at_40 = "\
Due by Saturday 21 November
  id          day    who   what
  m2qxw7tp4r  3      ana   Rewrite the
              days         opening of
              ago          the discovery
                           script so
                           that the
                           budget comes
                           up
  p4n8rr2c6d  today  恵子  次の四半期の
                           目標を、チー
                           ムの全員と一
                           緒に見直して
                           書き直す
";
    let at_60 = "\
Due by Saturday 21 November
  id          day         who   what
  m2qxw7tp4r  3 days ago  ana   Rewrite the opening of the
                                discovery script so that the
                                budget comes up
  p4n8rr2c6d  today       恵子  次の四半期の目標を、チームの
                                全員と一緒に見直して書き直す
";
    let at_80 = "\
Due by Saturday 21 November
  id          day         who   what
  m2qxw7tp4r  3 days ago  ana   Rewrite the opening of the discovery script so
                                that the budget comes up
  p4n8rr2c6d  today       恵子  次の四半期の目標を、チームの全員と一緒に見直して
                                書き直す
";
    let at_120 = "\
Due by Saturday 21 November
  id          day         who   what
  m2qxw7tp4r  3 days ago  ana   Rewrite the opening of the discovery script so that the budget comes up
  p4n8rr2c6d  today       恵子  次の四半期の目標を、チームの全員と一緒に見直して書き直す
";
    for (width, expected) in [(0, at_40), (40, at_40), (60, at_60), (80, at_80), (120, at_120), (200, at_120)]
    {
        assert_eq!(shown(&due(), width, false), expected, "at {width}");
    }
    assert_eq!(shown(&due(), usize::MAX, false), at_120);
}

#[test]
fn colours_take_no_room() {
    let expected = "\
\x1b[1mDue by Saturday 21 November\x1b[0m
  \x1b[2mid\x1b[0m          \x1b[2mday\x1b[0m         \x1b[2mwho\x1b[0m   \x1b[2mwhat\x1b[0m
  \x1b[1mm2q\x1b[0m\x1b[2mxw7tp4r\x1b[0m  \x1b[31m3 days ago\x1b[0m  ana   Rewrite the opening of the
                                discovery script so that the
                                budget comes up
  \x1b[1mp\x1b[0m\x1b[2m4n8rr2c6d\x1b[0m  \x1b[35mtoday\x1b[0m       恵子  次の四半期の目標を、チームの
                                全員と一緒に見直して書き直す
";
    assert_eq!(shown(&due(), 60, true), expected);
    for width in [40, 60, 80, 120, 200] {
        let bare = without_colours(&shown(&due(), width, true));
        assert_eq!(bare, shown(&due(), width, false), "at {width}");
    }
}

#[test]
fn every_tone_has_its_colour_and_ends_it() {
    let mut page = Page::new();
    for (tone, word) in [
        (Tone::Plain, "plain"),
        (Tone::Heading, "heading"),
        (Tone::Overdue, "overdue"),
        (Tone::Today, "today"),
        (Tone::Done, "done"),
        (Tone::Faint, "faint"),
        (Tone::Id, "id"),
        (Tone::Warning, "warning"),
    ] {
        page.line(Text::new().with(tone, word));
    }
    let expected = "\
plain
\x1b[1mheading\x1b[0m
\x1b[31moverdue\x1b[0m
\x1b[35mtoday\x1b[0m
\x1b[32mdone\x1b[0m
\x1b[2mfaint\x1b[0m
\x1b[1mid\x1b[0m
\x1b[1m\x1b[31mwarning\x1b[0m
";
    assert_eq!(shown(&page, 80, true), expected);
}

#[test]
fn a_table_is_no_wider_than_what_it_holds() {
    let mut page = Page::new();
    page.table(0, &["", ""], vec![vec!["ana".into(), "2 open".into()], vec!["bo".into()]]);
    page.table(0, &["who", "", "open"], vec![vec!["ana".into(), "".into(), "2".into()]]);
    page.table(4, &["never"], vec![]);
    assert_eq!(shown(&page, 120, false), "ana  2 open\nbo\nwho  open\nana  2\n");
}

#[test]
fn a_narrow_screen_wraps_the_other_columns_too() {
    let mut page = Page::new();
    let row = vec![
        id("m2q", "xw7tp4r"),
        "Reduce churn in the first ninety days".into(),
        "Rewrite the opening of the script".into(),
    ];
    page.table(0, &["id", "objective", "what"], vec![row]);
    let expected = "\
id          objective  what
m2qxw7tp4r  Reduce     Rewrite the
            churn in   opening of the
            the first  script
            ninety
            days
";
    assert_eq!(shown(&page, 40, false), expected);
}

/// A table of two figures and a last column without a title.
fn figures(team: &str) -> Page {
    let mut page = Page::new();
    let row = |who: &str, team: &str, last: &str, word: &str| {
        vec![who.into(), team.into(), last.into(), "12".into(), Text::new().with(Tone::Overdue, word)]
    };
    let rows = vec![row("恵子", team, "2026-11-12", "stalled"), row("ben", "", "", "never")];
    page.0.push(coach::views::page::Block::Table {
        indent: 0,
        head: ["person", "team", "last session", "overdue", ""].map(str::to_string).to_vec(),
        rows,
        right: vec![false, false, false, true, false],
    });
    page
}

#[test]
fn before_a_word_is_cut_columns_move_together_and_then_each_row_stands_by_itself() {
    let beside = "\
person  team         last session  overdue
恵子    engineering  2026-11-12         12  stalled
ben                                     12  never
";
    let closer = "\
person team        last       overdue
                   session
恵子   engineering 2026-11-12      12 stalled
ben                                12 never
";
    let below = "\
person
  team         last        overdue
               session
恵子
  engineering  2026-11-12       12  stalled
ben
                                12  never
";
    let below_and_closer = "\
person
  team        last       overdue
              session
恵子
  engineering 2026-11-12      12 stalled
ben
                              12 never
";
    let apart = "\
恵子
  team          an-engineering
  last session  2026-11-12
  overdue       12
                stalled
ben
  overdue       12
                never
";
    let of_one_team =
        [(60, beside), (46, closer), (45, closer), (44, below), (43, below), (40, below_and_closer)];
    let of_one_team = of_one_team.map(|(width, expected)| ("engineering", width, expected));
    for (team, width, expected) in of_one_team.into_iter().chain([("an-engineering", 40, apart)]) {
        assert_eq!(shown(&figures(team), width, false), expected, "at {width}");
        assert_eq!(without_colours(&shown(&figures(team), width, true)), expected, "at {width}");
    }
}

#[test]
fn lines_wrap_between_words_and_keep_their_indent() {
    let mut page = Page::new();
    page.indented(
        4,
        Text::new().plain("What gets in the way: ").with(Tone::Warning, "time, and more time  "),
    );
    page.line("see https://example.com/a/very/long/address/that/fits/on/no/line at all");
    let expected = "    What gets in the way: \x1b[1m\x1b[31mtime, and more\x1b[0m
    \x1b[1m\x1b[31mtime\x1b[0m
see https://example.com/a/very/long/addr
ess/that/fits/on/no/line at all
";
    assert_eq!(shown(&page, 40, true), expected);
}

#[test]
fn spaces_that_keep_words_together_do() {
    let mut page = Page::new();
    page.line("the budget came up in the first call, 12\u{a0}% of it");
    page.line(" ".repeat(50) + "far");
    assert_eq!(shown(&page, 40, false), "the budget came up in the first call,\n12\u{a0}% of it\nfar\n");
}

/// Without a limit, one huge cell would pad every other row as wide as itself.
#[test]
fn no_line_is_wider_than_any_screen() {
    let mut page = Page::new();
    page.table(0, &["", ""], vec![vec!["x".repeat(100_000).into(), "y".into()]]);
    let text = shown(&page, usize::MAX, false);
    assert_eq!(text.lines().map(str::len).max(), Some(1000));
    assert_eq!(text.matches('x').count(), 100_000);
}

#[test]
fn what_people_take_for_one_character_stays_whole() {
    let family = "👨‍👩‍👧‍👦";
    let mut page = Page::new();
    page.line(family.repeat(21));
    page.line("e\u{301}".repeat(41));
    // the accent in another piece than its letter
    page.line(Text::new().plain("a".repeat(40)).with(Tone::Id, "\u{301}b"));
    page.line("x".repeat(39) + "漢");
    let (a39, x39) = ("a".repeat(39), "x".repeat(39));
    let expected = format!(
        "{}\n{family}\n{}\ne\u{301}\n{a39}a\u{301}\nb\n{x39}\n漢\n",
        family.repeat(20),
        "e\u{301}".repeat(40),
    );
    assert_eq!(shown(&page, 40, false), expected);
}

#[test]
fn a_quote_keeps_its_lines_and_a_page_ends_without_empty_ones() {
    let mut page = Page::new();
    page.blank();
    page.quote(2, "What worked\r\n\n\t- five whys   \n- silence\rlonger\n\n\n");
    page.blank();
    page.blank();
    page.line("");
    assert_eq!(shown(&page, 80, false), "  What worked\n\n      - five whys\n  - silence\\rlonger\n");
    assert_eq!(shown(&Page::new(), 80, false), "");
}

const HOSTILE: &str = "a\u{1b}[2Jb\u{1b}]52;c;aGk=\u{7}c\rd\u{9b}31me\u{202e}f\0g\u{7f}h\u{2028}i\u{feff}";
const HARMLESS: &str =
    "a\\u{1b}[2Jb\\u{1b}]52;c;aGk=\\u{7}c\\rd\\u{9b}31me\\u{202e}f\\u{0}g\\u{7f}h\\u{2028}i\\u{feff}";

#[test]
fn hostile_text_is_only_ever_shown() {
    let mut page = Page::new();
    page.line(HOSTILE);
    page.heading(HOSTILE);
    page.quote(0, format!("\u{b}{HOSTILE}\nnext"));
    page.table(0, &[HOSTILE], vec![vec![HOSTILE.into()]]);
    page.line("one\n\tline");
    page.table(0, &[""], vec![vec!["one\n\tcell".into()]]);
    let expected = format!(
        "{HARMLESS}\n{HARMLESS}\n\\u{{b}}{HARMLESS}\nnext\n{HARMLESS}\n{HARMLESS}\none\\n\\tline\none\\n\\tcell\n"
    );
    assert_eq!(shown(&page, 200, false), expected);
    assert_eq!(without_colours(&shown(&page, 200, true)), expected);
}

#[test]
fn json_is_pretty_and_safe_to_look_at() {
    let value = BTreeMap::from([("what\u{9b}", vec!["\u{1b}[2J\u{7f}\u{202e}é\u{e0001}\n漢"])]);
    let expected = r#"{
  "what\u009b": [
    "\u001b[2J\u007f\u202eé\udb40\udc01\n漢"
  ]
}
"#;
    assert_eq!(json(&value), expected);
    assert_eq!(json(&Vec::<u8>::new()), "[]\n");
}

proptest! {
    #[test]
    fn json_reads_back_as_what_it_was(any: (String, String), odd in hostile()) {
        let value = BTreeMap::from([any, (odd.clone(), odd)]);
        let text = json(&value);
        prop_assert!(!text.chars().any(|c| c != '\n' && is_hidden(c)), "{text:?}");
        prop_assert_eq!(
            serde_json::from_str::<BTreeMap<String, String>>(&text).unwrap(), value
        );
    }

    #[test]
    fn every_page_stays_within_its_width(
        line in hostile(), cells in prop::collection::vec(prop::collection::vec(hostile(), 0..5), 0..5),
        width in 0usize..130, indent in 0usize..9, colour: bool,
    ) {
        let mut page = Page::new();
        page.indented(indent, line.clone());
        page.quote(indent, line.clone());
        let rows = cells.iter().map(|row| row.iter().map(|cell| {
            Text::new().with(Tone::Id, cell.clone()).with(Tone::Overdue, line.clone())
        }).collect()).collect();
        page.table(indent, &["id", "", line.as_str()], rows);
        let text = shown(&page, width, colour);
        let bare = without_colours(&text);
        prop_assert_eq!(&bare, &shown(&page, width, false));
        prop_assert!(bare.is_empty() || bare.ends_with('\n') && !bare.ends_with("\n\n"));
        for written in bare.lines() {
            prop_assert_eq!(written.trim_end(), written);
            prop_assert!(written.width() <= width.max(40), "{} in {width}: {written:?}", written.width());
            prop_assert!(!written.chars().any(is_hidden), "{written:?}");
        }
        // nothing is lost but spaces
        let first: String = coach::escape::visible(&line).split_whitespace().collect();
        let all: String = bare.split_whitespace().collect();
        prop_assert!(all.starts_with(&first), "{all:?} without {first:?}");
    }
}

/// Text that tries: words, spaces, wide and joined characters, everything hidden.
fn hostile() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        " ",
        " ",
        "  ",
        "word",
        "\u{1b}[2J",
        "\u{1b}]52;c;aGk=\u{7}",
        "\r",
        "\n",
        "\t",
        "\u{9b}",
        "\u{202e}",
        "\0",
        "\u{7f}",
        "漢字",
        "👩‍🚀",
        "🇩🇪",
        "e\u{301}",
        "\u{301}",
        "\u{a0}",
        "\u{2066}",
        "\u{e0001}",
        "\u{200d}",
        "\"",
        "\\",
    ]);
    let pieces = prop::collection::vec(prop_oneof![odd.prop_map(String::from), "[a-z]{1,60}"], 0..20);
    pieces.prop_map(|pieces| pieces.concat())
}

/// What is left when our own colours are taken out: anything else that begins with ESC stays.
fn without_colours(text: &str) -> String {
    ["0", "1", "2", "31", "32", "35"]
        .iter()
        .fold(text.to_string(), |text, code| text.replace(&format!("\x1b[{code}m"), ""))
}

/// A stream that takes some bytes and then fails.
struct Failing {
    left: usize,
    kind: ErrorKind,
    attempts: usize,
}

impl Write for Failing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.attempts += 1;
        let taken = self.left.min(bytes.len());
        self.left -= taken;
        if taken == 0 { Err(self.kind.into()) } else { Ok(taken) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write_to(kind: ErrorKind) -> (Option<ErrorKind>, usize) {
    let mut stream = Failing { left: 4, kind, attempts: 0 };
    let mut output = Output::new(&mut stream, Style { width: 80, colour: false, drawings: false });
    output.raw(b"one\n");
    output.page(&due());
    output.json(&"three");
    output.raw(b"four");
    (output.failure().map(io::Error::kind), stream.attempts)
}

#[test]
fn the_first_failed_write_is_the_last() {
    assert_eq!(write_to(ErrorKind::StorageFull), (Some(ErrorKind::StorageFull), 2));
}

#[test]
fn a_closed_pipe_is_no_failure() {
    assert_eq!(write_to(ErrorKind::BrokenPipe), (None, 2));
}

/// A full disk may be noticed only when a buffer is emptied.
#[test]
fn a_failure_behind_a_buffer_is_seen() {
    let mut stream = Failing { left: 0, kind: ErrorKind::StorageFull, attempts: 0 };
    let mut buffer = io::BufWriter::new(&mut stream);
    let mut output = Output::new(&mut buffer, Style { width: 80, colour: false, drawings: false });
    output.raw(b"one\n");
    assert_eq!(output.failure().map(io::Error::kind), Some(ErrorKind::StorageFull));
}
