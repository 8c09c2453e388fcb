//! What a script says beside its calls: the values of variables, and clients that
//! `axios.create()` makes.

use crate::paste::literal::{LiteralValue, read_literal, split_sum};

/// How much of a script is looked at, in octets.
const MAX_OCTETS: usize = 64 << 10;

/// How many variables are kept, and how often one is put in place of its name in a call.
const MAX_VARIABLES: usize = 100;

/// How many clients are kept.
const MAX_CLIENTS: usize = 8;

/// How deep variables may be in values of other variables.
const MAX_DEPTH: usize = 8;

/// How a script's statement begins that makes a client.
pub(crate) const CREATE: &str = "axios.create(";

/// Variables that have one value, and clients, each by its name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ScriptScope {
    variables: Vec<(String, LiteralValue)>,
    clients: Vec<String>,
    /// The octets of the declarations.
    declared: Vec<std::ops::Range<usize>>,
}

impl ScriptScope {
    /// Finds the declarations in a text. A variable that changes, or is called as a parameter of a
    /// function, is none of them.
    pub(crate) fn of(text: &str) -> Self {
        let end = (0..=text.len().min(MAX_OCTETS)).rev().find(|at| text.is_char_boundary(*at));
        let text = &text[..end.unwrap_or_default()];
        let mut scope = Self::default();
        let mut offset = 0;
        for raw in text.split_inclusive('\n') {
            let start = offset + raw.len() - raw.trim_start().len();
            offset += raw.len();
            let is_inner = scope.declared.last().is_some_and(|last| start < last.end);
            if scope.declared.len() >= MAX_VARIABLES {
                break;
            }
            if !is_inner && let Some(declared) = Declaration::of(raw.trim()) {
                scope.take(text, start, declared);
            }
        }
        scope
    }

    fn take(&mut self, text: &str, start: usize, declared: Declaration<'_>) {
        let Declaration { name, value_at, is_member } = declared;
        let value_at = start + value_at;
        let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |length| at + length);
        if text[value_at..].trim_start().starts_with(CREATE) {
            if self.clients.len() < MAX_CLIENTS {
                self.clients.push(name.to_owned());
            }
            return;
        }
        let Ok((value, end)) = read_literal(text, value_at) else { return };
        let is_plain = match &value {
            LiteralValue::Text(_) | LiteralValue::List(_) | LiteralValue::Object(_) => true,
            LiteralValue::Other(written) => is_constant(written),
        };
        if is_plain {
            self.declared.push(start..line_end(end));
            if !is_changed(text, name) && !is_parameter(text, name) {
                let name = if is_member { format!("this.{name}") } else { name.to_owned() };
                self.variables.push((name, value));
            }
        }
    }

    /// Returns where the declaration ends that begins at an octet.
    pub(crate) fn end_of_declaration(&self, start: usize) -> Option<usize> {
        self.declared.iter().find(|declared| declared.start == start).map(|one| one.end)
    }

    /// Returns the names of the clients that are made.
    pub(crate) fn clients(&self) -> impl Iterator<Item = &str> {
        self.clients.iter().map(String::as_str)
    }

    /// Puts the values of variables in place of their names.
    pub(crate) fn resolve(&self, values: Vec<LiteralValue>) -> Vec<LiteralValue> {
        if self.variables.is_empty() {
            return values;
        }
        let mut resolver = Resolver { scope: self, left: MAX_VARIABLES };
        values.into_iter().map(|value| resolver.resolve(value, 0)).collect()
    }

    /// Returns the value of a variable, or of a member of one: `config.url`.
    fn value(&self, name: &str) -> Option<&LiteralValue> {
        let find = |name: &str| self.variables.iter().find(|(known, _)| known == name);
        match find(name) {
            Some((_, value)) => Some(value),
            None => {
                let (object, member) = name.rsplit_once('.')?;
                self.value(object).and_then(|object| object.member(member))
            }
        }
    }
}

struct Resolver<'s> {
    scope: &'s ScriptScope,
    /// How often a variable may still be put in place of its name.
    left: usize,
}

impl Resolver<'_> {
    fn resolve(&mut self, value: LiteralValue, depth: usize) -> LiteralValue {
        if depth > MAX_DEPTH {
            return value;
        }
        match value {
            LiteralValue::Text(text) => LiteralValue::Text(self.template(text, depth)),
            LiteralValue::List(values) => LiteralValue::List(
                values.into_iter().map(|value| self.resolve(value, depth)).collect(),
            ),
            LiteralValue::Object(members) => {
                let mut resolved = Vec::with_capacity(members.len());
                for (name, value) in members {
                    let spread = name.strip_prefix("...").and_then(|name| self.named(name, depth));
                    match spread {
                        Some(LiteralValue::Object(inner)) => resolved.extend(inner),
                        _ => resolved.push((name, self.resolve(value, depth))),
                    }
                }
                LiteralValue::Object(resolved)
            }
            LiteralValue::Other(written) => self
                .named(&written, depth)
                .or_else(|| self.sum(&written, depth).map(LiteralValue::Text))
                .unwrap_or(LiteralValue::Other(written)),
        }
    }

    fn named(&mut self, name: &str, depth: usize) -> Option<LiteralValue> {
        let value = self.scope.value(name).filter(|_| self.left > 0)?.clone();
        self.left -= 1;
        Some(self.resolve(value, depth + 1))
    }

    /// Returns the text that parts make with `+` between them.
    fn sum(&mut self, written: &str, depth: usize) -> Option<String> {
        let parts = split_sum(written).filter(|parts| parts.len() > 1)?;
        let mut text = String::new();
        for part in parts {
            let LiteralValue::Text(part) = self.resolve(part, depth + 1) else { return None };
            text.push_str(&part);
        }
        Some(text)
    }

    /// Returns a template with the texts of variables in it, where all of them are known.
    fn template(&mut self, text: String, depth: usize) -> String {
        let mut filled = String::new();
        let mut rest = text.as_str();
        while let Some((before, behind)) = rest.split_once("${") {
            let Some((name, behind)) = behind.split_once('}') else { return text };
            let value = self.named(name.trim(), depth);
            let Some(value) = value.as_ref().and_then(LiteralValue::as_text) else { return text };
            filled.push_str(before);
            filled.push_str(value);
            rest = behind;
        }
        filled.push_str(rest);
        filled
    }
}

