//! Two ways from a browser that takes no proxy from its driver to the origins: the system's
//! automatic proxy, and addresses of this machine that the hosts file has for the names.
//!
//! Whichever of the two a browser takes, the same servers answer. Names that are no fixture's go
//! past the proxy: the system's settings are everybody's on this machine.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use loopback::{HostPort, TaskListener};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::pages;
use crate::random_token::random_token;
use crate::virtual_origin::{OriginService, OriginServices};

/// The ports below this one are open only for all addresses at once on macOS, without its
/// administrator's rights.
const FIRST_FREE_PORT: u16 = 1024;

/// How much of what a client says first is looked at.
const PEEKED_OCTETS: usize = 4 * 1024;

/// What a TLS client's first octet is.
const TLS_HANDSHAKE: u8 = 0x16;

/// By which way a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NetworkEntrance {
    /// Through the SOCKS5 proxy.
    Proxy,
    /// At an address of this machine.
    Address,
}

/// The servers at the address of one host, by the host's name.
type HostServices = Vec<(String, OriginService)>;

/// What a system's settings are to say, and what stands behind them.
#[derive(Debug)]
pub(crate) struct SystemNets {
    _pac: TaskListener,
    pac_url: Url,
    addresses: BTreeMap<String, Vec<IpAddr>>,
    services: OriginServices,
    doors: Vec<TaskListener>,
}

impl SystemNets {
    /// Serves the automatic proxy's settings; its addresses are closed still.
    pub(crate) async fn open(proxy: SocketAddr, services: OriginServices) -> io::Result<Self> {
        let hosts: BTreeSet<&str> = services.keys().map(HostPort::host).collect();
        // Systems keep what such a URL had: each is new.
        let path = format!("/{:x}/proxy.pac", random_token()?);
        let text = pac_text(&hosts, proxy);
        let answer = move || {
            let headers = [(CONTENT_TYPE, "application/x-ns-proxy-autoconfig")];
            std::future::ready((headers, pages::NO_STORE, text.clone()))
        };
        let routes = Router::new().route(&path, get(answer));
        let service = OriginService { tls: None, routes };
        let pac = TaskListener::bind(move |stream| service.clone().serve(stream)).await?;
        let pac_url = Url::parse(&format!("http://{}{path}", pac.address()))
            .map_err(|_| io::Error::other("the address of a socket makes no URL"))?;
        let addresses = addresses(&hosts);
        Ok(Self { _pac: pac, pac_url, addresses, services, doors: Vec::new() })
    }

    /// Returns the URL of the automatic proxy's settings.
    pub(crate) fn pac_url(&self) -> &Url {
        &self.pac_url
    }

    /// Returns the lines that a hosts file is to have.
    pub(crate) fn hosts_lines(&self) -> String {
        let is_known = |host: &str| host == "localhost" || host.parse::<IpAddr>().is_ok();
        let mut lines = String::new();
        for (host, addresses) in self.addresses.iter().filter(|(host, _)| !is_known(host)) {
            if let Some(own) = addresses.first() {
                _ = writeln!(lines, "{own} {host}");
            }
        }
        lines
    }

    /// Opens the addresses, which must be this machine's by now. Returns those that could not be
    /// opened: requests for them never arrive.
    pub(crate) async fn open_doors(&mut self) -> Vec<(SocketAddr, io::Error)> {
        let mut sockets: BTreeMap<SocketAddr, BTreeMap<IpAddr, HostServices>> = BTreeMap::new();
        for (place, service) in &self.services {
            for &address in self.addresses.get(place.host()).into_iter().flatten() {
                let is_shared = place.port() < FIRST_FREE_PORT && address.is_ipv4();
                let bound = if is_shared { Ipv4Addr::UNSPECIFIED.into() } else { address };
                let socket = sockets.entry(SocketAddr::new(bound, place.port())).or_default();
                let named = (place.host().to_owned(), service.clone());
                socket.entry(address).or_default().push(named);
            }
        }
        let mut closed = Vec::new();
        for (socket, hosts) in sockets {
            let opened = TcpListener::bind(socket).await;
            match opened.and_then(|listener| door(listener, hosts)) {
                Ok(door) => self.doors.push(door),
                Err(error) => closed.push((socket, error)),
            }
        }
        closed
    }
}

fn door(listener: TcpListener, hosts: BTreeMap<IpAddr, HostServices>) -> io::Result<TaskListener> {
    let hosts = Arc::new(hosts);
    TaskListener::of(listener, move |stream| {
        let hosts = Arc::clone(&hosts);
        async move {
            // A socket for all addresses is the network's too.
            if !stream.peer_addr().is_ok_and(|peer| peer.ip().is_loopback()) {
                return;
            }
            let Ok(local) = stream.local_addr() else { return };
            let Some(services) = hosts.get(&local.ip()) else { return };
            if let Some(service) = choose(&stream, services).await {
                service.serve(stream).await;
            }
        }
    })
}

/// Returns the server that a client at an address means. Where hosts share it, the `Host` field has
/// the name, or the TLS handshake, which has none for an address.
async fn choose(stream: &TcpStream, services: &HostServices) -> Option<OriginService> {
    if let [(_, service)] = services.as_slice() {
        return Some(service.clone());
    }
    let mut first = [0; PEEKED_OCTETS];
    let length = stream.peek(&mut first).await.ok()?;
    let hosts = services.iter().map(|(host, _)| host.as_str());
    let meant = meant_host(&first[..length], hosts)?;
    services.iter().find(|(host, _)| host == meant).map(|(_, service)| service.clone())
}

