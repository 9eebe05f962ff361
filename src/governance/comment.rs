//! The discussion of a proposal, while it is a draft and while it is voted on. Moderators hide what must not stand.

use serde::{Deserialize, Serialize};

use super::model::Comment;
use super::rules;
use super::store;
use crate::db::Conn;
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{CommentId, MemberId, ProposalId};
use crate::kernel::names;
use crate::kernel::pages::{Page, Slice};
use crate::members::{self, Actor, Permission};
use crate::outbox;

/// Somebody commented on a proposal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CommentAdded {
    pub proposal_id: ProposalId,
    pub comment_id: CommentId,
    pub author_id: MemberId,
}
impl outbox::Event for CommentAdded {
    const KIND: &'static str = "governance.comment_added";
}

/// A comment as read: without its text once a moderator hid it.
#[derive(Debug, Clone)]
pub struct CommentView {
    pub comment: Comment,
    pub author_name: String,
}

pub fn add_comment(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    body: &str,
    now: Moment,
) -> Result<CommentView> {
    actor.require(Permission::Comment)?;
    let proposal = store::get_proposal(conn, actor.ecosystem_id, id)?;
    if !rules::takes_comments(&proposal) {
        return Err(Refusal::conflict("comments-closed").into());
    }
    let body = names::paragraphs("body", body, rules::COMMENT_MAX)?;
    let comment = store::insert_comment(conn, id, actor.member_id, &body, now)?;
    let event = CommentAdded {
        proposal_id: id,
        comment_id: comment.id,
        author_id: actor.member_id,
    };
    outbox::append(conn, Some(actor.ecosystem_id), &event, now)?;
    Ok(CommentView {
        comment,
        author_name: actor.display_name.clone(),
    })
}

/// Hides a comment; hiding one that is hidden changes nothing.
pub fn hide_comment(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    comment: CommentId,
    now: Moment,
) -> Result<()> {
    actor.require(Permission::ModerateComment)?;
    store::get_proposal(conn, actor.ecosystem_id, id)?;
    let found = store::find_comment(conn, id, comment)?.ok_or_else(Refusal::not_found)?;
    if found.removed_at.is_none() {
        store::mark_comment_removed(conn, comment, now)?;
        let object = ("proposal_comment", Some(comment.0));
        members::record_audit(conn, actor, Permission::ModerateComment, "hidden", object, now)?;
    }
    Ok(())
}

pub fn list_comments(
    conn: &mut Conn,
    actor: &Actor,
    id: ProposalId,
    slice: Slice,
) -> Result<Page<CommentView>> {
    actor.require(Permission::ReadProposals)?;
    store::get_proposal(conn, actor.ecosystem_id, id)?;
    let page = store::list_comments(conn, id, slice)?;
    let authors: Vec<MemberId> = page.items.iter().map(|c| c.author_id).collect();
    let names = members::list_names(conn, &authors)?;
    Ok(page.map(|mut comment| {
        if comment.removed_at.is_some() {
            comment.body.clear();
        }
        CommentView {
            author_name: names.get(&comment.author_id).cloned().unwrap_or_default(),
            comment,
        }
    }))
}
