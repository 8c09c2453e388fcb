//! `[topologies]`.

use indexmap::IndexMap;
use url::Url;

use super::file::{ProblemList, TomlNode, TomlSection, named, string, table, word, wrong_type};
use crate::problem::ProblemKind;
use crate::topology::{Sandbox, StorageAccessAnswer, Topology};

pub(super) fn read_all(
    root: &TomlSection<'_>,
    unrelated: Option<&Url>,
    problems: &mut ProblemList,
) -> IndexMap<String, Topology> {
    let Some(entries) =
        root.require("topologies", problems).and_then(|node| table("`topologies`", node, problems))
    else {
        return IndexMap::new();
    };
    if entries.is_empty() {
        let help = "add at least one: `[topologies.same-origin]` with `page` and `target`";
        problems.add(
            ProblemKind::NoCells,
            root.span(),
            "no topology is declared, so no suite has a cell",
            "nothing to play",
            help,
        );
    }
    let mut topologies = IndexMap::new();
    for (name, span, node) in named("topology", entries, problems) {
        let Some(topology) = read_one(&name, node, problems) else { continue };
        if let Some(party) = topology
            .origins()
            .into_iter()
            .chain(&topology.control)
            .find(|origin| unrelated.is_some_and(|other| same_host(other, origin)))
        {
            problems.add(
                ProblemKind::SharedUnrelated,
                span,
                format!(
                    "`unrelated` takes part in topology `{name}`, as `{}`",
                    party.origin().ascii_serialization()
                ),
                "this topology",
                "choose another host here or for `unrelated`",
            );
        }
        topologies.insert(name, topology);
    }
    topologies
}

fn same_host(one: &Url, other: &Url) -> bool {
    one.host_str() == other.host_str()
}

fn read_one(name: &str, node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<Topology> {
    let section = TomlSection::of(
        &format!("topology `{name}`"),
        node,
        &["page", "frames", "sandbox", "storage-access", "target", "control"],
        problems,
    )?;
    let page = section.require("page", problems).and_then(|node| origin(node, problems));
    let target = section.require("target", problems).and_then(|node| origin(node, problems));
    let control = section.get("control").and_then(|node| origin(node, problems));
    let mut frames = Vec::new();
    if let Some(node) = section.get("frames") {
        match node.get_ref().as_array() {
            Some(list) => frames.extend(list.iter().filter_map(|item| origin(item, problems))),
            None => wrong_type("`frames`", node, "a list of origins", problems),
        }
    }
    let is_frameless = frames.is_empty();
    let sandbox = of_innermost("sandbox", &section, is_frameless, problems).and_then(|node| {
        word(
            "sandbox",
            "sandbox",
            node,
            &Sandbox::ALL.map(|sandbox| (sandbox.as_str(), sandbox)),
            problems,
        )
    });
    let storage_access =
        of_innermost("storage-access", &section, is_frameless, problems).and_then(|node| {
            word(
                "answer",
                "storage-access",
                node,
                &StorageAccessAnswer::ALL.map(|answer| (answer.as_str(), answer)),
                problems,
            )
        });
    Some(Topology { page: page?, frames, sandbox, storage_access, target: target?, control })
}

/// Returns the value of a key that is about the innermost frame.
fn of_innermost<'a>(
    key: &str,
    section: &TomlSection<'a>,
    is_frameless: bool,
    problems: &mut ProblemList,
) -> Option<&'a TomlNode<'a>> {
    let node = section.get(key)?;
    if is_frameless {
        let help = format!("add `frames = […]`, or leave `{key}` out");
        problems.add(
            ProblemKind::NoFrame,
            node.span(),
            format!("`{key}` is for a frame"),
            "no frames here",
            help,
        );
    }
    Some(node)
}

/// Reads an origin: an `http` or `https` URL with a host and nothing behind its port.
pub(super) fn origin(node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<Url> {
    let text = string("an origin", node, problems)?;
    let problem = match Url::parse(text) {
        Err(error) => error.to_string(),
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            format!("fixtures speak http and https, not {}", url.scheme())
        }
        Ok(url) if url.path() != "/" || url.query().is_some() || url.fragment().is_some() => {
            "an origin ends behind its host or port".to_owned()
        }
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            "an origin names no user".to_owned()
        }
        Ok(url) => return Some(url),
    };
    problems.add(
        ProblemKind::BadUrl,
        node.span(),
        format!("`{text}` is not an origin"),
        problem,
        "write scheme, host and, if it is not the scheme's own, port: \
         `https://www.example.com:3443`",
    );
    None
}
