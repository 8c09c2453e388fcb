//! The system's automatic proxy, as macOS would find it.

use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use stand_ins::StandInResult;
use tokio::process::Command;

/// Returns the place behind the word `SOCKS` of the system's automatic proxy, which is all that
/// Safari knows. `None` where there is no such proxy.
pub(crate) async fn socks_place() -> StandInResult<Option<String>> {
    let settings = Command::new("scutil").arg("--proxy").output().await?;
    let settings = String::from_utf8_lossy(&settings.stdout).into_owned();
    let url = settings.lines().find_map(|line| line.split_once("ProxyAutoConfigURLString : "));
    let Some((_, url)) = url else { return Ok(None) };
    let client = Client::builder(TokioExecutor::new()).build_http::<Empty<Bytes>>();
    let answer = client.get(url.trim().parse()?).await?;
    let octets = answer.into_body().collect().await?.to_bytes();
    Ok(socks_word(&String::from_utf8_lossy(&octets)))
}

fn socks_word(pac: &str) -> Option<String> {
    let (_, place) = pac.split_once("SOCKS ")?;
    let end = place.find(|letter: char| !matches!(letter, '0'..='9' | '.' | ':'))?;
    Some(place[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_for_version_5_is_passed_over() {
        let place = socks_word(r#"return "SOCKS5 127.0.0.1:1; SOCKS 127.0.0.1:2";"#);
        assert_eq!(place.as_deref(), Some("127.0.0.1:2"));
        assert_eq!(socks_word("return \"DIRECT\""), None);
    }
}
