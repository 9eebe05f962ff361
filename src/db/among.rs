//! `column IN (…)` as a statement that stays prepared on both engines.

use diesel::QueryResult;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::Bool;

use super::connect::MultiBackend;
use crate::kernel::ids::IdSql;

/// Whether a column of ids is among these. Of `eq_any` SQLite reads the text anew each time, which takes longer than finding
/// the rows of a page; here the list is filled up with its last id to a power of two, so that few texts are kept.
pub fn among<C, Id: Copy>(column: C, ids: &[Id]) -> Among<C, Id> {
    let mut ids = ids.to_vec();
    if let Some(last) = ids.last().copied() {
        ids.resize(ids.len().next_power_of_two(), last);
    }
    Among { column, ids }
}

#[derive(Debug, Clone)]
pub struct Among<C, Id> {
    column: C,
    ids: Vec<Id>,
}

impl<C: Expression, Id> Expression for Among<C, Id> {
    type SqlType = Bool;
}

impl<C, Id, GB> ValidGrouping<GB> for Among<C, Id> {
    type IsAggregate = is_aggregate::No;
}

impl<C: AppearsOnTable<Source>, Id, Source> AppearsOnTable<Source> for Among<C, Id> {}

impl<C: SelectableExpression<Source>, Id, Source> SelectableExpression<Source> for Among<C, Id> {}

/// The text depends on how many ids there are.
impl<C, Id> QueryId for Among<C, Id> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C, Id> QueryFragment<MultiBackend> for Among<C, Id>
where
    C: QueryFragment<MultiBackend>,
    Id: ToSql<IdSql, MultiBackend>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        let Some((first, others)) = self.ids.split_first() else {
            out.push_sql("1 = 0");
            return Ok(());
        };
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        out.push_bind_param::<IdSql, Id>(first)?;
        for id in others {
            out.push_sql(", ");
            out.push_bind_param::<IdSql, Id>(id)?;
        }
        out.push_sql(")");
        Ok(())
    }
}
