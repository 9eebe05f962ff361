//! Pure decisions: what a call must say, how early it must come, who may do what, how many proxies one person holds.

use url::Url;

use super::model::{Allowed, Assembly, Kind, Proxy, Status};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Refusal, Result};
use crate::kernel::ids::{MemberId, ProposalId};
use crate::kernel::names;
use crate::members::{Actor, Permission};

/// Longest texts, in characters.
pub const TITLE_MAX: usize = 160;
pub const PLACE_MAX: usize = 200;
pub const LINK_MAX: usize = 500;
pub const BODY_MAX: usize = 4_000;
pub const NOTES_MAX: usize = 20_000;
pub const REASON_MAX: usize = 1_000;
/// Points an agenda has at most, and questions of one member among them.
pub const ITEMS_MAX: usize = 60;
pub const QUESTIONS_MAX: usize = 3;
/// An assembly is called at most so many days ahead.
pub const AHEAD_DAYS_MAX: i64 = 400;

/// What somebody typed to call an assembly.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[schema(as = NewAssembly)]
pub struct AssemblyInput {
    pub title: String,
    /// `ordinary` (when left out) or `extraordinary`.
    #[serde(default)]
    pub kind: Option<String>,
    /// Where people meet; a place or a link is needed.
    #[serde(default)]
    pub place: Option<String>,
    /// Where it is joined online: an https or http address.
    #[serde(default)]
    pub link: Option<String>,
    pub starts_at: Moment,
    #[serde(default)]
    pub agenda: Vec<AgendaInput>,
}

/// A point of the agenda as typed.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[schema(as = NewAgendaItem)]
pub struct AgendaInput {
    pub title: String,
    #[serde(default)]
    pub body: Option<String>,
    /// A vote that is still a draft.
    #[serde(default)]
    pub proposal_id: Option<ProposalId>,
}

/// A call as it will be stored, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub title: String,
    pub kind: Kind,
    pub place: Option<String>,
    pub link: Option<String>,
    pub starts_at: Moment,
    /// Title, body, vote.
    pub agenda: Vec<(String, String, Option<ProposalId>)>,
}

/// Checks what was typed, in the order title, kind, place, link, agenda. The date is judged when the assembly is called.
pub fn check_input(input: &AssemblyInput) -> Result<Draft, Refusal> {
    let title = names::line("title", &input.title, TITLE_MAX)?;
    let kind = match input.kind.as_deref() {
        None | Some("") => Kind::Ordinary,
        Some(word) => Kind::from_word(word).ok_or_else(|| {
            let words: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
            Refusal::invalid("assembly-kind-unknown", "kind").with("words", words.join(", "))
        })?,
    };
    let place = names::optional_line("place", input.place.as_deref(), PLACE_MAX)?;
    let link = parse_link(input.link.as_deref())?;
    if place.is_none() && link.is_none() {
        return Err(Refusal::invalid("assembly-nowhere", "place"));
    }
    if input.agenda.len() > ITEMS_MAX {
        return Err(Refusal::invalid("agenda-too-long", "agenda").with("max", ITEMS_MAX));
    }
    let agenda = input
        .agenda
        .iter()
        .map(|item| {
            let (title, body) = parse_item(&item.title, item.body.as_deref())?;
            Ok((title, body, item.proposal_id))
        })
        .collect::<Result<Vec<_>, Refusal>>()?;
    Ok(Draft {
        title,
        kind,
        place,
        link,
        starts_at: input.starts_at,
        agenda,
    })
}

/// The title and the body of a point; the body may be left out.
pub fn parse_item(title: &str, body: Option<&str>) -> Result<(String, String), Refusal> {
    let title = names::line("title", title, TITLE_MAX)?;
    let body = names::optional_paragraphs("body", body, BODY_MAX)?.unwrap_or_default();
    Ok((title, body))
}

