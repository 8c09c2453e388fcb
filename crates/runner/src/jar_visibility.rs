//! From where a driver sees the cookies of a shape that lists what belongs to a document, and which
//! of them it may not list even so.

use matrix::{CookieSetter, SetCookieResponse, Topology};
use run_model::evidence::JarView;
use run_model::plan::{BatchScript, CookieScript, SetCookieLine, ShapeNo, ShapeScript};
use url::Url;

/// Returns the origins whose responses or scripts set a shape's cookies, but for the target where a
/// first party of it does.
fn setting_origins<'a>(script: &'a ShapeScript, topology: &'a Topology) -> Vec<&'a Url> {
    let carriers = script.cookies.iter().filter_map(|cookie| match script.response_of(cookie) {
        SetCookieResponse::Preflight => None,
        SetCookieResponse::Response(hop) => script.url_list.get(hop),
    });
    let mut setting_origins: Vec<&Url> = match script.set_by {
        CookieSetter::Client => carriers.collect(),
        CookieSetter::FirstParty => Vec::new(),
        CookieSetter::CookieStore | CookieSetter::Script => vec![topology.client()],
    };
    if script.then_by.is_script() && script.cookies.iter().any(|cookie| cookie.then.is_some()) {
        setting_origins.push(topology.client());
    }
    setting_origins
}

/// Returns an origin of each further host whose responses or scripts set cookies in these shapes.
/// The probe already shows those of the target.
pub(crate) fn further_origins(batch: &BatchScript, shapes: &[ShapeNo]) -> Vec<Url> {
    let topology = &batch.topology;
    let mut further: Vec<Url> = Vec::new();
    for shape in shapes {
        for origin in setting_origins(batch.script(*shape), topology) {
            if origin.host() != topology.target.host() && !further.contains(origin) {
                further.push(origin.clone());
            }
        }
    }
    further
}

/// Returns how much of the cookies of a shape a driver shows that lists those of documents. Each of
/// them has the plain cookies of the root path.
pub(crate) fn view_of_document(script: &ShapeScript) -> JarView {
    if driver_may_hide(&script.cookies) { JarView::OfDocument } else { JarView::Whole }
}

/// Returns whether any of these cookies may have a path other than `/`, or characters that a driver
/// may not be able to list.
///
/// This is no parser of cookies: what is not plainly the root may be anywhere.
pub(crate) fn driver_may_hide(cookies: &[CookieScript]) -> bool {
    let mut lines =
        cookies.iter().flat_map(|cookie| std::iter::once(&cookie.line).chain(&cookie.then));
    lines.any(|line| !line.is_plain() || !is_of_root(line))
}

/// Returns whether a line has the path `/`, and names no other. An engine may end a line at a comma
/// in the name of an attribute, and lose the path with it.
fn is_of_root(line: &SetCookieLine) -> bool {
    let attributes = line.attributes();
    if attributes.iter().any(|(name, _)| name.contains(',')) {
        return false;
    }
    let mut paths =
        attributes.iter().filter(|(name, _)| name.eq_ignore_ascii_case("path")).peekable();
    paths.peek().is_some() && paths.all(|(_, path)| path == "/")
}

#[cfg(test)]
mod tests {
    use matrix::LinePart;
    use run_model::UnixTime;
    use run_model::plan::{BatchId, SetCookieLine};

    use super::*;
    use crate::plan::plan_isolated;

    #[test]
    fn a_script_that_gives_the_second_line_sets_it_on_its_own_host() {
        let matrix = matrix::read("matrix.toml", include_str!("../../../matrix.toml")).unwrap();
        let filter = "topology=siblings,replacement=second".parse().unwrap();
        for (suite, expected) in [("lifetime", 1), ("overwriting", 2)] {
            let selection =
                matrix::Selection::full(&matrix.suites[suite]).narrow(&filter).unwrap().unwrap();
            let plan = plan_isolated(&selection, [0]).pop().unwrap();
            let batch = plan.write(&matrix, &selection, BatchId(1), UnixTime(0));
            let setting_origins = setting_origins(&batch.shapes[0], &batch.topology);
            assert_eq!(
                setting_origins,
                [&batch.topology.target, batch.topology.client()][..expected],
                "{suite}"
            );
        }
    }

    fn check_elsewhere(lines: &[&str], expected: bool) {
        let line = |line: &str| SetCookieLine(vec![LinePart::Text(line.into())]);
        let cookie = |text: &&str| CookieScript {
            cell: 0,
            name: String::new(),
            line: line(text),
            then: None,
            on: None,
        };
        assert_eq!(
            driver_may_hide(&lines.iter().map(cookie).collect::<Vec<_>>()),
            expected,
            "{lines:?}"
        );
    }

    #[test]
    fn cookies_of_the_root_are_seen_from_everywhere() {
        check_elsewhere(&["a=1; Path=/", "b=2; path = / ; Secure"], false);
        check_elsewhere(
            &["a=1; Expires=Fri, 01 Jan 2100 00:00:00 GMT; Path=/", "b=,; Path=/"],
            false,
        );
    }

    #[test]
    fn other_cookies_are_seen_from_their_paths_or_not_at_all() {
        for lines in [
            ["a=1; Path=/", "b=2"],
            ["a=1; Path=/", "b=2; Path=/; PATH=/y"],
            ["a=1; Path=/", "b=2; Path=x"],
            ["a=1; Path=/", "b=\t2; Path=/"],
            ["a=1; Path=/", "b=2; c,d; Path=/"],
        ] {
            check_elsewhere(&lines, true);
        }
    }
}
