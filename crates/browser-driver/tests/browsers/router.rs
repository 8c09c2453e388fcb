//! A SOCKS5 proxy that answers every name itself, over plain HTTP.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc::{Receiver, Sender, channel},
};

/// A response: header lines and a body.
pub(crate) type Answer = (Vec<String>, String);

/// Starts a router that answers a request for `http://{authority}{path}` with what `answer`
/// returns, and sends each such URL on when it was answered. It ends with the test's process.
pub(crate) fn start(answer: fn(&str) -> Answer) -> (SocketAddr, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let sender = sender.clone();
            // A browser hangs up whenever it likes, which is no concern of the test.
            std::thread::spawn(move || serve(stream, answer, &sender).ok());
        }
    });
    (address, receiver)
}

fn serve(
    mut stream: TcpStream,
    answer: fn(&str) -> Answer,
    answered: &Sender<String>,
) -> std::io::Result<()> {
    let mut hello = [0; 2];
    stream.read_exact(&mut hello)?;
    stream.read_exact(&mut vec![0; hello[1].into()])?;
    stream.write_all(&[5, 0])?;
    let mut request = [0; 4];
    stream.read_exact(&mut request)?;
    let mut host_bytes = match request[3] {
        1 => vec![0; 4],
        3 => {
            let mut length = [0];
            stream.read_exact(&mut length)?;
            vec![0; length[0].into()]
        }
        other => panic!("an address of type {other} was asked for"),
    };
    stream.read_exact(&mut host_bytes)?;
    stream.read_exact(&mut [0; 2])?;
    stream.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 0])?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut head: Vec<String> = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || !head.is_empty() && !head[0].starts_with("GET ") {
            return Ok(());
        }
        if line.trim().is_empty() {
            break;
        }
        head.push(line.trim().to_owned());
    }
    let path = head[0].split(' ').nth(1).unwrap_or_default();
    let authority = head
        .iter()
        .find_map(|line| line.to_lowercase().strip_prefix("host: ").map(str::to_owned))
        .unwrap_or_default();
    let url = format!("http://{authority}{path}");
    let (headers, body) = answer(&url);
    let mut response = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n",
        body.len()
    );
    for header in headers {
        response.push_str(&header);
        response.push_str("\r\n");
    }
    stream.write_all(format!("{response}Cache-Control: no-store\r\n\r\n{body}").as_bytes())?;
    answered.send(url).ok();
    Ok(())
}
