//! Names say what a thing is: each type has a name of its own, and nearly all have two words.

use std::collections::BTreeMap;
use std::path::Path;

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

use crate::files::{project, sources, text};

/// The types of the HAR format, which keep the format's names.
const HAR_TYPES: &str = "crates/diagnosis/src/har/format.rs";

/// How many of a hundred type names may be a single word that no standard has.
const MAX_ONE_WORD_PERCENT: usize = 20;

/// Single words that are a standard's own terms, each with the standard that defines it.
const STANDARD_WORDS: [(&str, &str); 9] = [
    ("Client", "HTML, environment settings object; Fetch, a request's client"),
    ("Headers", "Fetch, Headers"),
    ("Origin", "HTML, origin"),
    ("Party", "RFC 6265bis, third-party cookies"),
    ("Policy", "RFC 6265bis, user agent policy"),
    ("Request", "Fetch, request"),
    ("Response", "Fetch, response"),
    ("Sandbox", "HTML, sandboxing flag set"),
    ("Site", "HTML, site"),
];

/// Parts of constants' names that have one spelling in the workspace.
const SPELLINGS: [(&str, &str); 6] = [
    ("HIGHEST_", "MAX_"),
    ("LONGEST_", "MAX_"),
    ("MOST_", "MAX_"),
    ("_DEADLINE", "_TIMEOUT"),
    ("_PATIENCE", "_TIMEOUT"),
    ("_WITHIN", "_TIMEOUT"),
];

/// The names that one kind of definition gives, each with the places that define it.
type Places = BTreeMap<String, Vec<String>>;

/// What the sources of the workspace define.
#[derive(Debug, Default)]
struct Definitions {
    types: Places,
    constants: Places,
}

#[test]
fn each_type_name_is_defined_once() {
    let doubles = workspace().doubles();
    assert!(doubles.is_empty(), "types share a name:\n{}", doubles.join("\n"));
}

#[test]
fn few_type_names_are_a_single_word() {
    let definitions = workspace();
    let (words, all) = (definitions.one_word_types(), definitions.types.len());
    println!(
        "{} of {all} type names ({:.1} %) are a single word that no standard has",
        words.len(),
        100.0 * words.len() as f64 / all as f64
    );
    assert!(
        words.len() * 100 <= all * MAX_ONE_WORD_PERCENT,
        "more than {MAX_ONE_WORD_PERCENT} % of {all} type names are a single word: {}",
        words.join(", ")
    );
}

#[test]
fn limits_and_timeouts_are_called_so() {
    let misspelt = workspace().misspelt_constants();
    assert!(misspelt.is_empty(), "constants have another spelling:\n{}", misspelt.join("\n"));
}

#[test]
fn two_types_of_one_name_are_found_wherever_they_are() {
    check_doubles("struct Hop; mod inner { enum Hop {} }", &["Hop: a.rs:1, a.rs:1"]);
    check_doubles("trait Reader {}\ntype Reader = u8;", &["Reader: a.rs:1, a.rs:2"]);
    check_doubles("choices! { Flag { A } }\nstruct Flag(u8);", &["Flag: a.rs:1, a.rs:2"]);
    check_doubles("codes! { Code or Flag {} }\nenum Code {}", &["Code: a.rs:1, a.rs:2"]);
    check_doubles("fn f() { struct Guard; }\nunion Guard {}", &["Guard: a.rs:1, a.rs:2"]);
}

#[test]
fn tests_and_associated_types_define_no_names() {
    check_doubles("struct Hop; #[cfg(test)] mod tests { struct Hop; }", &[]);
    check_doubles("struct Err; impl FromStr for A { type Err = (); }", &[]);
    check_doubles("struct Item; trait Walk: Sized { type Item; }", &[]);
    check_doubles("struct Hop; fn hops() -> Vec<Hop> { vec![Hop { a: 1 }] }", &[]);
    check_doubles("/// A struct Hop\nstruct Hop; const TEXT: &str = \"struct Hop\";", &[]);
}

#[test]
fn a_standard_s_word_counts_as_two() {
    check_one_word("struct Hop; struct Request; struct RequestHop; enum WebKit {}", &["Hop"]);
}

#[test]
fn a_constant_with_another_spelling_is_found() {
    check_constants("const MOST_HOPS: u8 = 1;", &["MOST_HOPS: a.rs:1 (expected MAX_)"]);
    check_constants("static READY_WITHIN: u8 = 1;", &["READY_WITHIN: a.rs:1 (expected _TIMEOUT)"]);
    check_constants("const MAX_HOPS: u8 = 1; const READY_TIMEOUT: u8 = 1;", &[]);
}

#[track_caller]
fn check_doubles(source: &str, expected: &[&str]) {
    assert_eq!(defined_in(source).doubles(), expected);
}

#[track_caller]
fn check_one_word(source: &str, expected: &[&str]) {
    assert_eq!(defined_in(source).one_word_types(), expected);
}

#[track_caller]
fn check_constants(source: &str, expected: &[&str]) {
    assert_eq!(defined_in(source).misspelt_constants(), expected);
}

fn defined_in(source: &str) -> Definitions {
    let mut definitions = Definitions::default();
    definitions.add_file("a.rs", source);
    definitions
}

