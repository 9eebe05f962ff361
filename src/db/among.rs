//! `column IN (…)` as a statement that stays prepared on both engines.

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{Bool, HasSqlType};

/// Whether a column, most often of ids, is among these. Of `eq_any` SQLite reads the text anew each time, which takes
/// longer than finding the rows of a page; here the list is filled up with its last one to a power of two, so that few
/// texts are kept.
pub fn among<C, T: Copy>(column: C, values: &[T]) -> Among<C, T> {
    let mut values = values.to_vec();
    if let Some(last) = values.last().copied() {
        values.resize(values.len().next_power_of_two(), last);
    }
    Among { column, values }
}

#[derive(Debug, Clone)]
pub struct Among<C, T> {
    column: C,
    values: Vec<T>,
}

impl<C: Expression, T> Expression for Among<C, T> {
    type SqlType = Bool;
}

impl<C, T, GB> ValidGrouping<GB> for Among<C, T> {
    type IsAggregate = is_aggregate::No;
}

impl<C: AppearsOnTable<Source>, T, Source> AppearsOnTable<Source> for Among<C, T> {}

impl<C: SelectableExpression<Source>, T, Source> SelectableExpression<Source> for Among<C, T> {}

/// The text depends on how many there are.
impl<C, T> QueryId for Among<C, T> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C, T, DB> QueryFragment<DB> for Among<C, T>
where
    DB: Backend + HasSqlType<C::SqlType>,
    C: Expression + QueryFragment<DB>,
    T: ToSql<C::SqlType, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let Some((first, others)) = self.values.split_first() else {
            out.push_sql("1 = 0");
            return Ok(());
        };
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        out.push_bind_param::<C::SqlType, T>(first)?;
        for other in others {
            out.push_sql(", ");
            out.push_bind_param::<C::SqlType, T>(other)?;
        }
        out.push_sql(")");
        Ok(())
    }
}
