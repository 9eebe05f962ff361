//! The pages to come in, of oneself and of the members, as a browser without scripts uses them.

use crate::support::{Client, TestApp, password_of};
use commonhour::members::Purpose;
use serde_json::json;

/// A browser: it keeps cookies, sends forms with the token of the page they stand on, and follows nothing by itself.
pub struct Browser<'a> {
    t: &'a TestApp,
    cookie: Option<String>,
}

pub struct Page {
    pub status: u16,
    pub html: String,
    pub location: String,
}

impl<'a> Browser<'a> {
    pub fn new(t: &'a TestApp) -> Self {
        Browser { t, cookie: None }
    }

    fn client(&self) -> Client {
        let client = self.t.stranger().with_header("Accept-Language", "en");
        match &self.cookie {
            Some(cookie) => client.with_header("Cookie", cookie),
            None => client,
        }
    }

    fn take(&mut self, answer: crate::support::Answer) -> Page {
        for (name, value) in &answer.headers {
            if name.eq_ignore_ascii_case("set-cookie") && value.starts_with("commonhour_session=") {
                let pair = value.split(';').next().unwrap();
                assert!(
                    value.contains("HttpOnly") && value.contains("SameSite=Lax"),
                    "{value}"
                );
                self.cookie = (!pair.ends_with('=')).then(|| pair.to_string());
            }
        }
        Page {
            status: answer.status,
            html: answer.body.as_str().unwrap_or_default().to_string(),
            location: answer.header("location").unwrap_or_default().to_string(),
        }
    }

    pub fn get(&mut self, path: &str) -> Page {
        let answer = self.client().get(path);
        self.take(answer)
    }

