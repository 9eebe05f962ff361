//! A small HTTP/1.1 client that keeps its connection: what it costs is not what is to be measured.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

use serde_json::Value;

use crate::http::pages::SESSION_COOKIE;

/// One connection.
pub struct Client {
    address: SocketAddr,
    stream: BufReader<TcpStream>,
    /// The server said that it closes the connection: the next request needs a new one.
    closing: bool,
}

impl Client {
    pub fn connect(address: SocketAddr) -> Result<Client, String> {
        Ok(Client {
            address,
            stream: open(address)?,
            closing: false,
        })
    }

    /// Posts JSON as the holder of a token; anything but a 2xx answer is an error that shows it.
    pub fn post(&mut self, path: &str, token: &str, body: &Value) -> Result<Value, String> {
        let (status, answer) = self.send("POST", path, token, body)?;
        if !(200..300).contains(&status) {
            return Err(format!("POST {path}: {status} {answer}"));
        }
        Ok(answer)
    }

    /// Sends JSON as the holder of a token; the status and what came back.
    pub fn send(
        &mut self,
        method: &str,
        path: &str,
        token: &str,
        body: &Value,
    ) -> Result<(u16, Value), String> {
        let (status, answer) = self.exchange(method, path, token, body)?;
        let answer = serde_json::from_slice(&answer).map_err(|e| format!("{method} {path}: {e}"))?;
        Ok((status, answer))
    }

    /// The same without reading what came back.
    pub fn exchange(
        &mut self,
        method: &str,
        path: &str,
        token: &str,
        body: &Value,
    ) -> Result<(u16, Vec<u8>), String> {
        self.request(method, path, &format!("Authorization: Bearer {token}"), body)
    }

    /// A page, as the holder of a session's cookie sees it.
    pub fn page(&mut self, path: &str, secret: &str) -> Result<(u16, Vec<u8>), String> {
        self.request(
            "GET",
            path,
            &format!("Cookie: {SESSION_COOKIE}={secret}"),
            &Value::Null,
        )
    }

    fn request(
        &mut self,
        method: &str,
        path: &str,
        holder: &str,
        body: &Value,
    ) -> Result<(u16, Vec<u8>), String> {
        // A body that nobody reads makes a server close the connection.
        let body = match method {
            "GET" => "\r\n".to_string(),
            _ => {
                let body = body.to_string();
                let length = body.len();
                format!("Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}")
            }
        };
        let request = format!("{method} {path} HTTP/1.1\r\nHost: bench\r\n{holder}\r\n{body}");
        let lost = |e: std::io::Error| format!("{method} {path}: {e}");
        if self.closing {
            self.stream = open(self.address)?;
            self.closing = false;
        }
        self.stream
            .get_mut()
            .write_all(request.as_bytes())
            .map_err(lost)?;
        self.read_answer().map_err(lost)
    }

    fn read_answer(&mut self) -> std::io::Result<(u16, Vec<u8>)> {
        let broken = |what: &str| std::io::Error::new(std::io::ErrorKind::InvalidData, what.to_string());
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line
            .split(' ')
            .nth(1)
            .and_then(|code| code.parse().ok())
            .ok_or_else(|| broken("no status line"))?;
        let mut length = None;
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let header = line.trim_end();
            if header.is_empty() {
                break;
            }
            let (name, value) = header.split_once(':').unwrap_or((header, ""));
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse().ok(),
                "connection" => self.closing = value.trim().eq_ignore_ascii_case("close"),
                _ => {}
            }
        }
        let mut body = vec![0; length.ok_or_else(|| broken("no Content-Length"))?];
        self.stream.read_exact(&mut body)?;
        Ok((status, body))
    }
}

fn open(address: SocketAddr) -> Result<BufReader<TcpStream>, String> {
    let stream = TcpStream::connect(address).map_err(|e| format!("cannot connect: {e}"))?;
    stream.set_nodelay(true).map_err(|e| e.to_string())?;
    Ok(BufReader::new(stream))
}
