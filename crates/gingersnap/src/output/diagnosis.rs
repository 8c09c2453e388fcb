//! A diagnosis in words: a table over the browsers, then the cause of each failure.

use browser_driver::{BrowserMessage, HttpsUpgrades};
use diagnosis::{Question, UserGoal};
use explainer::words::browser_name;
use url::Url;

use crate::diagnose::browser_result::{BrowserResult, SiteDiagnosis};
use crate::diagnose::diagnosed_request::DiagnosedRequest;
use crate::diagnose::finding::RequestFinding;
use crate::output::short_answer::short_text;
use crate::output::text_style::TextStyle;
use crate::output::wrapped_text::wrapped;

/// Writes for people what was seen in every browser.
pub(crate) fn diagnosis_text(diagnosis: &SiteDiagnosis, style: TextStyle) -> String {
    let requests = DiagnosedRequest::all(diagnosis);
    let mut lines = Vec::new();
    for one in &diagnosis.absent {
        lines.extend(wrapped(0, &format!("not looked at: {} {}", one.browser, one.why)));
    }
    if requests.is_empty() {
        lines.push("no response set a cookie, so there is nothing to explain".to_owned());
    } else {
        lines.extend(table(diagnosis, &requests, style));
    }
    for request in requests.iter().filter(|one| one.seen.iter().any(|(_, it)| !it.works())) {
        lines.push(String::new());
        lines.extend(short_text(&request.explanation, &[], style).lines().map(str::to_owned));
        lines.extend(hops(&request.explanation.question).iter().flat_map(|hop| wrapped(0, hop)));
        lines.extend(seen(request).iter().flat_map(|sentence| wrapped(0, sentence)));
    }
    lines.push(String::new());
    lines.extend(besides(diagnosis).iter().flat_map(|sentence| wrapped(0, sentence)));
    lines.join("\n").trim_end().to_owned() + "\n"
}