    /// Sends a form from the page at `from`.
    pub fn post(&mut self, from: &str, path: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.get(from);
        let token = page
            .html
            .split("name=\"csrf\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_else(|| panic!("no form on {from}: {} {}", page.status, page.html))
            .to_string();
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("csrf", &token);
        for (name, value) in fields {
            body.append_pair(name, value);
        }
        let kind = "application/x-www-form-urlencoded";
        let answer = self.client().send_as("POST", path, Some(body.finish()), kind);
        self.take(answer)
    }

    #[track_caller]
    pub fn log_in(&mut self, name: &str) {
        let email = format!("{name}@exemple.fr");
        let password = password_of(name);
        let page = self.post("/login", "/login", &[("email", &email), ("password", &password)]);
        assert_eq!(page.status, 303, "{}", page.html);
        assert!(self.cookie.is_some());
    }
}

both_engines!(a_newcomer_registers_confirms_and_logs_in_by_pages, |t| {
    t.community();
    let mut ana = Browser::new(&t);
    let fields = [
        ("email", "ana@exemple.fr"),
        ("password", "short"),
        ("display_name", "Ana <b>"),
        ("ecosystem", ""),
    ];
    let page = ana.post("/register", "/register", &fields);
    assert_eq!(page.status, 422);
    assert!(
        page.html.contains("value=\"ana@exemple.fr\""),
        "what was typed is kept"
    );
    assert!(
        page.html.contains("Ana &#60;b&#62;") || page.html.contains("Ana &lt;b&gt;"),
        "{}",
        page.html
    );
    assert!(page.html.contains("at least 10 characters"));
    assert!(
        !page.html.contains("value=\"short\""),
        "a password is never sent back"
    );
    let password = password_of("ana");
    let fields = [
        ("email", "ana@exemple.fr"),
        ("password", password.as_str()),
        ("display_name", "Ana"),
        ("ecosystem", ""),
    ];
    let page = ana.post("/register", "/register", &fields);
    assert_eq!((page.status, page.location.as_str()), (303, "/register/sent"));
    assert_eq!(ana.get("/register/sent").status, 200);
    let id = t
        .founder()
        .get("/api/v1/members?status=applicant")
        .expect(200)
        .body["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_string();
    let link = format!("/verify-email?token={}", t.mint(&id, Purpose::ConfirmEmail));
    // Opening the link changes nothing; the button does.
    for _ in 0..2 {
        assert_eq!(ana.get(&link).status, 200);
    }
    let token = link.split('=').nth(1).unwrap().to_string();
    let page = ana.post(&link, "/verify-email", &[("token", &token)]);
    assert_eq!(page.status, 303, "{}", page.html);
    let page = ana.post(&link, "/verify-email", &[("token", &token)]);
    assert_eq!(page.status, 422);
    ana.log_in("ana");
    let page = ana.get("/me");
    assert_eq!(page.status, 200);
    assert!(page.html.contains("awaiting admission"), "{}", page.html);
    assert_eq!(ana.get("/members").status, 403);
});

both_engines!(a_wrong_login_is_told_in_the_form, |t| {
    t.member("ana");
    let mut ana = Browser::new(&t);
    let page = ana.post(
        "/login?next=%2Fmembers",
        "/login",
        &[
            ("email", "ana@exemple.fr"),
            ("password", "not hers"),
            ("next", "/members"),
        ],
    );
    assert_eq!(page.status, 422);
    assert!(
        page.html
            .contains("The e-mail address or the password is not right")
    );
    assert!(page.html.contains("name=\"next\" value=\"/members\""));
    assert!(ana.cookie.is_none());
    let fields = |next: &'static str| {
        [
            ("email", "ana@exemple.fr"),
            ("password", "correct horse ana"),
            ("next", next),
        ]
    };
    let page = ana.post("/login", "/login", &fields("//evil.example"));
    assert_eq!((page.status, page.location.as_str()), (303, "/"));
    let sent = ana.get("/login?next=%2Fmembers");
    assert_eq!((sent.status, sent.location.as_str()), (303, "/members"));
    let page = ana.post("/me", "/logout", &[]);
    assert_eq!(page.status, 303);
    assert!(ana.cookie.is_none());
    let page = ana.get("/members");
    assert_eq!(
        (page.status, page.location.as_str()),
        (303, "/login?next=%2Fmembers")
    );
});

both_engines!(a_form_without_the_pages_token_does_nothing, |t| {
    t.member("ana");
    let mut ana = Browser::new(&t);
    ana.log_in("ana");
    let kind = "application/x-www-form-urlencoded";
    for body in [
        "display_name=Forged",
        "display_name=Forged&csrf=0123456789abcdef0123456789abcdef",
    ] {
        let answer = ana.client().send_as("POST", "/me", Some(body.to_string()), kind);
        assert_eq!(answer.status, 403);
    }
    let elsewhere = ana.client().with_header("Sec-Fetch-Site", "cross-site");
    let page = ana.get("/me");
    let token = page.html.split("name=\"csrf\" value=\"").nth(1).unwrap();
    let token = token.split('"').next().unwrap();
    let body = format!("display_name=Forged&csrf={token}");
    assert_eq!(elsewhere.send_as("POST", "/me", Some(body), kind).status, 403);
    assert!(!ana.get("/me").html.contains("Forged"));
});

both_engines!(a_registrar_admits_and_suspends_by_pages, |t| {
    t.community();
    let ana = t.applicant("ana");
    let mut fanny = Browser::new(&t);
    fanny.log_in("fanny");
    let list = fanny.get("/members/applicants");
    assert!(list.html.contains("ana@exemple.fr"), "{}", list.html);
    let act = format!("/members/{}/membership", ana.id);
    let page = fanny.post("/members/applicants", &act, &[("act", "approve")]);
    assert_eq!(page.status, 303, "{}", page.html);
    let show = format!("/members/{}", ana.id);
    assert!(
        fanny.get(&show).html.contains("Suspend the membership")
            || fanny.get(&show).html.contains("Suspendre")
    );
    let mut browser = Browser::new(&t);
    browser.log_in("ana");
    let page = browser.get("/members");
    assert_eq!(page.status, 200);
    assert!(page.html.contains("fanny") && !page.html.contains("fanny@exemple.fr"));
    let page = browser.get("/mandates");
    assert!(page.html.contains("fanny"), "{}", page.html);
    let page = browser.post("/me", &act, &[("act", "suspend")]);
    assert_eq!(page.status, 403);
    assert_eq!(browser.get("/members/applicants").status, 403);
    let page = fanny.post(&show, &act, &[("act", "suspend")]);
    assert_eq!(page.status, 303, "{}", page.html);
    assert_eq!(browser.get("/members").status, 403);
});

both_engines!(the_profile_is_changed_by_its_page, |t| {
    let ana = t.member("ana");
    let mut browser = Browser::new(&t);
    browser.log_in("ana");
    let mut fields = vec![
        ("display_name", "Ana Müller"),
        ("locale", "en"),
        ("languages", "fr, en"),
        ("bio", "**Menuisière** <script>"),
        ("place_label", "Barby"),
        ("lat", "45,5664"),
        ("lon", "5.9743"),
    ];
    let page = browser.post("/me", "/me", &fields);
    assert_eq!(
        (page.status, page.location.as_str()),
        (303, "/me?done=profile-saved"),
        "{}",
        page.html
    );
    let me = ana.get("/api/v1/me").expect(200).body;
    assert_eq!(me["languages"], json!(["fr", "en"]));
    assert_eq!(me["place"]["lat"], 45.565);
    let page = browser.get(&format!("/members/{}", ana.id));
    assert!(page.html.contains("<strong>Menuisière</strong>"), "{}", page.html);
    assert!(!page.html.contains("<script>"));
    fields[5] = ("lat", "north");
    let page = browser.post("/me", "/me", &fields);
    assert_eq!(page.status, 422);
    assert!(page.html.contains("value=\"north\""));
    let page = browser.post(
        "/me",
        "/me/password",
        &[
            ("current_password", "wrong"),
            ("new_password", "a quite new password"),
        ],
    );
    assert_eq!(page.status, 422);
    let old = password_of("ana");
    let page = browser.post(
        "/me",
        "/me/password",
        &[
            ("current_password", &old),
            ("new_password", "a quite new password"),
        ],
    );
    assert_eq!(page.status, 303, "{}", page.html);
    assert_eq!(browser.get("/me").status, 200);
    let page = browser.post("/me", "/me/leave", &[]);
    assert_eq!(
        (page.status, page.location.as_str()),
        (303, "/login?done=left"),
        "{}",
        page.html
    );
    assert!(browser.cookie.is_none());
});

both_engines!(a_forgotten_password_by_pages, |t| {
    let ana = t.member("ana");
    let mut browser = Browser::new(&t);
    for email in ["ana@exemple.fr", "unknown@exemple.fr"] {
        let page = browser.post("/password/forgotten", "/password/forgotten", &[("email", email)]);
        assert_eq!(
            (page.status, page.location.as_str()),
            (303, "/login?done=mail-sent")
        );
    }
    let token = t.mint(&ana.id, Purpose::ResetPassword);
    let from = format!("/password/reset?token={token}");
    let page = browser.post(
        &from,
        "/password/reset",
        &[("token", &token), ("password", "short")],
    );
    assert_eq!(page.status, 422);
    let fields = [("token", token.as_str()), ("password", "a quite new password")];
    let page = browser.post(&from, "/password/reset", &fields);
    assert_eq!(
        (page.status, page.location.as_str()),
        (303, "/login?done=password-set"),
        "{}",
        page.html
    );
    let mut again = t.stranger();
    again.log_in("ana@exemple.fr", "a quite new password");
});