fn parse_link(link: Option<&str>) -> Result<Option<String>, Refusal> {
    let Some(link) = names::optional_line("link", link, LINK_MAX)? else {
        return Ok(None);
    };
    let web = Url::parse(&link).is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host());
    match web {
        true => Ok(Some(link)),
        false => Err(Refusal::invalid("link-invalid", "link")),
    }
}

/// Whether an assembly may begin at `starts_at`: ahead, within the reach of a calendar, and `notice_days` whole calendar
/// days of the community after the day of the call.
pub fn check_notice(
    starts_at: Moment,
    notice_days: i64,
    zone: chrono_tz::Tz,
    now: Moment,
) -> Result<(), Refusal> {
    if starts_at < now || starts_at > now.plus_days(AHEAD_DAYS_MAX) {
        let refusal = Refusal::invalid("assembly-start-out-of-range", "starts_at");
        return Err(refusal.with("days", AHEAD_DAYS_MAX));
    }
    let days = (starts_at.date_in(zone) - now.date_in(zone)).num_days();
    if days < notice_days {
        return Err(Refusal::invalid("assembly-notice-too-short", "starts_at").with("days", notice_days));
    }
    Ok(())
}

/// Refuses unless the assembly stands where the act needs it.
pub fn require_status(assembly: &Assembly, allowed: &[Status]) -> Result<(), Refusal> {
    let status = assembly.status();
    if allowed.contains(&status) {
        return Ok(());
    }
    Err(match status {
        Status::Planned => Refusal::conflict("assembly-not-open"),
        Status::Open => Refusal::conflict("assembly-already-open"),
        Status::Closed | Status::Cancelled => Refusal::conflict("assembly-over"),
    })
}

/// It opens on its day at the earliest: whoever comes in time finds the door open, not the meeting over.
pub fn check_opening(assembly: &Assembly, zone: chrono_tz::Tz, now: Moment) -> Result<(), Refusal> {
    if now.date_in(zone) < assembly.starts_at.date_in(zone) {
        return Err(Refusal::conflict("assembly-too-early"));
    }
    Ok(())
}

/// Whether `holder` may take one more voice: proxies count once accepted, and who is represented holds none.
pub fn check_holder(proxies: &[Proxy], holder: MemberId, cap: i64) -> Result<(), Refusal> {
    if proxies.iter().any(|p| p.giver_id == holder && p.is_live()) {
        return Err(Refusal::conflict("proxy-holder-represented").on("holder_id"));
    }
    let held = proxies
        .iter()
        .filter(|p| p.holder_id == holder && p.is_accepted());
    if held.count() as i64 >= cap {
        return Err(Refusal::conflict("proxy-cap-reached")
            .on("holder_id")
            .with("max", cap));
    }
    Ok(())
}

