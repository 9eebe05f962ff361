//! `commonhour healthcheck`: asks `/readyz` of the server that these settings describe. No HTTP client is needed for one
//! line of an answer.

use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use super::{Failure, Outcome};
use crate::config::Config;

/// How long the server may take to answer.
const TIMEOUT: Duration = Duration::from_secs(5);

pub fn run(config: &Config) -> Outcome {
    let address = reachable(config.bind);
    let line = ask(address).map_err(|e| Failure::Told(format!("{address} does not answer: {e}")))?;
    if line.split_whitespace().nth(1) == Some("200") {
        println!("ready");
        Ok(())
    } else {
        Err(Failure::Told(format!("{address} is not ready: {}", line.trim())))
    }
}

/// A server that listens on every address is asked on this machine's own.
fn reachable(bind: SocketAddr) -> SocketAddr {
    let ip = match bind.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, bind.port())
}

fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    write!(
        stream,
        "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    Ok(line)
}
