//! A person's client: JSON in, JSON out, over a real socket.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    pub headers: Vec<(String, String)>,
}

impl Answer {
    /// The answer, if its status is the expected one; a panic that shows the body otherwise.
    #[track_caller]
    pub fn expect(self, status: u16) -> Answer {
        assert_eq!(self.status, status, "{:#}", self.body);
        self
    }
    /// A refusal with this status, problem code and field.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str, field: Option<&str>) -> Answer {
        let answer = self.expect(status);
        assert_eq!(
            answer.body["type"],
            format!("/problems/{code}"),
            "{:#}",
            answer.body
        );
        assert_eq!(
            answer.body.get("field").and_then(Value::as_str),
            field,
            "{:#}",
            answer.body
        );
        answer
    }
    #[track_caller]
    pub fn id(&self) -> String {
        self.body["id"]
            .as_str()
            .unwrap_or_else(|| panic!("no id in {:#}", self.body))
            .to_string()
    }
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_str())
    }
}

#[derive(Debug, Clone)]
pub struct Client {
    base: String,
    agent: ureq::Agent,
    pub token: Option<String>,
    pub refresh_token: Option<String>,
    pub id: String,
    pub headers: Vec<(String, String)>,
    /// Address and password: with these the client logs in again when the clock has outrun its access token.
    pub credentials: Option<(String, String)>,
    fresh_token: Arc<Mutex<Option<String>>>,
}

impl Client {
    pub fn new(base: &str) -> Client {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            // The server closes a connection that was idle for five seconds: perhaps just when it is used again.
            .max_idle_age(Duration::from_secs(2))
            .build();
        Client {
            base: base.to_string(),
            agent: config.into(),
            token: None,
            refresh_token: None,
            id: String::new(),
            headers: Vec::new(),
            credentials: None,
            fresh_token: Arc::default(),
        }
    }

    /// Logs in and keeps the tokens.
    #[track_caller]
    pub fn log_in(&mut self, email: &str, password: &str) {
        let body = json!({"email": email, "password": password});
        let answer = self.post("/api/v1/auth/login", body).expect(200);
        let text = |name: &str| answer.body[name].as_str().map(str::to_string);
        self.token = text("access_token");
        self.refresh_token = text("refresh_token");
        self.credentials = Some((email.to_string(), password.to_string()));
    }

    /// Nobody who logs in again by itself: for tests of what ends a session.
    pub fn as_is(&self) -> Client {
        let mut client = self.clone();
        client.credentials = None;
        client.token = self.current_token();
        client.fresh_token = Arc::default();
        client
    }

    fn current_token(&self) -> Option<String> {
        self.fresh_token
            .lock()
            .unwrap()
            .clone()
            .or_else(|| self.token.clone())
    }

    /// The same person with one more header on each request.
    pub fn with_header(&self, name: &str, value: &str) -> Client {
        let mut client = self.clone();
        client.headers.push((name.to_string(), value.to_string()));
        client
    }

    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None)
    }
    pub fn post(&self, path: &str, body: Value) -> Answer {
        self.send("POST", path, Some(body.to_string()))
    }
    pub fn put(&self, path: &str, body: Value) -> Answer {
        self.send("PUT", path, Some(body.to_string()))
    }
    pub fn patch(&self, path: &str, body: Value) -> Answer {
        self.send("PATCH", path, Some(body.to_string()))
    }
    pub fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None)
    }

    /// Sends a body as it is, to see what bad input does.
    pub fn send(&self, method: &str, path: &str, body: Option<String>) -> Answer {
        self.send_as(method, path, body, "application/json")
    }

    pub fn send_as(&self, method: &str, path: &str, body: Option<String>, content_type: &str) -> Answer {
        let answer = self.send_with(self.current_token(), method, path, body.clone(), content_type);
        let outrun = answer.status == 401 && answer.body["type"] == "/problems/token-invalid";
        let Some((email, password)) = self.credentials.as_ref().filter(|_| outrun) else {
            return answer;
        };
        let login = json!({"email": email, "password": password}).to_string();
        let again = self.send_with(
            None,
            "POST",
            "/api/v1/auth/login",
            Some(login),
            "application/json",
        );
        let Some(token) = again.body["access_token"].as_str() else {
            return answer;
        };
        *self.fresh_token.lock().unwrap() = Some(token.to_string());
        self.send_with(Some(token.to_string()), method, path, body, content_type)
    }

    fn send_with(
        &self,
        token: Option<String>,
        method: &str,
        path: &str,
        body: Option<String>,
        content_type: &str,
    ) -> Answer {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(token) = &token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        let outcome = match body {
            Some(text) => self
                .agent
                .run(request.header("Content-Type", content_type).body(text).unwrap()),
            None => self.agent.run(request.body(()).unwrap()),
        };
        let mut response = outcome.unwrap_or_else(|e| panic!("{method} {path}: {e}"));
        let text = response
            .body_mut()
            .with_config()
            .limit(50_000_000)
            .read_to_string()
            .unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        let headers = response
            .headers()
            .iter()
            .map(|(n, v)| (n.to_string(), String::from_utf8_lossy(v.as_bytes()).into_owned()))
            .collect();
        Answer {
            status: response.status().as_u16(),
            body,
            headers,
        }
    }
}