/// The name and the value in a line that declares a variable.
struct Declaration<'t> {
    name: &'t str,
    /// The octet of the line at which the value begins.
    value_at: usize,
    /// Whether it is a member of a class.
    is_member: bool,
}

impl<'t> Declaration<'t> {
    fn of(line: &'t str) -> Option<Self> {
        let of_variables = ["export const ", "export let ", "const ", "let ", "var "];
        let variable = of_variables.iter().find_map(|word| line.strip_prefix(word));
        let (rest, is_member) = match variable {
            Some(rest) => (rest, false),
            None => (without_modifiers(line)?, true),
        };
        let rest = rest.trim_start();
        let name = &rest[..rest.find(|next| !is_of_name(next))?];
        let (annotation, value) = rest[name.len()..].split_once('=')?;
        let is_typed = annotation.trim().is_empty() || annotation.trim().starts_with(':');
        let is_value = !name.is_empty() && is_typed && !value.starts_with(['=', '>']);
        is_value.then_some(Self { name, value_at: line.len() - value.len(), is_member })
    }
}

/// Returns the rest of a line behind the modifiers of a class's member; `None` without any.
fn without_modifiers(line: &str) -> Option<&str> {
    let modifiers = ["private ", "protected ", "public ", "readonly ", "static "];
    let strip =
        |line: &'_ str| modifiers.iter().find_map(|word| line.strip_prefix(word)).map(str::len);
    let mut rest = &line[line.len() - strip(line)?..];
    while let Some(length) = strip(rest) {
        rest = &rest[rest.len() - length..];
    }
    Some(rest)
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$')
}

/// Returns whether an expression is a word or a number, or makes an object that decides by its
/// class alone.
fn is_constant(written: &str) -> bool {
    let made = [
        "new FormData(",
        "new Headers({",
        "new Request(",
        "new URLSearchParams(",
        "JSON.stringify(",
    ];
    matches!(written, "true" | "false" | "null" | "undefined")
        || written.parse::<f64>().is_ok()
        || made.iter().any(|call| written.starts_with(call))
}

/// Returns what stands behind each place of a name in a text.
fn behind<'t>(text: &'t str, name: &str) -> impl Iterator<Item = &'t str> {
    let is_whole = move |at: usize, length: usize| {
        let before = text[..at].chars().next_back();
        let next = text[at + length..].chars().next();
        !before.is_some_and(is_of_name) && !next.is_some_and(is_of_name)
    };
    text.match_indices(name)
        .filter(move |(at, found)| is_whole(*at, found.len()))
        .map(|(at, found)| &text[at + found.len()..])
}

/// Returns whether a variable gets a second value, or an object another member.
fn is_changed(text: &str, name: &str) -> bool {
    let is_assigned = |rest: &str| {
        let rest = rest.trim_start();
        rest.starts_with('=') && !rest.starts_with("==") && !rest.starts_with("=>")
    };
    let is_member_assigned = |rest: &str| {
        let behind_member = match (rest.strip_prefix('.'), rest.strip_prefix('[')) {
            (Some(member), _) => member.trim_start_matches(|next| is_of_name(next) || next == '.'),
            (_, Some(index)) => index.split_once(']').map_or("", |(_, behind)| behind),
            (None, None) => "",
        };
        let changes = [".append(", ".delete(", ".set("];
        is_assigned(behind_member) || changes.iter().any(|call| rest.starts_with(call))
    };
    let is_added_to =
        |rest: &str| ["+=", "??=", "||="].iter().any(|sign| rest.trim_start().starts_with(sign));
    behind(text, name).filter(|rest| is_assigned(rest)).count() > 1
        || behind(text, name).any(|rest| is_member_assigned(rest) || is_added_to(rest))
        || text.contains(&format!("Object.assign({name}"))
}

/// Returns whether a function has a parameter with this name.
fn is_parameter(text: &str, name: &str) -> bool {
    let has_name = |part: &str| behind(part, name).next().is_some();
    text.lines().any(|line| {
        let of_function = line
            .split_once("function")
            .and_then(|(_, rest)| rest.split_once('('))
            .map_or("", |(_, rest)| rest.split(')').next().unwrap_or_default());
        let of_arrow = line
            .split_once("=>")
            .map_or("", |(before, _)| before.rsplit('(').next().unwrap_or_default());
        has_name(of_function) || has_name(of_arrow)
    })
}
