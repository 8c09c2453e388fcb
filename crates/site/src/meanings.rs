//! What a rule means for who meets it, step by step.

use explainer::words::WayStep;

/// Returns what follows from a rule that takes effect at this step, in two sentences.
pub(crate) fn consequence(step: WayStep) -> &'static str {
    match step {
        WayStep::Page => "The page itself decides it, before any request is made.",
        WayStep::Request => {
            "It is decided before the request leaves the browser, so no header of the response can \
             change it. Change how the page makes the request."
        }
        WayStep::Preflight => {
            "The browser asks with OPTIONS first, and without a good answer it never makes the \
             request itself. The server sees the OPTIONS alone, and the script gets a network \
             error."
        }
        WayStep::Redirect => {
            "The request ends at the redirect, and the last server never sees it. Cookies of the \
             redirect itself may be stored all the same."
        }
        WayStep::Response => {
            "The server has done its work and the response has arrived, but the script gets a \
             network error in its place. Cookies are stored and sent by rules of their own, so \
             they may work while the script fails."
        }
        WayStep::Jar => {
            "The browser drops the whole `Set-Cookie` line without a word to the page; the \
             response itself arrives. You notice only at the next request, which goes out without \
             the cookie."
        }
        WayStep::NextRequest => {
            "The cookie is in the jar and developer tools show it there, but this request goes out \
             without it. Other requests may carry it."
        }
    }
}
