//! A head of a request or a response, as it is read.

use crate::paste::head_lines::panel_label::SectionTitle;
use crate::paste::header_names::{OF_REQUESTS, OF_RESPONSES, has};
use crate::paste::pasted_request::PastedRequest;

/// A head as it is read.
#[derive(Debug, Default)]
pub(crate) struct OpenHead {
    pub(crate) kind: HeadKind,
    pub(crate) status: Option<u16>,
    pub(crate) method: Option<String>,
    pub(crate) target: Option<String>,
    pub(crate) authority: Option<String>,
    pub(crate) scheme: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
}

/// Whose head it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum HeadKind {
    /// It began with a request line.
    Request,
    /// It began with a status line.
    Response,
    /// It is in a section with this title.
    Titled(SectionTitle),
    /// Nothing says it but its fields.
    #[default]
    Untitled,
}

impl OpenHead {
    pub(crate) fn is_empty(&self) -> bool {
        let Self { kind: _, status, method, target, authority, scheme, headers } = self;
        headers.is_empty()
            && status.is_none()
            && [method, target, authority, scheme].iter().all(|part| part.is_none())
    }

    /// Returns whether it is a response's head: by its first line, its title, or its fields.
    pub(crate) fn is_response(&self) -> bool {
        match self.kind {
            HeadKind::Response | HeadKind::Titled(SectionTitle::Response) => true,
            HeadKind::Request | HeadKind::Titled(SectionTitle::Request) => false,
            HeadKind::Titled(_) | HeadKind::Untitled => {
                let names = |of: &[&str]| self.headers.iter().any(|(name, _)| has(of, name));
                self.status.is_some()
                    || self.method.is_none()
                        && self.authority.is_none()
                        && (names(OF_RESPONSES) || !names(OF_REQUESTS))
            }
        }
    }

    pub(crate) fn request(self, scheme: Option<&str>, general: PastedRequest) -> PastedRequest {
        let host = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("Host"));
        let authority = self.authority.or_else(|| host.map(|(_, value)| value.clone()));
        let mut request = PastedRequest {
            method: self.method.or(general.method),
            headers: self.headers,
            url: general.url,
            ..PastedRequest::default()
        };
        if let (None, Some(target)) = (&request.url, &self.target) {
            request.set_target(target, authority.as_deref(), self.scheme.as_deref().or(scheme));
        }
        request
    }
}
