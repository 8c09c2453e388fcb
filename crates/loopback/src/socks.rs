//! The handshake of a SOCKS5 server that leads to some places and refuses all others.
//!
//! Spec: [RFC 1928](https://www.rfc-editor.org/rfc/rfc1928.html), `CONNECT` without authentication.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::host_port::HostPort;
use crate::name_counts::NameCounts;

const VERSION: u8 = 5;
const NO_AUTHENTICATION: u8 = 0;
const NO_ACCEPTABLE_METHOD: u8 = 0xff;
const CONNECT: u8 = 1;

/// The reply field of an answer (section 6).
#[derive(Clone, Copy, Debug)]
enum SocksReply {
    Succeeded = 0x00,
    NotAllowedByRuleset = 0x02,
    CommandNotSupported = 0x07,
    AddressTypeNotSupported = 0x08,
}

/// Why a request leads nowhere.
#[derive(Debug, thiserror::Error)]
enum SocksRequestError {
    /// The client asks for something that this server does not do.
    #[error("the client is to be refused")]
    Refused(SocksReply),
    /// The client left, or does not speak the protocol.
    #[error(transparent)]
    Stream(#[from] io::Error),
}

/// Reads where one client wants to be led, and answers it: the stream is that place's from then on,
/// or is of no more use.
///
/// `choose` says what a place leads to. Where it leads to nothing, the client is refused and the
/// place counted.
///
/// # Errors
/// If the client leaves, or does not speak the protocol.
pub async fn accept_socks5<T>(
    stream: &mut TcpStream,
    refused: &NameCounts,
    choose: impl FnOnce(&HostPort) -> Option<T>,
) -> io::Result<Option<T>> {
    if !negotiate_method(stream).await? {
        return Ok(None);
    }
    let place = match requested(stream).await {
        Ok(place) => place,
        Err(SocksRequestError::Refused(reply)) => {
            answer(stream, reply).await?;
            return Ok(None);
        }
        Err(SocksRequestError::Stream(error)) => return Err(error),
    };
    let chosen = choose(&place);
    if chosen.is_none() {
        refused.count(place.to_string());
    }
    answer(
        stream,
        if chosen.is_some() { SocksReply::Succeeded } else { SocksReply::NotAllowedByRuleset },
    )
    .await?;
    Ok(chosen)
}

/// Serves one client: leads it to what `choose` says, and has the stream served as that.
///
/// Browsers open connections that they never use, so a client that leaves is worth no more than a
/// line of the log.
pub async fn serve_socks5<T, F>(
    mut stream: TcpStream,
    refused: &NameCounts,
    choose: impl FnOnce(&HostPort) -> Option<T>,
    serve: impl FnOnce(TcpStream, T) -> F,
) where
    F: Future<Output = io::Result<()>>,
{
    let served = match accept_socks5(&mut stream, refused, choose).await {
        Ok(Some(chosen)) => serve(stream, chosen).await,
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = served {
        tracing::debug!(%error, "a connection of the browser came to nothing");
    }
}

/// Agrees on a method (section 3); returns whether there is one.
async fn negotiate_method(stream: &mut TcpStream) -> io::Result<bool> {
    let [version, count] = read(stream).await?;
    if version != VERSION {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "not a SOCKS5 client"));
    }
    let mut methods = vec![0; usize::from(count)];
    stream.read_exact(&mut methods).await?;
    let agreed = methods.contains(&NO_AUTHENTICATION);
    stream
        .write_all(&[VERSION, if agreed { NO_AUTHENTICATION } else { NO_ACCEPTABLE_METHOD }])
        .await?;
    Ok(agreed)
}

/// Reads a request (section 4) and returns where it leads.
async fn requested(stream: &mut TcpStream) -> Result<HostPort, SocksRequestError> {
    let [version, command, _reserved, address_type] = read(stream).await?;
    if version != VERSION {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "not a SOCKS5 request").into());
    }
    let place = match address_type {
        1 => {
            let address = Ipv4Addr::from(read::<4>(stream).await?);
            HostPort::at(address.into(), u16::from_be_bytes(read(stream).await?))
        }
        3 => {
            let [length] = read(stream).await?;
            let mut name = vec![0; usize::from(length)];
            stream.read_exact(&mut name).await?;
            HostPort::named(
                &String::from_utf8_lossy(&name),
                u16::from_be_bytes(read(stream).await?),
            )
        }
        4 => {
            let address = Ipv6Addr::from(read::<16>(stream).await?);
            HostPort::at(address.into(), u16::from_be_bytes(read(stream).await?))
        }
        _ => return Err(SocksRequestError::Refused(SocksReply::AddressTypeNotSupported)),
    };
    if command != CONNECT {
        return Err(SocksRequestError::Refused(SocksReply::CommandNotSupported));
    }
    Ok(place)
}

async fn read<const N: usize>(stream: &mut TcpStream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

/// Writes a reply (section 6); the bound address says nothing, as no client uses it.
async fn answer(stream: &mut TcpStream, reply: SocksReply) -> io::Result<()> {
    stream.write_all(&[VERSION, reply as u8, 0, 1, 0, 0, 0, 0, 0, 0]).await
}
