//! A client's `Idempotency-Key` makes a retry safe: the first answer is stored in the transaction that made it.
//! Same key and same content → same answer; same key and other content → 409 that names the field that differs.
//! Only hashes of the fields are kept, never their content.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Conn;
use super::schema::idempotency_keys as keys;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::MemberId;

/// Hours after which a key may be used anew.
const KEY_LIFE_HOURS: i64 = 48;

/// One keyed request: who sent it, under which key, to which operation, with what body.
#[derive(Debug, Clone)]
pub struct Keyed {
    member: MemberId,
    key: String,
    route: String,
    fields: BTreeMap<String, String>,
}

impl Keyed {
    /// `key` is 1..=200 visible ASCII characters.
    pub fn new(member: MemberId, key: &str, route: impl Into<String>, body: &Value) -> Result<Self> {
        if !(1..=200).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Refusal::invalid("idempotency-key-invalid", "Idempotency-Key").into());
        }
        let mut fields = BTreeMap::new();
        match body {
            Value::Object(map) => {
                for (name, value) in map {
                    fields.insert(name.clone(), fingerprint(value));
                }
            }
            other => {
                fields.insert("body".to_string(), fingerprint(other));
            }
        }
        Ok(Keyed {
            member,
            key: key.to_string(),
            route: route.into(),
            fields,
        })
    }

    /// The stored answer (status, JSON) if this very request was answered before.
    pub fn find_answer(&self, conn: &mut Conn, now: Moment) -> Result<Option<(u16, String)>> {
        let row: Option<(String, String, i64, String, Moment)> = keys::table
            .find((self.member, &self.key))
            .select((
                keys::route,
                keys::fingerprint,
                keys::status,
                keys::response,
                keys::created_at,
            ))
            .first(conn)
            .optional()?;
        let Some((route, stored, status, response, created_at)) = row else {
            return Ok(None);
        };
        if created_at.plus_hours(KEY_LIFE_HOURS) < now {
            diesel::delete(keys::table.find((self.member, &self.key))).execute(conn)?;
            return Ok(None);
        }
        if route != self.route {
            return Err(Refusal::conflict("idempotency-key-reused").on("path").into());
        }
        let stored: BTreeMap<String, String> = serde_json::from_str(&stored)?;
        if let Some(field) = first_difference(&stored, &self.fields) {
            return Err(Refusal::conflict("idempotency-key-reused").on(field).into());
        }
        Ok(Some((status as u16, response)))
    }

    /// Stores the answer beside what the operation wrote.
    pub fn store_answer(&self, conn: &mut Conn, status: u16, response: &str, now: Moment) -> Result<()> {
        diesel::insert_into(keys::table)
            .values((
                keys::member_id.eq(self.member),
                keys::key.eq(&self.key),
                keys::route.eq(&self.route),
                keys::fingerprint.eq(serde_json::to_string(&self.fields)?),
                keys::status.eq(i64::from(status)),
                keys::response.eq(response),
                keys::created_at.eq(now),
            ))
            .execute(conn)
            .map_err(Error::from)?;
        Ok(())
    }
}

/// Removes keys past their life; the worker calls it now and then.
pub fn sweep(conn: &mut Conn, now: Moment) -> Result<usize> {
    Ok(
        diesel::delete(keys::table.filter(keys::created_at.lt(now.plus_hours(-KEY_LIFE_HOURS))))
            .execute(conn)?,
    )
}

fn fingerprint(value: &Value) -> String {
    let digest = Sha256::digest(value.to_string().as_bytes());
    digest.iter().take(16).map(|b| format!("{b:02x}")).collect()
}

fn first_difference(old: &BTreeMap<String, String>, new: &BTreeMap<String, String>) -> Option<String> {
    old.keys()
        .chain(new.keys())
        .find(|field| old.get(*field) != new.get(*field))
        .cloned()
}
