//! Time as a parameter: operations are given the moment they happen at; only doors ask a [`Clock`].

use chrono::{DateTime, NaiveDate, NaiveDateTime, SubsecRound, TimeDelta, TimeZone, Utc};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A moment in UTC, truncated to microseconds (what PostgreSQL keeps), RFC 3339 with `Z` in JSON.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Timestamp)]
pub struct Moment(NaiveDateTime);

impl Moment {
    /// From a UTC date and time.
    pub fn from_naive_utc(at: NaiveDateTime) -> Self {
        Moment(at.trunc_subsecs(6))
    }
    /// From microseconds since 1970.
    pub fn from_unix_micros(micros: i64) -> Self {
        Moment(
            DateTime::<Utc>::from_timestamp_micros(micros)
                .unwrap_or_default()
                .naive_utc(),
        )
    }
    /// Microseconds since 1970.
    pub fn unix_micros(self) -> i64 {
        self.0.and_utc().timestamp_micros()
    }
    /// Seconds since 1970.
    pub fn unix_seconds(self) -> i64 {
        self.0.and_utc().timestamp()
    }
    /// RFC 3339 with offset; a text without one is an error.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text)
            .ok()
            .map(|t| Moment::from_naive_utc(t.naive_utc()))
    }
    pub fn to_rfc3339(self) -> String {
        self.0
            .and_utc()
            .to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
    }
    pub fn naive_utc(self) -> NaiveDateTime {
        self.0
    }
    /// The calendar day in a time zone.
    pub fn date_in(self, zone: chrono_tz::Tz) -> NaiveDate {
        self.local(zone).date_naive()
    }
    pub fn local(self, zone: chrono_tz::Tz) -> DateTime<chrono_tz::Tz> {
        zone.from_utc_datetime(&self.0)
    }
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Moment(self.0 + TimeDelta::seconds(seconds))
    }
    pub fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_seconds(minutes * 60)
    }
    pub fn plus_hours(self, hours: i64) -> Self {
        self.plus_seconds(hours * 3600)
    }
    pub fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days * 86_400)
    }
}

impl serde::Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.to_rfc3339())
    }
}
impl<'de> serde::Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Moment::parse_rfc3339(&text)
            .ok_or_else(|| serde::de::Error::custom("expected an RFC 3339 time with an offset"))
    }
}
impl utoipa::PartialSchema for Moment {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(
                utoipa::openapi::KnownFormat::DateTime,
            )))
            .into()
    }
}
impl utoipa::ToSchema for Moment {}

impl<DB: diesel::backend::Backend> diesel::serialize::ToSql<diesel::sql_types::Timestamp, DB> for Moment
where
    NaiveDateTime: diesel::serialize::ToSql<diesel::sql_types::Timestamp, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
        self.0.to_sql(out)
    }
}
impl<DB: diesel::backend::Backend> diesel::deserialize::FromSql<diesel::sql_types::Timestamp, DB> for Moment
where
    NaiveDateTime: diesel::deserialize::FromSql<diesel::sql_types::Timestamp, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
        NaiveDateTime::from_sql(bytes).map(Moment)
    }
}

/// Where doors read the time: the system's clock, or one that a test or the demonstration moves by hand.
#[derive(Debug, Clone)]
pub enum Clock {
    System,
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at` until [`Clock::advance_to`].
    pub fn manual(at: Moment) -> Self {
        Clock::Manual(Arc::new(AtomicI64::new(at.unix_micros())))
    }
    /// The present moment.
    pub fn now(&self) -> Moment {
        match self {
            // The one place that may ask the system: every other caller is handed a Moment.
            #[allow(clippy::disallowed_methods)]
            Clock::System => Moment::from_naive_utc(Utc::now().naive_utc()),
            Clock::Manual(micros) => Moment::from_unix_micros(micros.load(Ordering::SeqCst)),
        }
    }
    /// Moves a manual clock; the system's clock is left alone.
    pub fn advance_to(&self, at: Moment) {
        if let Clock::Manual(micros) = self {
            micros.store(at.unix_micros(), Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_keeps_microseconds_and_writes_z() {
        let at = Moment::parse_rfc3339("2026-11-22T18:30:00.123456789+01:00").unwrap();
        assert_eq!(at.to_rfc3339(), "2026-11-22T17:30:00.123456Z");
        assert_eq!(Moment::from_unix_micros(at.unix_micros()), at);
        assert!(Moment::parse_rfc3339("2026-11-22T18:30:00").is_none());
    }
}
