//! Who cannot come gives their voice to somebody who can, for one assembly. The other accepts it first, and holds no
//! more of them than the rule `proxy_cap` says. A voice is not passed on.

use super::events::ProxyRequested;
use super::model::{Assembly, Proxy, Status};
use super::{rules, store};
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{AssemblyId, MemberId, ProxyId};
use crate::members::{self, Actor, Permission};
use crate::outbox;
use crate::rulebook::{self, Key};

/// Asks `holder` to speak for the actor, who must be absent.
pub fn give_proxy(
    conn: &mut Conn,
    actor: &Actor,
    id: AssemblyId,
    holder: MemberId,
    now: Moment,
) -> Result<Proxy> {
    actor.require(Permission::Vote)?;
    let assembly = get_live(conn, actor, id)?;
    if holder == actor.member_id {
        return Err(Refusal::invalid("proxy-to-oneself", "holder_id").into());
    }
    if members::find_active_college(conn, actor.ecosystem_id, holder)?.is_none() {
        return Err(Refusal::invalid("member-not-active-here", "holder_id").into());
    }
    if store::find_stay(conn, id, actor.member_id)?.is_some() {
        return Err(Refusal::conflict("proxy-giver-present").into());
    }
    let proxies = store::list_proxies(conn, id)?;
    if proxies
        .iter()
        .any(|p| p.giver_id == actor.member_id && p.is_live())
    {
        return Err(Refusal::conflict("proxy-given-already").into());
    }
    if proxies
        .iter()
        .any(|p| p.holder_id == actor.member_id && p.is_accepted())
    {
        return Err(Refusal::conflict("proxy-giver-holds").into());
    }
    rules::check_holder(&proxies, holder, cap(conn, actor)?)?;

    let proxy = Proxy {
        id: ProxyId::new(now),
        assembly_id: assembly.id,
        giver_id: actor.member_id,
        holder_id: holder,
        college_id: actor.college_id,
        given_at: now,
        accepted_at: None,
        revoked_at: None,
    };
    store::insert_proxy(conn, &proxy)?;
    let event = ProxyRequested {
        assembly_id: id,
        proxy_id: proxy.id,
        giver_id: actor.member_id,
        holder_id: holder,
    };
    outbox::append(conn, Some(actor.ecosystem_id), &event, now)?;
    Ok(proxy)
}

/// The holder accepts; accepting again changes nothing.
pub fn accept_proxy(
    conn: &mut Conn,
    actor: &Actor,
    id: AssemblyId,
    proxy: ProxyId,
    now: Moment,
) -> Result<()> {
    actor.require(Permission::Vote)?;
    get_live(conn, actor, id)?;
    let proxies = store::list_proxies(conn, id)?;
    let found = find_live(&proxies, proxy)?;
    if found.holder_id != actor.member_id {
        return Err(Refusal::not_found().into());
    }
    if found.is_accepted() {
        return Ok(());
    }
    rules::check_holder(&proxies, actor.member_id, cap(conn, actor)?)?;
    store::mark_accepted(conn, proxy, now)
}

/// The giver takes the voice back, or the holder declines it or gives it back.
pub fn end_proxy(conn: &mut Conn, actor: &Actor, id: AssemblyId, proxy: ProxyId, now: Moment) -> Result<()> {
    actor.require(Permission::Vote)?;
    get_live(conn, actor, id)?;
    let proxies = store::list_proxies(conn, id)?;
    let found = find_live(&proxies, proxy)?;
    if ![found.giver_id, found.holder_id].contains(&actor.member_id) {
        return Err(Refusal::not_found().into());
    }
    store::mark_revoked(conn, proxy, now)
}

fn get_live(conn: &mut Conn, actor: &Actor, id: AssemblyId) -> Result<Assembly> {
    let assembly = store::get_assembly(conn, actor.ecosystem_id, id)?;
    rules::require_status(&assembly, &[Status::Planned, Status::Open])?;
    Ok(assembly)
}

fn find_live(proxies: &[Proxy], id: ProxyId) -> Result<&Proxy> {
    let found = proxies.iter().find(|proxy| proxy.id == id && proxy.is_live());
    Ok(found.ok_or_else(Refusal::not_found)?)
}

fn cap(conn: &mut Conn, actor: &Actor) -> Result<i64> {
    Ok(rulebook::read(conn, actor.ecosystem_id)?.number(Key::ProxyCap))
}
