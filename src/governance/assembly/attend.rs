//! Who is there. Whoever comes takes the voice back that they had given away.

use super::model::{Attendance, How, Status};
use super::{rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{AssemblyId, AttendanceId, MemberId};
use crate::members::{self, Actor, Permission};

/// Records that somebody has come to an open assembly: members themselves, or a facilitator for anybody. Who is there
/// already stays so.
pub fn check_in(
    conn: &mut Conn,
    actor: &Actor,
    id: AssemblyId,
    member: MemberId,
    how: How,
    now: Moment,
) -> Result<()> {
    require_for(actor, member)?;
    let assembly = store::get_assembly(conn, actor.ecosystem_id, id)?;
    rules::require_status(&assembly, &[Status::Open])?;
    let college = members::find_active_college(conn, actor.ecosystem_id, member)?
        .ok_or_else(|| Refusal::invalid("member-not-active-here", "member_id"))?;
    if store::find_stay(conn, id, member)?.is_some() {
        return Ok(());
    }
    let attendance = Attendance {
        id: AttendanceId::new(now),
        assembly_id: id,
        member_id: member,
        college_id: college,
        how,
        arrived_at: now,
        left_at: None,
        recorded_by: actor.member_id,
    };
    store::insert_attendance(conn, &attendance)?;
    store::revoke_given_by(conn, id, member, now)?;
    record(conn, actor, member, "checked_in", now)
}

/// Records that somebody has left an open assembly; who was not there, or has left, stays so.
pub fn leave(conn: &mut Conn, actor: &Actor, id: AssemblyId, member: MemberId, now: Moment) -> Result<()> {
    require_for(actor, member)?;
    let assembly = store::get_assembly(conn, actor.ecosystem_id, id)?;
    rules::require_status(&assembly, &[Status::Open])?;
    let Some(stay) = store::find_stay(conn, id, member)? else {
        return Ok(());
    };
    store::mark_left(conn, stay, now)?;
    record(conn, actor, member, "checked_out", now)
}

fn require_for(actor: &Actor, member: MemberId) -> Result<()> {
    match member == actor.member_id {
        true => actor.require(Permission::Vote),
        false => actor.require(Permission::ManageAssembly),
    }
}

fn record(conn: &mut Conn, actor: &Actor, member: MemberId, action: &'static str, now: Moment) -> Result<()> {
    if member == actor.member_id {
        return Ok(());
    }
    let object = ("member", Some(member.0));
    members::record_audit(conn, actor, Permission::ManageAssembly, action, object, now)
}
