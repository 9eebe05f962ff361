//! One assembly that was held a month ago, with its minutes, and one that is called for next month.

use super::{DAYS, Director, Task};
use crate::db::Conn;
use crate::governance::assembly::{self, AgendaInput, AssemblyInput, How};
use crate::kernel::clock::Moment;
use crate::kernel::errors::{Error, Result};
use crate::members::Actor;

/// A meeting: title, the day of the call and of the meeting, its points with what came of them.
struct Meeting {
    title: &'static str,
    called: i64,
    held: i64,
    points: &'static [(&'static str, &'static str)],
}

const MEETINGS: &[Meeting] = &[
    Meeting {
        title: "Assemblée générale d'automne",
        called: DAYS - 60,
        held: DAYS - 30,
        points: &[
            (
                "Le point sur les échanges",
                "Plus d'heures données qu'il y a un an. *Merci à toutes et à tous.*",
            ),
            (
                "Accueil des nouveaux membres",
                "- Un parrain ou une marraine pour chaque arrivée.\n- Un café par mois.",
            ),
            ("Questions diverses", "Aucune."),
        ],
    },
    Meeting {
        title: "Assemblée générale d'hiver",
        called: DAYS - 6,
        held: DAYS + 24,
        points: &[
            ("Bilan de l'année", ""),
            ("À quoi servent les heures du fonds", ""),
            ("Questions diverses", ""),
        ],
    },
];
/// Members who come, and who are spoken for.
const PRESENT: usize = 26;
const REPRESENTED: usize = 4;

impl Director {
    pub(super) fn plan_meetings(&mut self) {
        for (n, meeting) in MEETINGS.iter().enumerate() {
            self.later(meeting.called, Task::Call(n));
        }
    }

    /// The facilitator calls; what lies in the past is held as well.
    pub(super) fn call_meeting(&mut self, conn: &mut Conn, n: usize, at: Moment) -> Result<()> {
        let meeting = &MEETINGS[n];
        let facilitator = self.actor(conn, 0, at)?;
        let input = AssemblyInput {
            title: meeting.title.to_string(),
            kind: None,
            place: Some("Maison des associations, Chambéry".to_string()),
            link: None,
            starts_at: self.evening_of(meeting.held, facilitator.time_zone)?,
            agenda: meeting
                .points
                .iter()
                .map(|(title, _)| AgendaInput {
                    title: title.to_string(),
                    body: None,
                    proposal_id: None,
                })
                .collect(),
        };
        let called = assembly::call(conn, &facilitator, &input, at)?;
        self.meetings.insert(n, called.id);
        if meeting.held < DAYS {
            self.later(meeting.held, Task::Hold(n));
        }
        Ok(())
    }

    /// Half past six in the evening of a day, where the community is.
    fn evening_of(&self, day: i64, zone: chrono_tz::Tz) -> Result<Moment> {
        let evening = self.start.plus_days(day).date_in(zone).and_hms_opt(18, 30, 0);
        let local = evening.and_then(|evening| evening.and_local_timezone(zone).earliest());
        let local = local.ok_or_else(|| Error::internal("an evening has half past six"))?;
        Ok(Moment::from_naive_utc(local.naive_utc()))
    }

    pub(super) fn hold_meeting(&mut self, conn: &mut Conn, n: usize) -> Result<()> {
        let Some(id) = self.meetings.get(&n).copied() else {
            return Ok(());
        };
        let zone = self
            .actor(conn, 0, self.start.plus_days(MEETINGS[n].held))?
            .time_zone;
        let at = self.evening_of(MEETINGS[n].held, zone)?;
        let facilitator = self.actor(conn, 0, at)?;
        assembly::open(conn, &facilitator, id, at)?;
        let here: Vec<Actor> = (0..self.people.len())
            .filter(|who| self.people[*who].joined_day < MEETINGS[n].called)
            .map(|who| self.actor(conn, who, at))
            .take(PRESENT + REPRESENTED)
            .collect::<Result<_>>()?;
        let present = PRESENT.min(here.len());
        for (who, member) in here[..present].iter().enumerate() {
            let how = if who % 9 == 8 { How::Remote } else { How::InPerson };
            assembly::check_in(
                conn,
                member,
                id,
                member.member_id,
                how,
                at.plus_minutes(who as i64 / 2),
            )?;
        }
        for (n, giver) in here[present..].iter().enumerate() {
            let holder = &here[n + 1];
            let proxy = assembly::give_proxy(conn, giver, id, holder.member_id, at.plus_minutes(15))?;
            assembly::accept_proxy(conn, holder, id, proxy.id, at.plus_minutes(16))?;
        }
        let points = assembly::get_assembly(conn, &facilitator, id, at)?.items;
        for (point, (_, notes)) in points.iter().zip(MEETINGS[n].points) {
            assembly::note_outcome(conn, &facilitator, id, point.item.id, notes, at.plus_minutes(60))?;
        }
        assembly::close(conn, &facilitator, id, at.plus_minutes(120))
    }
}