/// Reads every source of the workspace but for tests and the HAR format's types.
fn workspace() -> Definitions {
    let root = project();
    let mut definitions = Definitions::default();
    for folder in ["crates", "xtask"] {
        for path in sources(&root.join(folder)) {
            let place = path.strip_prefix(root).expect("a source lies in the project");
            if place != Path::new(HAR_TYPES) {
                definitions.add_file(&place.display().to_string(), &text(&path));
            }
        }
    }
    definitions
}

impl Definitions {
    fn add_file(&mut self, file: &str, source: &str) {
        let tokens = source.parse::<TokenStream>().expect("a source is made of tokens");
        self.add_items(file, &tokens.into_iter().collect::<Vec<_>>(), Scope::Free);
    }

    /// Adds what items or statements define. Each ends with a semicolon or a block.
    fn add_items(&mut self, file: &str, tokens: &[TokenTree], scope: Scope) {
        for item in tokens.split_inclusive(is_end) {
            let mut words = item.iter().enumerate().filter_map(|(index, token)| match token {
                TokenTree::Ident(word) => Some((index, word.to_string())),
                TokenTree::Group(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => None,
            });
            let keyword =
                words.find_map(|(index, word)| Keyword::named(&word).map(|it| (it, index)));
            let inner = match keyword {
                Some((Keyword::Module, _)) if is_for_tests(item) => continue,
                Some((Keyword::Implementation, _)) => Scope::Associated,
                Some((keyword, index)) => {
                    if let Some(TokenTree::Ident(name)) = item.get(index + 1) {
                        self.add(keyword, scope, name, file);
                    }
                    if keyword == Keyword::Trait { Scope::Associated } else { Scope::Free }
                }
                None => Scope::Free,
            };
            for token in item {
                if let TokenTree::Group(group) = token {
                    let tokens: Vec<_> = group.stream().into_iter().collect();
                    if keyword.is_none() && is_macro_call(item) {
                        self.add_declared_by_macro(file, &tokens);
                    }
                    self.add_items(file, &tokens, inner);
                }
            }
        }
    }

    fn add(&mut self, keyword: Keyword, scope: Scope, name: &Ident, file: &str) {
        let places = match keyword {
            Keyword::Type | Keyword::Trait => &mut self.types,
            Keyword::Alias if scope == Scope::Free => &mut self.types,
            Keyword::Constant => &mut self.constants,
            Keyword::Alias | Keyword::Function | Keyword::Implementation | Keyword::Module => {
                return;
            }
        };
        let place = format!("{file}:{}", name.span().start().line);
        places.entry(name.to_string()).or_default().push(place);
    }

    /// Adds the types that a call such as `codes! { Reason { … } }` declares: each is the first of
    /// the words before a block.
    fn add_declared_by_macro(&mut self, file: &str, tokens: &[TokenTree]) {
        let is_word = |token: &TokenTree| matches!(token, TokenTree::Ident(_));
        for run in tokens.chunk_by(|left, right| is_word(left) && (is_word(right) || is_end(right)))
        {
            if let [TokenTree::Ident(name), .., TokenTree::Group(_)] = run
                && name.to_string().starts_with(char::is_uppercase)
            {
                self.add(Keyword::Type, Scope::Free, name, file);
            }
        }
    }

    fn doubles(&self) -> Vec<String> {
        let doubles = self.types.iter().filter(|(_, places)| places.len() > 1);
        doubles.map(|(name, places)| format!("{name}: {}", places.join(", "))).collect()
    }

    fn one_word_types(&self) -> Vec<&str> {
        let names = self.types.keys().map(String::as_str);
        let words = names.filter(|name| name.matches(char::is_uppercase).count() == 1);
        words.filter(|word| STANDARD_WORDS.iter().all(|(standard, _)| standard != word)).collect()
    }

    fn misspelt_constants(&self) -> Vec<String> {
        let mut misspelt = Vec::new();
        for (name, places) in &self.constants {
            for (spelling, expected) in SPELLINGS {
                if name.starts_with(spelling) || name.ends_with(spelling) {
                    misspelt.push(format!("{name}: {} (expected {expected})", places.join(", ")));
                }
            }
        }
        misspelt
    }
}

/// Where a definition is: in an impl or a trait `type` names no type of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    Associated,
    Free,
}

/// The keyword that says what an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keyword {
    Alias,
    Constant,
    Function,
    Implementation,
    Module,
    Trait,
    Type,
}

impl Keyword {
    fn named(word: &str) -> Option<Self> {
        match word {
            "const" | "static" => Some(Self::Constant),
            "enum" | "struct" | "union" => Some(Self::Type),
            "fn" => Some(Self::Function),
            "impl" => Some(Self::Implementation),
            "mod" => Some(Self::Module),
            "trait" => Some(Self::Trait),
            "type" => Some(Self::Alias),
            _ => None,
        }
    }
}

fn is_end(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    }
}

fn is_for_tests(item: &[TokenTree]) -> bool {
    item.iter().any(|token| token.to_string().replace(' ', "") == "[cfg(test)]")
}

fn is_macro_call(item: &[TokenTree]) -> bool {
    matches!(item, [.., TokenTree::Ident(_), TokenTree::Punct(mark), TokenTree::Group(group)]
        if mark.as_char() == '!' && group.delimiter() == Delimiter::Brace)
}