/// Returns the table: a row for each thing that is wanted, a column for each browser.
fn table(
    diagnosis: &SiteDiagnosis,
    requests: &[DiagnosedRequest<'_>],
    style: TextStyle,
) -> Vec<String> {
    let name = |one: &BrowserResult| {
        let version = one.version.split_whitespace().last().unwrap_or_default();
        let major = version.split('.').next().unwrap_or_default();
        format!("{} {major}", browser_name(one.profile.engine.name(), &one.profile.name))
    };
    let heads: Vec<String> = diagnosis.results.iter().map(name).collect();
    let rows: Vec<(String, Vec<Option<bool>>)> =
        requests.iter().flat_map(|request| rows(diagnosis, request)).collect();
    let first = rows.iter().map(|(label, _)| label.chars().count()).max().unwrap_or_default();
    let mut lines = vec![style.bold(&format!("{:first$}  {}", "", heads.join("  ")))];
    for (label, cells) in rows {
        let mut line = format!("{label:first$}");
        for (cell, head) in cells.iter().zip(&heads) {
            let sign = match cell {
                None => "·".to_owned(),
                Some(true) => style.good("✓"),
                Some(false) => style.bad("✗"),
            };
            line += &format!("  {sign}{}", " ".repeat(head.chars().count() - 1));
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Returns the rows of a request: a label, and a cell for each browser; one that did not make the
/// request has none.
fn rows(
    diagnosis: &SiteDiagnosis,
    request: &DiagnosedRequest<'_>,
) -> Vec<(String, Vec<Option<bool>>)> {
    let question = &request.explanation.question;
    let cells = |cell: &dyn Fn(&RequestFinding) -> Option<bool>| -> Vec<Option<bool>> {
        let of = |result: &BrowserResult| {
            let seen = request.seen.iter().find(|(one, _)| std::ptr::eq(*one, result));
            seen.and_then(|(_, finding)| cell(finding))
        };
        diagnosis.results.iter().map(of).collect()
    };
    let title = format!("{} {}", question.request.method, short_url(&question.url));
    let mut rows = vec![(title, Vec::new())];
    let names = request.explanation.answers.first().into_iter().flat_map(|one| &one.cookies);
    for (number, cookie) in names.enumerate() {
        let of = |finding: &RequestFinding| {
            Some(finding.explanation.answers.first()?.cookies.get(number)?.clone())
        };
        let stored = cells(&|finding| of(finding).map(|one| one.stored.yes || one.deletes()));
        let sent = cells(&|finding| of(finding).map(|one| one.sent.yes || one.deletes()));
        rows.push((format!("  `{}` stored", cookie.name()), stored));
        rows.push((format!("  `{}` sent later", cookie.name()), sent));
    }
    if request.explanation.goals.contains(&UserGoal::Response) {
        let readable = |finding: &RequestFinding| {
            Some(finding.explanation.answers.first()?.response.readable.yes)
        };
        rows.push(("  response readable".to_owned(), cells(&readable)));
    }
    // A request of which nothing is wanted is no row of its own.
    if rows.len() > 1 { rows } else { Vec::new() }
}

/// Returns a URL without its query, which may be long and secret.
fn short_url(url: &Url) -> String {
    let mut short = url.clone();
    short.set_query(url.query().map(|_| "…"));
    short.to_string().replace("%E2%80%A6", "…")
}

/// Returns the redirects of a request, hop by hop.
fn hops(question: &Question) -> Vec<String> {
    let mut url = question.url.clone();
    let mut hops = Vec::new();
    for head in question.heads() {
        let cookies: Vec<&str> =
            head.values("Set-Cookie").filter_map(|line| line.split('=').next()).collect();
        let sets = if cookies.is_empty() {
            String::new()
        } else {
            format!(", sets {}", cookies.join(", "))
        };
        let next = head.values("Location").next().and_then(|location| url.join(location).ok());
        let leads = next.as_ref().map(|next| format!(" → {}", short_url(next)));
        hops.push(format!(
            "hop: {} {}{sets}{}",
            head.status,
            short_url(&url),
            leads.unwrap_or_default()
        ));
        url = next.unwrap_or(url);
    }
    if hops.len() > 1 { hops } else { Vec::new() }
}

/// Returns what was seen of a request besides, each with the browsers that it was seen in.
fn seen(request: &DiagnosedRequest<'_>) -> Vec<String> {
    let mut sentences: Vec<(String, Vec<String>)> = Vec::new();
    let mut add = |sentence: String, result: &BrowserResult| {
        let name = browser_name(result.profile.engine.name(), &result.profile.name);
        match sentences.iter_mut().find(|(known, _)| *known == sentence) {
            Some((_, names)) => names.push(name),
            None => sentences.push((sentence, vec![name])),
        }
    };
    for (result, finding) in &request.seen {
        let RequestFinding { differences, prior, words, notes, .. } = finding;
        notes.iter().for_each(|note| add(format!("note: {note}"), result));
        for BrowserMessage { cookie, word, detail, .. } in words {
            let cookie = cookie.as_ref().map(|name| format!(" of `{name}`")).unwrap_or_default();
            let detail = detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
            add(format!("the browser says{cookie}: {word}{detail}"), result);
        }
        for (line, sent) in prior {
            let sent = if *sent { "sent" } else { "not sent" };
            add(format!("existing cookie, {sent}: {line}"), result);
        }
        differences.iter().for_each(|one| add(format!("unexpected: {one}"), result));
    }
    let count = request.seen.len();
    let sentence = |(sentence, names): (String, Vec<String>)| {
        if names.len() == count && count > 1 {
            sentence
        } else {
            format!("{}: {sentence}", names.join(", "))
        }
    };
    sentences.into_iter().map(sentence).collect()
}

/// Returns what was seen besides requests, browser by browser.
fn besides(diagnosis: &SiteDiagnosis) -> Vec<String> {
    let mut sentences = Vec::new();
    for result in &diagnosis.results {
        let name = browser_name(result.profile.engine.name(), &result.profile.name);
        let mut add = |sentence: String| sentences.push(format!("{name}: {sentence}"));
        result.sockets.iter().for_each(|socket| add(format!("WebSocket {socket}")));
        result.notes.iter().for_each(|note| add(note.clone()));
        if !result.refused.is_empty() {
            let refused = result.refused.join(", ");
            add(format!("refused hosts (--allow lets browsers reach more): {refused}"));
        }
        let left_out = &result.left_out;
        left_out.iter().for_each(|cookie| {
            add(format!("skipped cookie, of another host than page and request: {cookie}"));
        });
        let off = result.browser.switched_off(HttpsUpgrades::Off);
        if !off.is_empty() {
            add(format!("switched off, and so not tested: {}", off.join(", ")));
        }
    }
    sentences
}

#[cfg(test)]
mod tests;