/// Returns which of these hosts a client means, by the first octets that it sends.
fn meant_host<'a>(first: &[u8], hosts: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    if first.first() == Some(&TLS_HANDSHAKE) {
        let is_said = |host: &&str| first.windows(host.len()).any(|part| part == host.as_bytes());
        let said = hosts.clone().filter(is_said).max_by_key(|host| host.len());
        return said.or_else(|| hosts.clone().find(|host| host.parse::<IpAddr>().is_ok()));
    }
    let text = String::from_utf8_lossy(first);
    let mut fields = text.split("\r\n").skip(1).filter_map(|line| line.split_once(':'));
    let (_, authority) = fields.find(|(name, _)| name.eq_ignore_ascii_case("host"))?;
    let authority = authority.trim();
    let host = match authority.strip_prefix('[') {
        Some(address) => address.split(']').next()?,
        None => authority.split(':').next()?,
    };
    hosts.clone().find(|own| own.eq_ignore_ascii_case(host))
}

/// Returns where each host is: names have an address of their own, which comes first. Browsers and
/// systems find `localhost`, and some the names below it, without the hosts file.
fn addresses(hosts: &BTreeSet<&str>) -> BTreeMap<String, Vec<IpAddr>> {
    let loopback = [IpAddr::from(Ipv4Addr::LOCALHOST), Ipv6Addr::LOCALHOST.into()];
    let mut own = (1..=254).map(|number| IpAddr::from(Ipv4Addr::new(127, 77, 0, number)));
    let mut addresses = BTreeMap::new();
    for host in hosts {
        let of_host = match host.parse() {
            Ok(address) => vec![address],
            Err(_) if *host == "localhost" => loopback.into(),
            Err(_) if host.ends_with(".localhost") => {
                own.next().into_iter().chain(loopback).collect()
            }
            Err(_) => own.next().into_iter().collect(),
        };
        addresses.insert((*host).to_owned(), of_host);
    }
    addresses
}

/// Returns the settings of an automatic proxy. Safari knows the word `SOCKS` alone, and Chromium
/// and Firefox take that for version 4, which has no names.
fn pac_text(hosts: &BTreeSet<&str>, proxy: SocketAddr) -> String {
    let names: Vec<String> = hosts
        .iter()
        .flat_map(|host| {
            let bracketed = host.contains(':').then(|| format!("[{host}]"));
            std::iter::once((*host).to_owned()).chain(bracketed)
        })
        .collect();
    let names = serde_json::json!(names);
    format!(
        "function FindProxyForURL(url, host) {{\n  var names = {names};\n  for (var i = 0; i < \
         names.length; i++) {{\n    var name = names[i];\n    if (host == name || \
         host.substring(host.length - name.length - 1) == \".\" + name) {{\n      return \
         \"SOCKS5 {proxy}; SOCKS {proxy}\";\n    }}\n  }}\n  return \"DIRECT\";\n}}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_addresses_of_their_own_and_addresses_are_themselves() {
        let hosts = ["127.0.0.2", "::1", "a.localhost", "a.test", "localhost"];
        let found = addresses(&BTreeSet::from(hosts));
        let check = |host: &str, expected: &[&str]| {
            let addresses: Vec<String> = found[host].iter().map(IpAddr::to_string).collect();
            assert_eq!(addresses, expected, "{host}");
        };
        check("127.0.0.2", &["127.0.0.2"]);
        check("::1", &["::1"]);
        check("localhost", &["127.0.0.1", "::1"]);
        check("a.localhost", &["127.77.0.1", "127.0.0.1", "::1"]);
        check("a.test", &["127.77.0.2"]);
    }

    #[track_caller]
    fn check_meant(first: &[u8], expected: Option<&str>) {
        let hosts = ["127.0.0.1", "::1", "a.localhost", "localhost"];
        let text = String::from_utf8_lossy(first);
        assert_eq!(meant_host(first, hosts.into_iter()), expected, "{text}");
    }

    #[test]
    fn hosts_at_one_address_are_told_apart_by_the_host_field() {
        let request = |authority: &str| {
            format!(
                "GET /?to=localhost HTTP/1.1\r\nReferer: http://127.0.0.1/\r\nhost: {authority}\r\n"
            )
        };
        check_meant(request("127.0.0.1:3000").as_bytes(), Some("127.0.0.1"));
        check_meant(request("LOCALHOST").as_bytes(), Some("localhost"));
        check_meant(request("a.localhost:3000").as_bytes(), Some("a.localhost"));
        check_meant(request("[::1]:3000").as_bytes(), Some("::1"));
        check_meant(request("b.localhost").as_bytes(), None);
        check_meant(b"GET / HTTP/1.1\r\nReferer: http://loc", None);
    }

    #[test]
    fn hosts_at_one_address_are_told_apart_by_the_tls_handshake() {
        check_meant(b"\x16\x03\x01..a.localhost..", Some("a.localhost"));
        check_meant(b"\x16\x03\x01..localhost..", Some("localhost"));
        check_meant(b"\x16\x03\x01....", Some("127.0.0.1"));
    }

    #[test]
    fn every_browser_finds_its_word_for_the_proxy() {
        let text = pac_text(&BTreeSet::from(["::1", "a.test"]), ([127, 0, 0, 1], 9).into());
        assert!(text.contains("\"SOCKS5 127.0.0.1:9; SOCKS 127.0.0.1:9\""), "{text}");
        assert!(text.contains(r#"["::1","[::1]","a.test"]"#), "{text}");
        assert!(text.contains("return \"DIRECT\""), "{text}");
    }
}
