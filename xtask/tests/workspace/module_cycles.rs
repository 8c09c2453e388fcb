//! Modules of a crate depend on each other in one direction: none depends on itself through others.
//! Paths that begin with `crate` count; a path through `super` stays below one topmost module.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::files;

/// Which modules of a crate each of its modules names.
type ModuleUses = BTreeMap<String, BTreeSet<String>>;

#[test]
fn no_module_depends_on_itself_through_others() {
    let mut cycles = Vec::new();
    let mut read = 0;
    for folder in files::crate_folders() {
        let sources = sources(&folder.join("src"));
        read += sources.len();
        let name = folder.file_name().unwrap().display().to_string();
        cycles.extend(cycle(&uses(&sources)).map(|cycle| format!("{name}: {cycle}")));
    }
    assert!(read > 200, "only {read} files were read");
    assert!(
        cycles.is_empty(),
        "modules depend on themselves through others:\n{}",
        cycles.join("\n")
    );
}

#[test]
fn a_cycle_is_found_however_it_is_written() {
    check_cycle(&[("a", "use crate::b::X;"), ("b", "use crate::a::Y;")], Some("a → b → a"));
    check_cycle(
        &[
            ("a", "use crate::{d, b::{X, Z}};"),
            ("b", "fn f() { crate::c::g(); }"),
            ("c", "use crate::a;"),
        ],
        Some("a → b → c → a"),
    );
}

#[test]
fn a_name_that_the_crate_publishes_counts_as_its_module() {
    check_cycle(
        &[
            ("lib", "mod a; mod b; pub use b::{X, Y};"),
            ("a", "use crate::Y;"),
            ("b", "use crate::a;"),
        ],
        Some("a → b → a"),
    );
    check_cycle(
        &[
            ("lib", "mod a; mod b; pub use b::c::d::{X, Y}; pub use b::e::f as g;"),
            ("a", "use crate::Y;"),
            ("b", "use crate::a;"),
        ],
        Some("a → b → a"),
    );
}

#[test]
fn tests_and_one_direction_are_no_cycle() {
    check_cycle(&[("a", "use crate::b::X;"), ("b", "use std::fmt;")], None);
    check_cycle(
        &[("a", "use crate::b::X;"), ("b", "#[cfg(test)] mod tests { use crate::a::Y; }")],
        None,
    );
    check_cycle(&[("a", "use crate::b::X; // crate::a"), ("b", "// use crate::a::Y;")], None);
}

#[track_caller]
fn check_cycle(sources: &[(&str, &str)], expected: Option<&str>) {
    let sources: Vec<_> =
        sources.iter().map(|(module, text)| ((*module).to_owned(), (*text).to_owned())).collect();
    assert_eq!(cycle(&uses(&sources)).as_deref(), expected);
}

/// Returns the texts of a crate's files, each with the topmost module that it belongs to.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let source = |file: PathBuf| {
        let relative = file.strip_prefix(folder).expect("it is below the folder");
        let module = relative.components().next().expect("it has a name").as_os_str();
        let module = Path::new(module).file_stem().expect("it has a name").display().to_string();
        (module, files::text(&file))
    };
    files::sources(folder).into_iter().map(source).collect()
}

/// Returns what the modules name of each other; the crate's root, which names all, left out.
fn uses(sources: &[(String, String)]) -> ModuleUses {
    let tokens = |text: &str| text.parse::<TokenStream>().expect("it is Rust");
    let is_root = |module: &str| matches!(module, "lib" | "main");
    let modules: BTreeSet<&str> = sources.iter().map(|(module, _)| module.as_str()).collect();
    let mut published = BTreeMap::new();
    for (_, text) in sources.iter().filter(|(module, _)| is_root(module)) {
        published.extend(published_names(tokens(text)));
    }
    let mut uses = ModuleUses::new();
    for (module, text) in sources.iter().filter(|(module, _)| !is_root(module)) {
        let mut names = BTreeSet::new();
        crate_names(tokens(text), &mut names);
        let of_name = |name: String| {
            if modules.contains(name.as_str()) { Some(name) } else { published.get(&name).cloned() }
        };
        let named = names.into_iter().filter_map(of_name).filter(|name| name != module);
        uses.entry(module.clone()).or_default().extend(named);
    }
    uses
}

/// Collects the first name of each path that begins with `crate`, tests left out.
fn crate_names(tokens: TokenStream, names: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut place = 0;
    while place < tokens.len() {
        let rest = &tokens[place..];
        if is_test_module(rest) {
            place += 5;
            continue;
        }
        match rest {
            [TokenTree::Ident(word), _, _, first, ..] if word == "crate" => match first {
                TokenTree::Ident(name) => _ = names.insert(name.to_string()),
                TokenTree::Group(group) => names.extend(first_names(group.stream())),
                TokenTree::Literal(_) | TokenTree::Punct(_) => {}
            },
            [TokenTree::Group(group), ..] => crate_names(group.stream(), names),
            _ => {}
        }
        place += 1;
    }
}

/// Returns whether `#[cfg(test)] mod name { … }` begins here.
fn is_test_module(tokens: &[TokenTree]) -> bool {
    matches!(
        tokens,
        [TokenTree::Punct(hash), TokenTree::Group(attribute), TokenTree::Ident(word), ..]
            if hash.as_char() == '#' && attribute.to_string() == "[cfg (test)]" && word == "mod"
    )
}

/// Returns the first name of each part of a list.
fn first_names(list: TokenStream) -> Vec<String> {
    let mut names = Vec::new();
    let mut begins = true;
    for token in list {
        match token {
            TokenTree::Ident(name) if begins => {
                names.push(name.to_string());
                begins = false;
            }
            TokenTree::Punct(sign) if sign.as_char() == ',' => begins = true,
            _ => {}
        }
    }
    names
}

/// Returns the names that a crate's root publishes from its modules, from `pub use module::{Name}`
/// or `pub use module::inner::Name`.
fn published_names(tokens: TokenStream) -> BTreeMap<String, String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut published = BTreeMap::new();
    for part in tokens.split(|token| token.to_string() == ";") {
        let begin = part.iter().position(|token| token.to_string() == "use");
        let Some([_, TokenTree::Ident(module), _, _, rest @ ..]) =
            begin.map(|begin| &part[begin..])
        else {
            continue;
        };
        let names = match rest {
            [.., TokenTree::Group(group)] if group.delimiter() == Delimiter::Brace => {
                first_names(group.stream())
            }
            [.., TokenTree::Ident(name)] => vec![name.to_string()],
            _ => continue,
        };
        published.extend(names.into_iter().map(|name| (name, module.to_string())));
    }
    published
}

/// Returns a shortest cycle, if there is one.
fn cycle(uses: &ModuleUses) -> Option<String> {
    let shortest = uses.keys().filter_map(|start| path_back(uses, start)).min_by_key(Vec::len);
    shortest.map(|way| way.join(" → "))
}

fn path_back(uses: &ModuleUses, start: &str) -> Option<Vec<String>> {
    let mut ways = vec![vec![start.to_owned()]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            for next in uses.get(way.last().expect("it begins somewhere")).into_iter().flatten() {
                let way = [&way[..], std::slice::from_ref(next)].concat();
                if next == start {
                    return Some(way);
                }
                if seen.insert(next.clone()) {
                    longer.push(way);
                }
            }
        }
        ways = longer;
    }
    None
}