/// What a reader may do now; the operations refuse on the same grounds.
pub fn allowed(actor: &Actor, assembly: &Assembly, present: bool, proxies: &[Proxy], now: Moment) -> Allowed {
    let manage = actor.may(Permission::ManageAssembly);
    let status = assembly.status();
    let me = actor.member_id;
    let gave = proxies.iter().any(|p| p.giver_id == me && p.is_live());
    let holds = proxies.iter().any(|p| p.holder_id == me && p.is_accepted());
    let votes = actor.may(Permission::Vote);
    let under_way = matches!(status, Status::Planned | Status::Open);
    Allowed {
        manage,
        edit: manage && status == Status::Planned,
        open: manage && status == Status::Planned && check_opening(assembly, actor.time_zone, now).is_ok(),
        run: manage && status == Status::Open,
        check_in: votes && status == Status::Open && !present,
        leave: status == Status::Open && present,
        give_proxy: votes && under_way && !present && !gave && !holds,
        ask: actor.may(Permission::Comment) && status == Status::Planned,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ids::{AssemblyId, CollegeId, ProxyId};

    const PARIS: chrono_tz::Tz = chrono_tz::Europe::Paris;

    fn at(text: &str) -> Moment {
        Moment::parse_rfc3339(text).unwrap()
    }

    fn input() -> AssemblyInput {
        AssemblyInput {
            title: " Assemblée  générale ".into(),
            kind: None,
            place: Some("Salle des fêtes".into()),
            link: None,
            starts_at: at("2026-12-15T18:00:00Z"),
            agenda: vec![AgendaInput {
                title: "Comptes".into(),
                body: None,
                proposal_id: None,
            }],
        }
    }

    #[test]
    fn each_fault_of_a_call_is_named() {
        type Change = fn(&mut AssemblyInput);
        let faults: &[(Change, &str, &str)] = &[
            (|i| i.title = " ".into(), "text-empty", "title"),
            (|i| i.kind = Some("party".into()), "assembly-kind-unknown", "kind"),
            (|i| i.place = None, "assembly-nowhere", "place"),
            (
                |i| i.link = Some("javascript:alert(1)".into()),
                "link-invalid",
                "link",
            ),
            (|i| i.link = Some("meet.example".into()), "link-invalid", "link"),
            (|i| i.agenda[0].title = String::new(), "text-empty", "title"),
            (
                |i| i.agenda = vec![i.agenda[0].clone(); 61],
                "agenda-too-long",
                "agenda",
            ),
        ];
        for (change, code, field) in faults {
            let mut changed = input();
            change(&mut changed);
            let refusal = check_input(&changed).unwrap_err();
            assert_eq!((refusal.code, refusal.field.as_deref()), (*code, Some(*field)));
        }
        let draft = check_input(&input()).unwrap();
        assert_eq!(
            (draft.title.as_str(), draft.kind),
            ("Assemblée générale", Kind::Ordinary)
        );
    }

    #[test]
    fn notice_is_counted_in_days_of_the_community() {
        // Half past eleven at night in Paris: the day of the call is the 30th.
        let now = at("2026-11-30T22:30:00Z");
        let start = |text| check_notice(at(text), 15, PARIS, now).map_err(|refusal| refusal.code);
        assert_eq!(start("2026-12-15T00:00:00Z"), Ok(()));
        assert_eq!(start("2026-12-14T22:59:00Z"), Err("assembly-notice-too-short"));
        assert_eq!(start("2026-12-14T23:00:00Z"), Ok(()));
        assert_eq!(start("2026-11-30T22:29:59Z"), Err("assembly-start-out-of-range"));
        assert_eq!(start("2028-12-14T22:59:00Z"), Err("assembly-start-out-of-range"));
        assert_eq!(check_notice(now, 0, PARIS, now), Ok(()));
    }

    #[test]
    fn a_holder_takes_voices_up_to_the_cap() {
        let now = at("2026-11-30T22:30:00Z");
        let (ana, bo, cy, dee) = (
            MemberId::new(now),
            MemberId::new(now),
            MemberId::new(now),
            MemberId::new(now),
        );
        let proxy = |giver, holder, accepted: bool| Proxy {
            id: ProxyId::new(now),
            assembly_id: AssemblyId::new(now),
            giver_id: giver,
            holder_id: holder,
            college_id: CollegeId::new(now),
            given_at: now,
            accepted_at: accepted.then_some(now),
            revoked_at: None,
        };
        let mut given = vec![proxy(ana, dee, true), proxy(bo, dee, false)];
        assert_eq!(check_holder(&given, dee, 2), Ok(()));
        assert_eq!(
            check_holder(&given, dee, 1).unwrap_err().code,
            "proxy-cap-reached"
        );
        assert_eq!(
            check_holder(&given, ana, 2).unwrap_err().code,
            "proxy-holder-represented"
        );
        assert_eq!(check_holder(&given, cy, 0).unwrap_err().code, "proxy-cap-reached");
        given[0].revoked_at = Some(now);
        assert_eq!(check_holder(&given, dee, 1), Ok(()));
        assert_eq!(check_holder(&given, ana, 1), Ok(()));
    }
}
