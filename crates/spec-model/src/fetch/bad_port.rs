//! Ports that no request goes to, as other protocols than HTTP are spoken there.

use url::Url;

use crate::decision::Decision;
use crate::reason::Reason;

/// The bad ports, in order.
///
/// Spec: [Fetch, bad port](https://fetch.spec.whatwg.org/#bad-port).
const BAD_PORTS: [u16; 83] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101,
    102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427,
    465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990,
    993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667,
    6668, 6669, 6679, 6697, 10080,
];

/// Decides whether a request to a URL is kept from going to its port.
///
/// Spec: [Fetch §2.9, block bad port](https://fetch.spec.whatwg.org/#block-bad-port).
pub fn bad_port_decision(url: &Url) -> Decision {
    let mut decision = Decision::default();
    // Steps 2 and 3. Every scheme with a port in its URL here is an HTTP(S) scheme by then.
    let is_bad = url.port().is_some_and(|port| BAD_PORTS.binary_search(&port).is_ok());
    decision.violate_if(is_bad, Reason::BadPort);
    decision
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_port(url: &str, is_blocked: bool) {
        let decision = bad_port_decision(&url.parse().unwrap());
        assert_eq!(decision.reason(), is_blocked.then_some(Reason::BadPort), "{url}");
    }

    #[test]
    fn ports_of_other_protocols_are_blocked_in_every_scheme() {
        for port in BAD_PORTS {
            check_port(&format!("https://a.test:{port}/"), true);
            check_port(&format!("ws://a.test:{port}/"), true);
        }
    }

    #[test]
    fn usual_ports_are_open() {
        for port in [80, 443, 3000, 4200, 5000, 5173, 6664, 6670, 8000, 8080, 10081, 65535] {
            check_port(&format!("http://a.test:{port}/"), false);
        }
        check_port("https://a.test/", false);
    }

    #[test]
    fn the_list_is_sorted() {
        assert!(BAD_PORTS.is_sorted());
    }
}
