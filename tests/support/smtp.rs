//! A mail server on a real socket that keeps what it is sent, and answers as a test tells it to.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use super::Mail;

#[derive(Default)]
struct State {
    received: Vec<(String, String)>,
    /// Answers to the next RCPT commands, before all go well again.
    rcpt_answers: VecDeque<String>,
    data_answers: VecDeque<String>,
}

#[derive(Clone)]
pub struct SmtpSink {
    pub url: String,
    state: Arc<Mutex<State>>,
}

impl SmtpSink {
    pub fn start() -> SmtpSink {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        // Ends with the test's process; a connection's thread ends when the client hangs up.
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = shared.clone();
                std::thread::spawn(move || converse(stream, &state));
            }
        });
        SmtpSink { url, state }
    }

    /// The next recipients are answered so, one each: `451 4.3.0 later`, `550 5.1.1 no such user`.
    pub fn answer_rcpt(&self, answer: &str) {
        self.state
            .lock()
            .unwrap()
            .rcpt_answers
            .push_back(answer.to_string());
    }

    /// The next message is answered so after its last line.
    pub fn answer_data(&self, answer: &str) {
        self.state
            .lock()
            .unwrap()
            .data_answers
            .push_back(answer.to_string());
    }

    /// What was accepted: recipient and mail.
    pub fn received(&self) -> Vec<(String, Mail)> {
        let state = self.state.lock().unwrap();
        state
            .received
            .iter()
            .map(|(to, raw)| (to.clone(), Mail::parse(raw)))
            .collect()
    }
}

fn converse(stream: TcpStream, state: &Mutex<State>) -> Option<()> {
    let mut writer = stream.try_clone().ok()?;
    let mut lines = BufReader::new(stream);
    let mut say = move |text: &str| writer.write_all(format!("{text}\r\n").as_bytes()).ok();
    say("220 sink.test ESMTP")?;
    let mut to = String::new();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let command = line.trim_end().to_string();
        match command
            .split([' ', ':'])
            .next()
            .unwrap_or("")
            .to_uppercase()
            .as_str()
        {
            "EHLO" | "HELO" => say("250-sink.test\r\n250-8BITMIME\r\n250 SMTPUTF8")?,
            "RCPT" => {
                to = command.split(['<', '>']).nth(1).unwrap_or("").to_string();
                let answer = state.lock().unwrap().rcpt_answers.pop_front();
                say(answer.as_deref().unwrap_or("250 2.1.5 ok"))?
            }
            "DATA" => {
                say("354 go on")?;
                let mut mail = String::new();
                loop {
                    let mut line = String::new();
                    if lines.read_line(&mut line).ok()? == 0 {
                        return None;
                    }
                    if line == ".\r\n" {
                        break;
                    }
                    mail.push_str(line.strip_prefix('.').unwrap_or(&line));
                }
                let answer = {
                    let mut state = state.lock().unwrap();
                    let answer = state.data_answers.pop_front();
                    if answer.is_none() {
                        state.received.push((to.clone(), mail));
                    }
                    answer
                };
                say(answer.as_deref().unwrap_or("250 2.0.0 taken"))?
            }
            "QUIT" => {
                say("221 bye")?;
                return None;
            }
            _ => say("250 ok")?,
        }
    }
}
