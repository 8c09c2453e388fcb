//! Bodies that whatever asks for a response can use.

use axum::body::Bytes;
use matrix::ContentKind;
use run_model::plan::ShapeTag;

use crate::pages;

const FONT: &[u8] = include_bytes!("../../../fixtures/pages/font.ttf");
const MEDIA: &[u8] = include_bytes!("../../../fixtures/pages/silence.wav");
const IMAGE: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>"#;

/// Returns the media type and the body of this content in the answer to a shape's request; a
/// document says at `landed` that it is there.
pub(crate) fn written(content: ContentKind, tag: ShapeTag, landed: &str) -> (&'static str, Bytes) {
    match content {
        ContentKind::Document => ("text/html; charset=utf-8", pages::landing(landed).into()),
        // A client that asks again does not do so at once.
        ContentKind::EventStream => {
            ("text/event-stream", format!("retry: 60000\ndata: {tag}\n\n").into())
        }
        ContentKind::Font => ("font/ttf", Bytes::from_static(FONT)),
        ContentKind::Image => ("image/svg+xml", Bytes::from_static(IMAGE.as_bytes())),
        ContentKind::Media => ("audio/wav", Bytes::from_static(MEDIA)),
        ContentKind::Script => {
            ("text/javascript; charset=utf-8", Bytes::from_static(b"\"use strict\";\n"))
        }
        ContentKind::Style => ("text/css; charset=utf-8", Bytes::from_static(b"/* empty */\n")),
        ContentKind::Text => (TEXT, tag.to_string().into()),
    }
}

/// The media type of text.
pub(crate) const TEXT: &str = "text/plain; charset=utf-8";

#[cfg(test)]
mod tests {
    use run_model::plan::{BatchId, ShapeNo};

    use super::*;

    /// That octet begins an escape on the wire.
    #[test]
    fn no_body_has_an_octet_that_utf_8_lacks() {
        let tag = ShapeTag { batch: BatchId(1), shape: ShapeNo(0) };
        for content in ContentKind::ALL {
            let (media_type, body) = written(content, tag, "/1/1/0/set/about/landed");
            assert!(!body.contains(&0xff), "{media_type}");
        }
    }
}
