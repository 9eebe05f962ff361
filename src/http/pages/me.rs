//! One's own page: profile, password, where one is logged in, leaving.

use actix_web::http::StatusCode;
use actix_web::{get, post, web};
use askama::Template;
use serde::Deserialize;

use super::{FormProblem, PageForm, SESSION_COOKIE, Ui, Visitor, cookie, done, render_as};
use crate::http::api::MePatch;
use crate::http::{Answer, App, NetworkAddress};
use crate::kernel::errors::{Error, Refusal, Result};
use crate::kernel::ids::SessionId;
use crate::kernel::place::{Pin, Place};
use crate::members::{Membership, Profile, Session, SessionKind, login, memberships, profile};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(show_me)
        .service(save_me)
        .service(change_password)
        .service(end_session)
        .service(leave);
}

/// The profile as typed.
#[derive(Debug, Clone, Default, Deserialize)]
struct ProfileForm {
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    locale: String,
    #[serde(default)]
    languages: String,
    #[serde(default)]
    bio: String,
    #[serde(default)]
    place_label: String,
    #[serde(default)]
    lat: String,
    #[serde(default)]
    lon: String,
}

impl ProfileForm {
    fn of(profile: &Profile) -> Self {
        let degrees =
            |pick: fn(Pin) -> f64| profile.pin.map_or_else(String::new, |pin| pick(pin).to_string());
        ProfileForm {
            display_name: profile.display_name.clone(),
            locale: profile.locale.to_string(),
            languages: profile.languages.join(", "),
            bio: profile.bio.clone().unwrap_or_default(),
            place_label: profile.place_label.clone().unwrap_or_default(),
            lat: degrees(Pin::lat),
            lon: degrees(Pin::lon),
        }
    }

    fn patch(&self) -> Result<MePatch> {
        let languages = self
            .languages
            .split([',', ' ', ';'])
            .filter(|tag| !tag.is_empty())
            .map(str::to_string)
            .collect();
        let place = if self.place_label.trim().is_empty() {
            None
        } else {
            Some(Place {
                label: self.place_label.clone(),
                lat: degrees("lat", &self.lat)?,
                lon: degrees("lon", &self.lon)?,
                radius_km: None,
            })
        };
        Ok(MePatch {
            display_name: Some(self.display_name.clone()),
            locale: Some(self.locale.clone()),
            languages: Some(languages),
            bio: Some(Some(self.bio.clone())),
            place: Some(place),
        })
    }
}

/// Degrees as typed, with a point or a comma; an empty field is none.
fn degrees(field: &'static str, text: &str) -> Result<Option<f64>> {
    let text = text.trim().replace(',', ".");
    if text.is_empty() {
        return Ok(None);
    }
    let degrees = text
        .parse()
        .map_err(|_| Refusal::invalid("place-invalid", field))?;
    Ok(Some(degrees))
}

struct SessionLine {
    id: String,
    kind: String,
    since: String,
    current: bool,
}

struct MembershipLine {
    ecosystem: String,
    status: String,
    number: String,
    roles: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "me/me.html")]
struct MePage {
    ui: Ui,
    email: String,
    confirmed: bool,
    form: ProfileForm,
    problem: FormProblem,
    password_problem: FormProblem,
    leave_problem: FormProblem,
    memberships: Vec<MembershipLine>,
    sessions: Vec<SessionLine>,
}

/// Which form of the page is shown again, and why.
#[derive(Default)]
struct Problems {
    typed: Option<ProfileForm>,
    profile: FormProblem,
    password: FormProblem,
    leave: FormProblem,
}

