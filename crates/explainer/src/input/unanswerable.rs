//! Inputs that no verdict answers, and what is known all the same.

use diagnosis::paste::read_no_response;
use url::Url;

use crate::input::explain_input::ExplainInput;

/// Returns why an input has no answer, and what to do: its page is no page of a site, or its paste
/// has no response.
pub(crate) fn unanswerable(input: &ExplainInput) -> Option<String> {
    let of_page = input.page.as_ref().and_then(of_page);
    let of_frame = || input.frames.iter().find_map(of_frame);
    of_page.or_else(of_frame).or_else(|| no_response(input))
}

fn of_frame(frame: &Url) -> Option<String> {
    match frame.scheme() {
        "about" => Some(format!(
            "a frame of `{frame}` has the origin of the document around it: leave it out, and ask \
             again. In a sandbox without `allow-same-origin` its origin is `null`, and its \
             requests are those of another site"
        )),
        "blob" if frame.origin().is_tuple() => Some(format!(
            "a `blob:` frame has the origin that stands in its URL: ask about `{}/` in its place",
            frame.origin().ascii_serialization()
        )),
        "blob" | "data" | "file" => Some(
            "the frame has the opaque origin `null`, as in a sandbox without `allow-same-origin`, \
             and is another site than every server. A response is readable if it allows the origin \
             `null`, and only `SameSite=None; Secure` cookies come into question. Give the frame a \
             URL of its own and `allow-same-origin`, and ask again"
                .to_owned(),
        ),
        _ => of_page(frame),
    }
}

fn of_page(page: &Url) -> Option<String> {
    match page.scheme() {
        "blob" if page.origin().is_tuple() => Some(format!(
            "a `blob:` page has the origin that stands in its URL: ask about `{}/` in its place",
            page.origin().ascii_serialization()
        )),
        "about" | "blob" | "data" | "file" => Some(
            "the page has the opaque origin `null` and is another site than every server. A \
             response is readable if it allows the origin `null`, which allows every sandboxed \
             frame too, and only `SameSite=None; Secure` cookies come into question. No browser \
             was measured with such a page. Serve it, for example at http://localhost:8080/, and \
             ask again"
                .to_owned(),
        ),
        scheme if scheme.ends_with("-extension") => Some(format!(
            "`{scheme}` is the page of an extension, and the host permissions in its manifest \
             decide: with them, the extension reads responses without CORS, and browsers may send \
             it SameSite cookies. No browser was measured with an extension, so this cannot be \
             said. Ask about a page of the site itself"
        )),
        _ => None,
    }
}

/// Returns why no response came, where a paste says it and nothing else is asked about.
fn no_response(input: &ExplainInput) -> Option<String> {
    let cause = read_no_response(&input.response.as_ref()?.text)?;
    let is_alone = input.response_headers.is_empty()
        && input.story.have.is_empty()
        && input.story.script_sets.is_empty();
    is_alone.then(|| format!("no response came: {cause}. Next, {}", cause.next_step()))
}
