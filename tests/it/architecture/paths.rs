//! The paths that a Rust file mentions, read from its tokens: comments are none, strings are one
//! each, and what a macro writes is there.

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

type Path = Vec<String>;

/// Every path of two names or more outside test modules, with its line. What lies in the crate
/// begins with `crate`, however it was written; what came in through `use` is written out.
pub(crate) fn mentions(text: &str, module: &[String]) -> Vec<(Path, usize)> {
    let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{module:?}: {error}"));
    let mut reader = Reader::default();
    reader.read(tokens, module);
    let Reader { found, names } = reader;
    let whole = |path: Path| match names.get(&path[0]) {
        Some(origin) if path[0] != "crate" => origin.iter().chain(&path[1..]).cloned().collect(),
        _ => path,
    };
    found.into_iter().map(|(path, line)| (whole(path), line)).filter(|(path, _)| path.len() > 1).collect()
}

#[derive(Default)]
struct Reader {
    found: Vec<(Path, usize)>,
    /// What `use` brought in: the name, and the path it stands for.
    names: BTreeMap<String, Path>,
}

impl Reader {
    fn read(&mut self, tokens: TokenStream, module: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            at = match &tokens[at] {
                TokenTree::Punct(p) if p.as_char() == '#' && is_test_only(tokens.get(at + 1)) => {
                    after_item(&tokens, at + 2)
                }
                TokenTree::Ident(word) if word == "use" => self.read_use(&tokens, at + 1, module),
                TokenTree::Ident(word) if word == "mod" => self.read_mod(&tokens, at + 1, module),
                TokenTree::Ident(_) if !goes_on(&tokens, at) => self.read_path(&tokens, at, module),
                TokenTree::Group(group) => {
                    self.read(group.stream(), module);
                    at + 1
                }
                _ => at + 1,
            };
        }
    }

    /// `mod inner { … }`: a step down, which its `super` takes back.
    fn read_mod(&mut self, tokens: &[TokenTree], at: usize, module: &[String]) -> usize {
        if let (Some(TokenTree::Ident(name)), Some(TokenTree::Group(body))) =
            (tokens.get(at), tokens.get(at + 1))
        {
            let inner: Path = module.iter().cloned().chain([name.to_string()]).collect();
            self.read(body.stream(), &inner);
            return at + 2;
        }
        at
    }

    fn read_path(&mut self, tokens: &[TokenTree], start: usize, module: &[String]) -> usize {
        let mut path = vec![tokens[start].to_string()];
        let mut at = start + 1;
        while is_colons(tokens, at) {
            let Some(TokenTree::Ident(name)) = tokens.get(at + 2) else { break };
            path.push(name.to_string());
            at += 3;
        }
        if path.len() > 1 {
            self.found.push((from_root(path, module), tokens[start].span().start().line));
        }
        at
    }

    /// `use a::{b, c as d};`: each leaf is a path, and a name for it.
    fn read_use(&mut self, tokens: &[TokenTree], start: usize, module: &[String]) -> usize {
        let end = (start..tokens.len()).find(|n| is(tokens.get(*n), ';')).unwrap_or(tokens.len());
        self.read_tree(&tokens[start..end], &[], module);
        end
    }

    fn read_tree(&mut self, tokens: &[TokenTree], prefix: &[String], module: &[String]) {
        for branch in tokens.split(|token| is(Some(token), ',')) {
            let mut path = prefix.to_vec();
            let mut name = None;
            let mut words = branch.iter();
            while let Some(token) = words.next() {
                match token {
                    TokenTree::Ident(word) if word == "as" => name = words.next().map(|t| t.to_string()),
                    TokenTree::Ident(word) if word == "self" && !path.is_empty() => {}
                    TokenTree::Ident(word) => path.push(word.to_string()),
                    TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                        let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                        self.read_tree(&inside, &path, module);
                        path.clear();
                    }
                    _ => {}
                }
            }
            if let (Some(last), Some(first)) = (path.last().cloned(), branch.first()) {
                let path = from_root(path, module);
                self.names.insert(name.unwrap_or(last), path.clone());
                self.found.push((path, first.span().start().line));
            }
        }
    }
}

/// The path from `crate` on, for what is in it. The binary knows the library as `coach`.
fn from_root(path: Path, module: &[String]) -> Path {
    let ups = path.iter().take_while(|name| *name == "super" || *name == "self").count();
    let levels = path.iter().take(ups).filter(|name| *name == "super").count();
    if ups > 0 {
        let kept = &module[..module.len().saturating_sub(levels)];
        return ["crate".to_string()].iter().chain(kept).chain(&path[ups..]).cloned().collect();
    }
    match path[0].as_str() {
        "coach" => ["crate".to_string()].iter().chain(&path[1..]).cloned().collect(),
        _ => path,
    }
}

fn is(token: Option<&TokenTree>, punct: char) -> bool {
    matches!(token, Some(TokenTree::Punct(p)) if p.as_char() == punct)
}

fn is_colons(tokens: &[TokenTree], at: usize) -> bool {
    is(tokens.get(at), ':') && is(tokens.get(at + 1), ':')
}

/// Whether this name belongs to what stands before it: `x.name`, `Vec::<u8>::name`.
fn goes_on(tokens: &[TokenTree], at: usize) -> bool {
    let after_generics = at >= 3 && is_colons(tokens, at - 2) && is(tokens.get(at - 3), '>');
    after_generics || (at >= 1 && is(tokens.get(at - 1), '.'))
}

/// `[cfg(test)]`, after its `#`.
fn is_test_only(token: Option<&TokenTree>) -> bool {
    let Some(TokenTree::Group(group)) = token else { return false };
    let text: String = group.stream().to_string().split_whitespace().collect();
    text == "cfg(test)" || text.starts_with("cfg(all(test,")
}

/// Past the item that begins here: its body in braces, or its semicolon.
fn after_item(tokens: &[TokenTree], at: usize) -> usize {
    let ends = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        token => is(Some(token), ';'),
    };
    (at..tokens.len()).find(|n| ends(&tokens[*n])).map_or(tokens.len(), |last| last + 1)
}
