//! The keys of a value that make a request.

use super::file::{ProblemList, TomlNode, TomlSection, string, word};
use super::template::{headers, is_token_byte};
use crate::exchange::RepeatEffect;
use crate::mechanism::RequestMechanism;
use crate::problem::ProblemKind;
use crate::request::{FetchCredentials, RequestApi, ScriptRequestBody, UploadEvents};

/// The keys of which each makes a request.
const MEANS: [&str; 4] = ["fetch", "fetch-no-cors", "mechanism", "xhr"];

pub(super) fn request_api(
    section: &TomlSection<'_>,
    problems: &mut ProblemList,
) -> Option<RequestApi> {
    let mut means = MEANS.into_iter().filter_map(|key| Some((key, section.get(key)?)));
    let first = means.next();
    if let (Some((first, _)), Some((second, node))) = (first, means.next()) {
        problems.add(
            ProblemKind::ConflictingEffect,
            node.span(),
            "a request is made by one means",
            format!("and by `{first}` too"),
            format!("keep `{first}` or `{second}`"),
        );
    }
    let upload = section.get("upload");
    if let Some(upload) = upload.filter(|_| first.is_none_or(|(key, _)| key != "xhr")) {
        problems.add(
            ProblemKind::ConflictingEffect,
            upload.span(),
            "only an XMLHttpRequest tells of its upload",
            "no `xhr` beside it",
            "add `xhr = …`, or take `upload` away",
        );
    }
    let (key, node) = first?;
    match key {
        "fetch" => fetch_credentials(key, node, problems).map(RequestApi::Fetch),
        "fetch-no-cors" => fetch_credentials(key, node, problems).map(RequestApi::FetchNoCors),
        "mechanism" => {
            let known: Vec<_> = RequestMechanism::ALL
                .iter()
                .map(|mechanism| (mechanism.as_str(), *mechanism))
                .collect();
            word("mechanism", key, node, &known, problems).map(RequestApi::Mechanism)
        }
        _ => Some(RequestApi::Xhr {
            with_credentials: word(
                "kind of XMLHttpRequest",
                key,
                node,
                &[("with-credentials", true), ("without-credentials", false)],
                problems,
            )?,
            upload: match upload {
                None => UploadEvents::Ignored,
                Some(node) => {
                    let known =
                        [("ignored", UploadEvents::Ignored), ("observed", UploadEvents::Observed)];
                    word("way with an upload's events", "upload", node, &known, problems)?
                }
            },
        }),
    }
}

fn fetch_credentials(
    key: &str,
    node: &TomlNode<'_>,
    problems: &mut ProblemList,
) -> Option<FetchCredentials> {
    let known = FetchCredentials::ALL.map(|credentials| (credentials.as_str(), credentials));
    word("credentials mode", key, node, &known, problems)
}

pub(super) fn body(node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<ScriptRequestBody> {
    if let Some(text) = node.get_ref().as_str() {
        return Some(ScriptRequestBody::Text(text.to_owned()));
    }
    let section = TomlSection::of("`body`", node, &["stream"], problems)?;
    let text =
        section.require("stream", problems).and_then(|node| string("`stream`", node, problems))?;
    Some(ScriptRequestBody::Stream(text.to_owned()))
}

pub(super) fn method(node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<String> {
    let text = string("`method`", node, problems)?;
    if text.is_empty() || !text.bytes().all(is_token_byte) {
        let help = "a method is a token such as `PUT`";
        problems.add(
            ProblemKind::BadMethod,
            node.span(),
            format!("`{text}` is not a method"),
            "not a token",
            help,
        );
        return None;
    }
    Some(text.to_owned())
}

pub(super) fn again(node: &TomlNode<'_>, problems: &mut ProblemList) -> Option<RepeatEffect> {
    let section = TomlSection::of(
        "`again`",
        node,
        &[&MEANS[..], &["upload", "method", "request"]].concat(),
        problems,
    )?;
    Some(RepeatEffect {
        api: request_api(&section, problems),
        method: section.get("method").and_then(|node| method(node, problems)),
        request: section.get("request").map(|_| headers("request", &section, problems)),
    })
}