async fn me_page(app: &App, visitor: &Visitor, problems: Problems) -> Answer {
    type Read = (Profile, Vec<Membership>, Vec<Session>, SessionId);
    let (ui, (profile, list, sessions, current)) = app
        .page(visitor, |conn, seen| -> Result<Read> {
            let person = seen.person()?;
            Ok((
                profile::get(conn, person.member_id)?,
                memberships::list(conn, person.member_id, seen.now)?,
                login::list_sessions(conn, person.member_id, seen.now)?,
                person.session_id,
            ))
        })
        .await?;
    let memberships = list
        .into_iter()
        .map(|m| MembershipLine {
            ecosystem: m.ecosystem_name,
            status: ui.t(&format!("membership-status-{}", m.status)),
            number: m.number.map_or_else(String::new, |n| n.to_string()),
            roles: m
                .roles
                .iter()
                .map(|role| ui.t(&format!("role-{role}")))
                .collect::<Vec<_>>()
                .join(", "),
        })
        .collect();
    let sessions = sessions
        .into_iter()
        .map(|s| SessionLine {
            id: s.id.to_string(),
            kind: ui.t(match s.kind {
                SessionKind::Page => "session-page",
                SessionKind::Api => "session-api",
            }),
            since: ui.moment(&s.created_at),
            current: s.id == current,
        })
        .collect();
    let shown_again = problems.profile.is_some() || problems.password.is_some() || problems.leave.is_some();
    let page = MePage {
        email: profile.email.clone().unwrap_or_default(),
        confirmed: profile.email_confirmed,
        form: problems.typed.unwrap_or_else(|| ProfileForm::of(&profile)),
        problem: problems.profile,
        password_problem: problems.password,
        leave_problem: problems.leave,
        memberships,
        sessions,
        ui,
    };
    let status = if shown_again {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    render_as(status, &page)
}

#[get("/me")]
async fn show_me(app: web::Data<App>, visitor: Visitor) -> Answer {
    me_page(&app, &visitor, Problems::default()).await
}

#[post("/me")]
async fn save_me(app: web::Data<App>, visitor: Visitor, form: PageForm<ProfileForm>) -> Answer {
    let form = form.0;
    let saved = async {
        let change = form.patch()?.parse()?;
        app.page_write_as_person(&visitor, move |conn, person, now| {
            profile::update(conn, person.member_id, &change, now)
        })
        .await
    };
    match saved.await {
        Ok(_) => Ok(done("/me", "profile-saved")),
        Err(error) => {
            let problems = Problems {
                profile: FormProblem::from_error(name_as_typed(error), visitor.language)?,
                typed: Some(form),
                ..Problems::default()
            };
            me_page(&app, &visitor, problems).await
        }
    }
}

/// The form's names for what the API calls `place` and `place.label`.
fn name_as_typed(error: Error) -> Error {
    match error {
        Error::Refused(refusal) => {
            let field = match refusal.field.as_deref() {
                Some("place.label") => Some("place_label"),
                Some("place") => Some("lat"),
                _ => None,
            };
            match field {
                Some(field) => refusal.on(field).into(),
                None => refusal.into(),
            }
        }
        other => other,
    }
}

#[derive(Deserialize)]
struct PasswordForm {
    #[serde(default)]
    current_password: String,
    #[serde(default)]
    new_password: String,
}

#[post("/me/password")]
async fn change_password(
    app: web::Data<App>,
    visitor: Visitor,
    address: NetworkAddress,
    form: PageForm<PasswordForm>,
) -> Answer {
    let (_, person) = app.page(&visitor, |_, seen| Ok(seen.person()?.clone())).await?;
    let changed = app
        .change_password(
            person.member_id,
            person.session_id,
            form.0.current_password,
            form.0.new_password,
            &address,
        )
        .await;
    match changed {
        Ok(()) => Ok(done("/me", "password-changed")),
        Err(error) => {
            let problems = Problems {
                password: FormProblem::from_error(error, visitor.language)?,
                ..Problems::default()
            };
            me_page(&app, &visitor, problems).await
        }
    }
}

#[derive(Deserialize)]
struct Nothing {}

#[post("/me/sessions/{session_id}/end")]
async fn end_session(
    app: web::Data<App>,
    visitor: Visitor,
    id: web::Path<SessionId>,
    _form: PageForm<Nothing>,
) -> Answer {
    let session = id.into_inner();
    app.page_write_as_person(&visitor, move |conn, person, now| {
        login::end_session(conn, person.member_id, session, now)
    })
    .await?;
    Ok(done("/me", "session-ended"))
}

#[post("/me/leave")]
async fn leave(app: web::Data<App>, visitor: Visitor, _form: PageForm<Nothing>) -> Answer {
    let left = app
        .page_write_as_person(&visitor, move |conn, person, now| {
            crate::http::api::leave(conn, person.member_id, now)
        })
        .await;
    match left {
        Ok(()) => {
            let mut response = done("/login", "left");
            response
                .add_cookie(&cookie(&app, SESSION_COOKIE, String::new(), 0))
                .map_err(Error::internal)?;
            Ok(response)
        }
        Err(error) => {
            let problems = Problems {
                leave: FormProblem::from_error(error, visitor.language)?,
                ..Problems::default()
            };
            me_page(&app, &visitor, problems).await
        }
    }
}
