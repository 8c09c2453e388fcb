//! What a response's own status and fields say of its use, and what only its body says.

use matrix::{ContentKind, RequestApi, RequestMechanism};

use crate::question::Question;

impl Question {
    /// Returns whether the response may forbid its use, though no script reads it: the handshake
    /// of a WebSocket failed, or a document limits which pages may frame it.
    pub fn limits_its_use(&self) -> bool {
        let RequestApi::Mechanism(mechanism) = self.request.api else { return false };
        if mechanism == RequestMechanism::WebSocket {
            return self.response.status != 101;
        }
        let is_into_frame = matches!(
            mechanism,
            RequestMechanism::FormGetIntoFrame
                | RequestMechanism::FormPostIntoFrame
                | RequestMechanism::Iframe
                | RequestMechanism::Object
        );
        let names_ancestors =
            |policy: &str| policy.to_ascii_lowercase().contains("frame-ancestors");
        is_into_frame
            && (self.response.values("X-Frame-Options").next().is_some()
                || self.response.values("Content-Security-Policy").any(names_ancestors))
    }

    /// Returns the response's type where it is not one of what asked for it: then its body decides.
    pub(crate) fn unfit_type(&self) -> Option<String> {
        let RequestApi::Mechanism(mechanism) = self.request.api else { return None };
        let essence = self.response.values("Content-Type").last()?;
        let essence = essence.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let is_of = |kinds: &[&str]| kinds.iter().any(|kind| essence.starts_with(kind));
        // What browsers keep from other origins where the body is what the type says.
        let is_of_data = || {
            is_of(&["application/json", "application/xml", "text/html", "text/json", "text/xml"])
                || essence.ends_with("+json")
                || essence.ends_with("+xml") && essence != "image/svg+xml"
        };
        let is_cross_origin = self.client().origin() != self.url.origin();
        let is_unfit = match mechanism.content() {
            ContentKind::Image => !is_of(&["image/", "application/octet-stream"]),
            ContentKind::Media => {
                !is_of(&["application/octet-stream", "application/ogg", "audio/", "video/"])
                    && !essence.contains("mpegurl")
            }
            ContentKind::Font => {
                !is_of(&["application/octet-stream", "font/"]) && !essence.contains("font")
            }
            ContentKind::Script => {
                mechanism == RequestMechanism::Script && is_cross_origin && is_of_data()
            }
            ContentKind::Document
            | ContentKind::EventStream
            | ContentKind::Style
            | ContentKind::Text => false,
        };
        is_unfit.then_some(essence)
    }
}

#[cfg(test)]
mod tests {
    use matrix::FetchCredentials;
    use spec_model::Timestamp;

    use super::*;

    fn question(mechanism: RequestMechanism, name: &str, value: &str) -> Question {
        let url = |text: &str| text.parse().unwrap();
        let (page, request) = (url("https://www.shop.test/"), url("https://cdn.shop.test/x"));
        let mut question =
            Question::fetch(page, request, FetchCredentials::Include, Timestamp(1_700_000_000));
        question.request.api = RequestApi::Mechanism(mechanism);
        question.response.headers = vec![(name.to_owned(), value.to_owned())];
        question
    }

    #[track_caller]
    fn check_type(mechanism: RequestMechanism, value: &str, unfit: bool) {
        let question = question(mechanism, "content-type", value);
        assert_eq!(question.unfit_type().is_some(), unfit, "{value}");
    }

    #[test]
    fn a_type_that_is_no_image_leaves_it_to_the_body() {
        check_type(RequestMechanism::Img, "image/png", false);
        check_type(RequestMechanism::Img, "Application/JSON; charset=utf-8", true);
        check_type(RequestMechanism::Video, "video/mp4", false);
        check_type(RequestMechanism::Video, "text/html", true);
        check_type(RequestMechanism::Font, "application/font-woff", false);
        check_type(RequestMechanism::Script, "text/plain", false);
        check_type(RequestMechanism::Script, "application/problem+json", true);
        check_type(RequestMechanism::ModuleScript, "text/html", false);
    }

    #[test]
    fn frames_and_handshakes_are_limited_by_their_responses() {
        let limits = |mechanism, name, value| question(mechanism, name, value).limits_its_use();
        assert!(limits(RequestMechanism::Iframe, "x-frame-options", "DENY"));
        let policy = "default-src 'self'; Frame-Ancestors 'none'";
        assert!(limits(RequestMechanism::Iframe, "Content-Security-Policy", policy));
        assert!(!limits(RequestMechanism::Link, "X-Frame-Options", "DENY"));
        assert!(limits(RequestMechanism::WebSocket, "Vary", "Origin"));
    }
}
