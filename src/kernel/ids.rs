//! Identifiers: UUID version 7 (RFC 9562), made in the application so that both engines get the same, time-ordered keys.

use crate::kernel::clock::Moment;
use uuid::Uuid;

/// The SQL side of an id: native `uuid` on PostgreSQL, a 16-byte BLOB on SQLite.
#[derive(Debug, Clone, Copy, Default, diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
#[diesel(sqlite_type(name = "Binary"))]
pub struct IdSql;

/// A new UUIDv7 stamped with `at`; the 74 random bits come from the operating system's generator.
pub fn new_uuid(at: Moment) -> Uuid {
    let millis = at.unix_micros().max(0) as u64 / 1000;
    let random: [u8; 10] = rand::random();
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

macro_rules! typed_ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize, utoipa::ToSchema,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = $crate::kernel::ids::IdSql)]
        #[serde(transparent)]
        #[schema(value_type = String, format = Uuid)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new, time-ordered id.
            pub fn new(at: Moment) -> Self { $name(new_uuid(at)) }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, uuid::Error> { Uuid::parse_str(s).map($name) }
        }
    )+ };
}

typed_ids! {
    EcosystemId, MemberId, MembershipId, CollegeId, MandateId, SessionId, TokenId,
    AccountId, TransferId, HoldId,
    RuleVersionId, CategoryId, SkillId, ListingId,
    ExchangeId, ReviewId, DisputeId,
    ProposalId, BallotId, CommentId, DecisionId,
    EventId, NotificationId, DeliveryId, ImportId,
    /// For a row that nothing else points to, or a pointer whose table is named beside it.
    AnyId,
}
