//! What a message of a browser likely asks for, before anything of the response is known.

use run_model::evidence::ReasonSubject;
use spec_model::Reason;

use crate::console::{ConsoleMessage, MessageRemark};
use crate::odd_input::misplaced_field::misplaced_field;
use crate::question::redirect_detour::RedirectDetour;

/// What lets a cookie go with the requests of other sites, and what that costs.
const NONE: &str = "`SameSite=None; Secure`, which lets it come with requests that any site starts \
                    (CSRF)";

impl ConsoleMessage {
    /// Returns what likely helps, in a sentence; `None` where the message gives no reason, or one
    /// that no single change answers.
    pub fn likely_fix(&self) -> Option<String> {
        let detour = self.detour().map(|detour| detour.to_string());
        let of_remark = || Some(format!("Likely fix: {}.", self.remark_fix()?));
        let of_reason = || self.reasons.iter().find_map(|reason| self.fix_of(*reason));
        detour.or_else(of_remark).or_else(of_reason)
    }

    /// Returns where a redirect led the request away from the API: no field of the API helps there.
    fn detour(&self) -> Option<RedirectDetour> {
        let (from, to) = (self.redirected_from.as_ref()?, self.url.as_ref()?);
        let is_known = self.page.is_some() || self.has_null_origin();
        is_known.then(|| RedirectDetour::between(self.page.as_ref(), from, to)).flatten()
    }

    /// Returns what the preflight did not list, or what it was if the message does not name it.
    fn unlisted(&self, kind: &str) -> String {
        self.unlisted.as_ref().map_or_else(|| kind.to_owned(), |name| format!("`{name}`"))
    }

    fn fix_of(&self, reason: Reason) -> Option<String> {
        let origin = self.named_origin().unwrap_or_else(|| "ORIGIN".to_owned());
        let code = reason.code();
        let (own, where_sent) = match code.strip_prefix("preflight-") {
            Some(own) => (own, "in the response to the preflight (OPTIONS)"),
            None => (code, "in the response"),
        };
        let fix = match own {
            _ if self.remark == Some(MessageRemark::CrossSiteRedirect) => {
                "request the URL without the redirect of another site; where a link leads through \
                 it, `SameSite=Lax` is enough"
                    .to_owned()
            }
            "acao-missing" | "acao-mismatch" | "acao-wildcard-with-credentials"
                if self.has_null_origin() =>
            {
                "serve the page over http, or give its frame `allow-same-origin`: files and \
                 sandboxed frames have the origin `null`, and whoever allows that allows all of \
                 them"
                    .to_owned()
            }
            "acao-missing" | "acao-mismatch" | "acao-wildcard-with-credentials"
                if self.is_of_extension() =>
            {
                let host = self.requested().map(|url| url.origin().ascii_serialization());
                format!(
                    "list `{}/*` in `host_permissions` of the extension's manifest, or send \
                     `Access-Control-Allow-Origin: {origin}` {where_sent}",
                    host.as_deref().unwrap_or("the API's origin")
                )
            }
            "acao-missing" | "acao-mismatch" | "acao-wildcard-with-credentials" => {
                format!("send `Access-Control-Allow-Origin: {origin}` {where_sent}")
            }
            "acac-missing" | "acac-not-true" => {
                format!("send `Access-Control-Allow-Credentials: true` {where_sent}")
            }
            "acah-malformed" => format!(
                "write the names in `Access-Control-Allow-Headers` {where_sent}, separated by \
                 commas: `Content-Type, Authorization`"
            ),
            "acam-malformed" => format!(
                "write the methods in `Access-Control-Allow-Methods` {where_sent}, separated by \
                 commas: `GET, PUT`"
            ),
            "method-not-allowed" => format!(
                "list {} in `Access-Control-Allow-Methods` {where_sent}",
                self.unlisted("the method")
            ),
            "header-not-allowed" => {
                let misplaced = self.unlisted.as_deref().and_then(misplaced_field);
                misplaced.unwrap_or_else(|| {
                    let name = self.unlisted("the header field");
                    format!("list {name} in `Access-Control-Allow-Headers` {where_sent}")
                })
            }
            "bad-status" => {
                "answer OPTIONS with a status from 200 to 299, without a login".to_owned()
            }
            "redirect" => "answer OPTIONS itself, without a redirect".to_owned(),
            "samesite-default-cross-site-set"
            | "samesite-lax-cross-site-set"
            | "samesite-strict-cross-site-set"
            | "samesite-default-subresource"
            | "samesite-lax-subresource"
            | "samesite-default-unsafe-method"
            | "samesite-lax-unsafe-method" => format!("set the cookie with {NONE}"),
            "samesite-strict" => format!(
                "set the cookie with `SameSite=Lax` where a link leads to the request; for others \
                 with {NONE}"
            ),
            "samesite-none-requires-secure" | "partitioned-requires-secure" => {
                "add `Secure` to the cookie".to_owned()
            }
            "secure-from-insecure" | "secure-on-insecure" => "serve the API over https".to_owned(),
            // The host that set the cookie matches its Domain, and the one that is asked does not.
            "host-only-mismatch" | "domain-mismatch" if self.about == ReasonSubject::Sent => {
                "set the cookie with the `Domain` that both hosts share, such as `example.com` for \
                 `www.example.com` and `api.example.com`, or use one host"
                    .to_owned()
            }
            "domain-mismatch" | "public-suffix" => "remove `Domain` from the cookie".to_owned(),
            "prefix-host-not-secure" | "prefix-host-domain" | "prefix-host-path" => {
                "set the cookie with `Secure` and `Path=/`, and without `Domain`".to_owned()
            }
            "prefix-http" => "set the cookie with `Secure` and `HttpOnly`".to_owned(),
            "prefix-secure" => "add `Secure` to the cookie".to_owned(),
            "third-party-blocked" => {
                "serve the API from the page's own site, or add `Partitioned` to the cookie, which \
                 some browsers then store"
                    .to_owned()
            }
            "control-char" => "percent-encode the value, without line ends and tabs".to_owned(),
            "empty-cookie" => "write `NAME=VALUE` before the attributes".to_owned(),
            "mixed-content" => "request the API over https".to_owned(),
            _ => return None,
        };
        Some(format!("Likely fix: {fix}."))
    }
}
