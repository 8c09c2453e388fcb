//! Smaller questions, to show what a disagreement needs.

use diagnosis::ResponseHead;
use matrix::RequestApi;

use crate::question::QuizQuestion;

/// Returns questions that lack one thing that this one has.
pub fn simplifications(question: &QuizQuestion) -> Vec<QuizQuestion> {
    let mut all = Vec::new();
    let mut push = |change: &dyn Fn(&mut QuizQuestion)| {
        let mut simpler = question.clone();
        change(&mut simpler);
        all.push(simpler);
    };
    if question.then.is_some() {
        push(&|simpler| simpler.then = None);
    }
    if let Some(have) = &question.have {
        push(&|simpler| simpler.have = None);
        for lines in shorter_lists(&have.lines, |line| shorter_lines(line)) {
            push(&|simpler| {
                if let Some(have) = &mut simpler.have {
                    have.lines.clone_from(&lines);
                }
            });
        }
    }
    for script_sets in shorter_lists(&question.script_sets, |line| shorter_lines(line)) {
        push(&|simpler| simpler.script_sets.clone_from(&script_sets));
    }
    if !question.document.frames.is_empty() {
        push(&|simpler| _ = simpler.document.frames.remove(0));
    }
    if !question.redirects.is_empty() {
        push(&|simpler| _ = simpler.redirects.pop());
    }
    for request_headers in shorter_lists(&question.request_headers, |_| Vec::new()) {
        push(&|simpler| simpler.request_headers.clone_from(&request_headers));
    }
    if question.method != "GET" && !matches!(question.api, RequestApi::Mechanism(_)) {
        push(&|simpler| simpler.method = "GET".to_owned());
    }
    for redirects in shorter_lists(&question.redirects, shorter_heads) {
        if redirects.len() == question.redirects.len() {
            push(&|simpler| simpler.redirects.clone_from(&redirects));
        }
    }
    for response in shorter_heads(&question.response) {
        push(&|simpler| simpler.response.clone_from(&response));
    }
    for preflight in shorter_heads(&question.preflight) {
        push(&|simpler| simpler.preflight.clone_from(&preflight));
    }
    all
}

/// Returns lists that lack one item, or part of one.
fn shorter_lists<T: Clone>(items: &[T], shorter: impl Fn(&T) -> Vec<T>) -> Vec<Vec<T>> {
    let mut all = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let mut without = items.to_vec();
        without.remove(index);
        all.push(without);
        for part in shorter(item) {
            let mut with_part = items.to_vec();
            with_part[index] = part;
            all.push(with_part);
        }
    }
    all
}

/// Returns heads that lack a field, or an attribute of a cookie. A redirect keeps its `Location`.
fn shorter_heads(head: &ResponseHead) -> Vec<ResponseHead> {
    let shorter = |(name, value): &(String, String)| {
        let is_cookie = name.eq_ignore_ascii_case("Set-Cookie");
        let lines = if is_cookie { shorter_lines(value) } else { Vec::new() };
        lines.into_iter().map(|line| (name.clone(), line)).collect()
    };
    let has_location = |headers: &Vec<(String, String)>| {
        headers.iter().filter(|(name, _)| name == "Location").count()
    };
    shorter_lists(&head.headers, shorter)
        .into_iter()
        .filter(|headers| has_location(headers) == has_location(&head.headers))
        .map(|headers| ResponseHead { headers, ..head.clone() })
        .collect()
}

/// Returns lines that lack an attribute.
fn shorter_lines(line: &str) -> Vec<String> {
    let parts: Vec<String> = line.split(';').map(str::to_owned).collect();
    shorter_lists(&parts, |_| Vec::new()).into_iter().skip(1).map(|parts| parts.join(";")).collect()
}
