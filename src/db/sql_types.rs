//! How ids cross to each engine.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql};
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{Binary, HasSqlType};
use diesel::sqlite::Sqlite;
use std::io::Write;

use super::connect::MultiBackend;
use crate::kernel::ids::*;

impl HasSqlType<IdSql> for MultiBackend {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        MultiBackend::lookup_sql_type::<IdSql>(lookup)
    }
}

macro_rules! id_sql_impls {
    ($($name:ident),+ $(,)?) => { $(
        impl ToSql<IdSql, Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                out.write_all(self.0.as_bytes())?;
                Ok(IsNull::No)
            }
        }
        impl FromSql<IdSql, Pg> for $name {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                Ok($name(uuid::Uuid::from_slice(value.as_bytes())?))
            }
        }
        impl ToSql<IdSql, Sqlite> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                let bytes: &'b [u8] = self.0.as_bytes();
                out.set_value(bytes);
                Ok(IsNull::No)
            }
        }
        impl FromSql<IdSql, Sqlite> for $name {
            fn from_sql(value: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                let bytes = <Vec<u8> as FromSql<Binary, Sqlite>>::from_sql(value)?;
                Ok($name(uuid::Uuid::from_slice(&bytes)?))
            }
        }
        impl ToSql<IdSql, MultiBackend> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value((IdSql, self));
                Ok(IsNull::No)
            }
        }
        impl FromSql<IdSql, MultiBackend> for $name {
            fn from_sql(value: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                value.from_sql::<$name, IdSql>()
            }
        }
    )+ };
}

id_sql_impls! {
    EcosystemId, MemberId, MembershipId, CollegeId, MandateId, SessionId, TokenId,
    AccountId, TransferId, HoldId,
    RuleVersionId, CategoryId, SkillId, ListingId,
    ExchangeId, ReviewId, DisputeId,
    ProposalId, BallotId, CommentId, DecisionId, DelegationId,
    EventId, NotificationId, DeliveryId, ImportId, AnyId,
    ProgrammeId, CharterTextId, AssemblyId, AgendaItemId, AttendanceId, ProxyId, AmendmentId,
    TaxonomyId, RingId, SavedSearchId,
}
