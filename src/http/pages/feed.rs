//! The register of decisions as a feed (Atom, RFC 4287). Decisions are for members, and feed readers cannot log in, so
//! each member's address carries a personal key: it names one membership under a key of its own, reads the register and
//! can do nothing else.

use actix_web::{HttpResponse, get, http::header, web};
use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Deserialize;
use sha2::Sha256;
use uuid::Uuid;

use crate::db::Conn;
use crate::governance::{self, DecisionView};
use crate::http::{Answer, App, Query};
use crate::i18n::{self, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::{EcosystemId, MemberId};
use crate::kernel::pages::Slice;
use crate::members::{Actor, Permission, enter};

/// Decisions in the feed.
const ENTRIES: i64 = 50;
/// First octet of a key, so that another form can come later.
const FORM: u8 = 1;
/// Octets of the proof: 128 bits of HMAC-SHA-256.
const PROOF: usize = 16;

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(read_feed);
}

/// The personal address of the feed, as a path of this server.
pub fn feed_link(app: &App, actor: &Actor) -> String {
    let key = issue(
        &app.config.secret_key.derive("decisions feed"),
        actor.member_id,
        actor.ecosystem_id,
    );
    format!("/decisions.atom?key={key}")
}

fn issue(secret: &[u8], member: MemberId, ecosystem: EcosystemId) -> String {
    let mut bytes = vec![FORM];
    bytes.extend_from_slice(member.0.as_bytes());
    bytes.extend_from_slice(ecosystem.0.as_bytes());
    let proof = mac(secret, &bytes).finalize().into_bytes();
    bytes.extend_from_slice(&proof[..PROOF]);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Whom and which ecosystem a key names; nothing for every way in which it can be bad.
fn check(secret: &[u8], key: &str) -> Option<(MemberId, EcosystemId)> {
    let bytes = URL_SAFE_NO_PAD.decode(key.trim()).ok()?;
    let (content, proof) = bytes.split_at_checked(bytes.len().checked_sub(PROOF)?)?;
    mac(secret, content).verify_truncated_left(proof).ok()?;
    let (form, rest) = content.split_first()?;
    let (member, ecosystem) = rest.split_at_checked(16)?;
    let member = MemberId(Uuid::from_slice(member).ok()?);
    let ecosystem = EcosystemId(Uuid::from_slice(ecosystem).ok()?);
    (*form == FORM).then_some((member, ecosystem))
}

fn mac(secret: &[u8], content: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(content);
    mac
}

#[derive(Deserialize)]
struct FeedQuery {
    key: Option<String>,
}

struct Entry {
    id: String,
    title: String,
    summary: String,
    url: String,
    at: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "feed/decisions.xml")]
struct Feed {
    locale: Locale,
    id: String,
    title: String,
    author: String,
    page: String,
    own: String,
    updated: String,
    entries: Vec<Entry>,
}

/// The newest decisions, in the reader's language. A key that is no good, or whose member has left or is suspended,
/// answers as if there were no feed.
#[get("/decisions.atom")]
async fn read_feed(app: web::Data<App>, query: Query<FeedQuery>) -> Answer {
    let secret = app.config.secret_key.derive("decisions feed");
    let key = query.0.key.unwrap_or_default();
    let (member, ecosystem) = check(&secret, &key).ok_or_else(Refusal::not_found)?;
    let now = app.now();
    let (actor, decisions) = app
        .db
        .read(move |conn| read(conn, member, ecosystem, now))
        .await?;
    let feed = compose(&app, &actor, decisions, now);
    Ok(HttpResponse::Ok()
        .content_type("application/atom+xml; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "private, max-age=300"))
        .body(feed.render().map_err(Error::internal)?))
}

fn read(
    conn: &mut Conn,
    member: MemberId,
    ecosystem: EcosystemId,
    now: Moment,
) -> Result<(Actor, Vec<DecisionView>)> {
    let actor = enter::by_membership(conn, member, ecosystem, now)?
        .filter(|actor| actor.may(Permission::ReadProposals))
        .ok_or_else(Refusal::not_found)?;
    let slice = Slice {
        after: None,
        limit: ENTRIES,
    };
    let decisions = governance::list_decisions(conn, &actor, slice)?.items;
    Ok((actor, decisions))
}

fn compose(app: &App, actor: &Actor, decisions: Vec<DecisionView>, now: Moment) -> Feed {
    let updated = decisions.first().map_or(now, |view| view.decision.decided_at);
    let entries = decisions
        .into_iter()
        .map(|DecisionView { decision, proposal }| Entry {
            id: format!("urn:uuid:{}", decision.id),
            title: i18n::text_with(
                actor.locale,
                "feed-entry",
                &[
                    ("number", decision.number.into()),
                    ("title", proposal.title.into()),
                ],
            ),
            summary: match actor.locale {
                Locale::Fr => decision.summary_fr,
                Locale::En => decision.summary_en,
            },
            url: app.config.link(&format!("/proposals/{}", decision.proposal_id)),
            at: decision.decided_at.to_rfc3339(),
        })
        .collect();
    Feed {
        locale: actor.locale,
        id: format!("urn:uuid:{}", actor.ecosystem_id),
        title: i18n::text_with(
            actor.locale,
            "feed-title",
            &[("ecosystem", actor.ecosystem_name.as_str().into())],
        ),
        author: actor.ecosystem_name.clone(),
        page: app.config.link("/decisions"),
        own: app.config.link(&feed_link(app, actor)),
        updated: updated.to_rfc3339(),
        entries,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_names_one_membership() {
        let (ana, alpes) = (
            MemberId::new(Moment::from_unix_micros(1)),
            EcosystemId::new(Moment::from_unix_micros(2)),
        );
        let key = issue(b"secret", ana, alpes);
        assert_eq!(check(b"secret", &key), Some((ana, alpes)));
        assert_eq!(check(b"other", &key), None);
        let mut bytes = URL_SAFE_NO_PAD.decode(&key).unwrap();
        for i in 0..bytes.len() {
            bytes[i] ^= 1;
            assert_eq!(
                check(b"secret", &URL_SAFE_NO_PAD.encode(&bytes)),
                None,
                "octet {i}"
            );
            bytes[i] ^= 1;
        }
        for bad in ["", "x", "é", "AAAA", &key[..key.len() - 2]] {
            assert_eq!(check(b"secret", bad), None, "{bad:?}");
        }
    }
}
