//! The same person in a browser: a page session's cookie, and the form token that goes with it.

use commonhour::db::schema::sessions;
use commonhour::kernel::ids::{MemberId, SessionId};
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use super::{Answer, Client, TestApp};

impl TestApp {
    /// This member in a browser that asks for nothing but pages.
    pub fn browser(&self, client: &Client) -> Client {
        let now = self.now();
        let id = SessionId::new(now);
        let cookie = format!("test-{id}");
        let member: MemberId = client.id.parse().unwrap();
        self.app
            .db
            .write_now(|conn| {
                diesel::insert_into(sessions::table)
                    .values((
                        sessions::id.eq(id),
                        sessions::member_id.eq(member),
                        sessions::kind.eq("page"),
                        sessions::token_hash.eq(Sha256::digest(cookie.as_bytes()).to_vec()),
                        sessions::created_at.eq(now),
                        sessions::last_seen_at.eq(now),
                        sessions::expires_at.eq(now.plus_days(300)),
                    ))
                    .execute(conn)?;
                Ok(())
            })
            .unwrap();
        let mut browser = self
            .stranger()
            .with_header("Cookie", &format!("commonhour_session={cookie}"));
        browser.id = client.id.clone();
        browser
    }
}

impl Client {
    /// A page that shows no key instead of its text.
    #[track_caller]
    pub fn page(&self, path: &str) -> String {
        let html = self.get(path).expect(200).body.as_str().unwrap().to_string();
        let keys = commonhour::i18n::keys(commonhour::i18n::Locale::Fr);
        let shown = keys
            .iter()
            .find(|key| key.contains('-') && html.contains(&format!(">{key}<")));
        assert_eq!(shown, None, "{path} shows a key");
        html
    }

    /// Sends a form with the token that stands on the page `from`.
    #[track_caller]
    pub fn submit(&self, from: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let html = self.page(from);
        let token = html
            .split("name=\"csrf\" value=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .unwrap_or_else(|| panic!("no form on {from}"));
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("csrf", token)
            .extend_pairs(fields)
            .finish();
        self.send_as("POST", path, Some(body), "application/x-www-form-urlencoded")
    }
}
