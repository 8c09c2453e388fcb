//! Whether what was asked and served is what the script has: a server that answers something else
//! must not be taken for a browser that does something else.

use matrix::{CookieSetter, RequestPath, SetCookieResponse};
use run_model::UnixTime;
use run_model::evidence::{FixtureExchange, RequestKind, ShapeEvidence};
use run_model::plan::{ResponseScript, SendContext, SetCookieLine, ShapeScript, ShapeTag};
use url::Url;

use super::fault::HarnessFault;

/// The status of the answer to a WebSocket's handshake.
const SWITCHING_PROTOCOLS: u16 = 101;

/// Checks methods, statuses and header fields of what the log has of a shape.
pub(super) fn check_served(
    tag: ShapeTag,
    now: UnixTime,
    script: &ShapeScript,
    shape: &ShapeEvidence,
) -> Result<(), HarnessFault> {
    let mut own_requests = 0;
    for exchange in &shape.exchanges {
        let served = ServedExchange { tag, now, script, exchange };
        match exchange.purpose {
            RequestKind::SetCookies => {
                let request = match (script.set_by, own_requests, &script.again) {
                    (CookieSetter::FirstParty, _, _) => "GET",
                    (_, 1.., Some(again)) => &again.method,
                    (_, _, _) => &script.request.method,
                };
                let sets = script.again.is_none() || own_requests == 0;
                own_requests += 1;
                served.check_method(request)?;
                served.check_path()?;
                let response = if served.is_last() { &script.response } else { &script.redirect };
                let carrier = SetCookieResponse::Response(exchange.hop);
                let lines = script.lines_on(carrier).filter(|_| sets);
                served.check_response(response, lines)?;
            }
            // The answer where a preflight was redirected to is the server's own.
            RequestKind::Preflight if exchange.hop < script.url_list.len() => {
                let lines = script.lines_on(SetCookieResponse::Preflight);
                served.check_response(&script.preflight, lines)?;
            }
            RequestKind::SecondSet => served.check_lines(script.second_lines())?,
            RequestKind::FollowUp => {
                served.check_method(&script.request.follow_up().method)?;
                served.check_lines(std::iter::empty())?;
            }
            RequestKind::FollowUpPreflight | RequestKind::Preflight => {}
        }
    }
    Ok(())
}

/// One exchange beside the script that it belongs to.
#[derive(Clone, Copy)]
struct ServedExchange<'a> {
    tag: ShapeTag,
    now: UnixTime,
    script: &'a ShapeScript,
    exchange: &'a FixtureExchange,
}

impl<'a> ServedExchange<'a> {
    fn is_last(self) -> bool {
        self.exchange.hop + 1 >= self.script.url_list.len()
    }

    /// Checks the method of the first request of a URL list: redirects may change it. `Fetch` makes
    /// some methods upper-case.
    fn check_method(self, wanted: &str) -> Result<(), HarnessFault> {
        let method = &self.exchange.method;
        if self.exchange.hop > 0 || method.eq_ignore_ascii_case(wanted) {
            return Ok(());
        }
        self.fault(format!("the request was made with {method}, not {wanted}"))
    }

    /// Checks how deep the first URL lies.
    fn check_path(self) -> Result<(), HarnessFault> {
        let path = self.path();
        let wanted = self.script.request_path.placed(&RequestPath::unplaced(&path));
        if self.exchange.hop > 0 || path == wanted {
            return Ok(());
        }
        self.fault(format!("the request went to `{path}`, not to `{wanted}`"))
    }

    fn path(self) -> String {
        Url::parse(&self.exchange.url).map(|url| url.path().to_owned()).unwrap_or_default()
    }

    /// Checks status and header fields of a response that the script writes out.
    fn check_response<'l>(
        self,
        response: &ResponseScript,
        lines: impl Iterator<Item = (u32, &'l SetCookieLine)>,
    ) -> Result<(), HarnessFault> {
        let status = self.exchange.status;
        if status != response.status && status != SWITCHING_PROTOCOLS {
            return self.fault(format!("the server answered {status}, not {}", response.status));
        }
        for name in self.names(response) {
            let wanted = response.headers.iter().filter(|(own, _)| own.eq_ignore_ascii_case(name));
            let wanted: Vec<&str> = wanted.map(|(_, value)| value.as_str()).collect();
            let served: Vec<&str> = self.fields(name).collect();
            if served != wanted {
                return self.fault(format!("the server sent other fields `{name}` than it was to"));
            }
        }
        self.check_lines(lines)
    }

    /// Returns the names of the fields that the script decides about: those that it writes, and all
    /// that give a permission.
    fn names(self, response: &'a ResponseScript) -> impl Iterator<Item = &'a str> {
        let own = response.headers.iter().map(|(name, _)| name.as_str());
        let served = self.exchange.response_headers.iter().map(|(name, _)| name.as_str());
        let is_permission = |name: &&str| name.to_ascii_lowercase().starts_with("access-control-");
        let permissions = served.filter(is_permission);
        // The server has values of its own for these.
        let is_scripted = |name: &&str| {
            !["cache-control", "content-type", "location"]
                .iter()
                .any(|added| name.eq_ignore_ascii_case(added))
        };
        own.filter(is_scripted).chain(permissions)
    }

    fn check_lines<'l>(
        self,
        lines: impl Iterator<Item = (u32, &'l SetCookieLine)>,
    ) -> Result<(), HarnessFault> {
        let directory = self.directory();
        let written = |(cell, line): (u32, &SetCookieLine)| {
            let place = SendContext { tag: self.tag, cell, directory: &directory, now: self.now };
            String::from_utf8_lossy(&line.write(place)).into_owned()
        };
        let wanted: Vec<String> = lines.map(written).collect();
        let served: Vec<&str> = self.fields("set-cookie").collect();
        if served == wanted {
            return Ok(());
        }
        self.fault(format!(
            "the server sent other lines Set-Cookie than it was to: {} in place of {}",
            served.len(),
            wanted.len()
        ))
    }

    fn fields(self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let fields = self.exchange.response_headers.iter();
        fields
            .filter(move |(own, _)| own.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Returns the directory of the shape: session, batch and shape.
    fn directory(self) -> String {
        let path = RequestPath::unplaced(&self.path());
        let ends = path.match_indices('/').map(|(at, _)| at).nth(3);
        path[..ends.unwrap_or(path.len())].to_owned()
    }

    fn fault(self, what: String) -> Result<(), HarnessFault> {
        Err(HarnessFault::WireDisagrees { shape: self.tag.shape, what })
    }
}
