//! Identifiers: UUID version 7 (RFC 9562), made in the application so that both engines get the same, time-ordered keys.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::kernel::clock::Moment;
use uuid::Uuid;

/// The SQL side of an id: native `uuid` on PostgreSQL, a 16-byte BLOB on SQLite.
#[derive(Debug, Clone, Copy, Default, diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
#[diesel(sqlite_type(name = "Binary"))]
pub struct IdSql;

/// Counts the ids made, so that those of one millisecond keep their order (RFC 9562, section 6.2, method 1).
static MADE: AtomicU32 = AtomicU32::new(0);

/// A new UUIDv7 stamped with `at`: 26 bits count, the 48 after them come from the operating system's generator. Ids tell
/// things apart; none is a secret.
pub fn new_uuid(at: Moment) -> Uuid {
    let millis = at.unix_micros().max(0) as u64 / 1000;
    let count = MADE.fetch_add(1, Ordering::Relaxed);
    let mut tail: [u8; 10] = rand::random();
    // The version takes the upper half of the first byte, the variant the upper quarter of the third.
    tail[0] = ((count >> 22) & 0x0f) as u8;
    tail[1] = ((count >> 14) & 0xff) as u8;
    tail[2] = ((count >> 8) & 0x3f) as u8;
    tail[3] = (count & 0xff) as u8;
    uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
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
    ProposalId, BallotId, CommentId, DecisionId, DelegationId,
    EventId, NotificationId, DeliveryId, ImportId,
    ProgrammeId, CharterTextId, AssemblyId, AgendaItemId, AttendanceId, ProxyId, AmendmentId,
    TaxonomyId, RingId, SavedSearchId,
    /// For a row that nothing else points to, or a pointer whose table is named beside it.
    AnyId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_moment_keep_the_order_they_were_made_in() {
        let at = Moment::from_unix_micros(1_700_000_000_000_000);
        let ids: Vec<Uuid> = (0..10_000).map(|_| new_uuid(at)).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(ids[0].get_version_num(), 7);
        assert_eq!(ids[0].get_variant(), uuid::Variant::RFC4122);
    }
}
