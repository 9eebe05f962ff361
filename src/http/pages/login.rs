//! Coming in: login, registration, confirming an address, a forgotten password.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, post, web};
use askama::Template;
use serde::Deserialize;

use super::{
    FormProblem, LANGUAGE_COOKIE, PageForm, SESSION_COOKIE, Ui, Visitor, cookie, done, local_path, redirect,
    render, render_as,
};
use crate::http::api::{Reading, RegisterBody};
use crate::http::{Answer, App, NetworkAddress, Query};
use crate::kernel::errors::{Error, Refusal, RefusalClass, Result};
use crate::kernel::names::Email;
use crate::kernel::pages::Slice;
use crate::members::login::{SESSION_DAYS, log_out_page};
use crate::members::{SessionKind, founding, register};

pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(show_login)
        .service(log_in)
        .service(log_out)
        .service(show_registration)
        .service(register_person)
        .service(registration_sent)
        .service(show_confirmation)
        .service(confirm)
        .service(show_resend)
        .service(resend)
        .service(show_forgotten)
        .service(forgotten)
        .service(show_reset)
        .service(reset);
}

/// 200 for a form shown first, 422 for one shown again.
fn form_status(problem: &FormProblem) -> StatusCode {
    if problem.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    }
}

async fn frame(app: &App, visitor: &Visitor) -> Result<Ui> {
    Ok(app.page(visitor, |_, _| Ok(())).await?.0)
}

// --- Login and logout ---------------------------------------------------------------------------------------------

#[derive(Deserialize)]
struct LoginQuery {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize, Default)]
struct LoginForm {
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "login/login.html")]
struct LoginPage {
    ui: Ui,
    form: LoginForm,
    problem: FormProblem,
}

/// The login form; whoever is logged in goes on.
#[get("/login")]
async fn show_login(app: web::Data<App>, visitor: Visitor, query: Query<LoginQuery>) -> Answer {
    let (ui, known) = app.page(&visitor, |_, seen| Ok(seen.person.is_some())).await?;
    if known {
        return Ok(redirect(local_path(&query.0.next)));
    }
    let form = LoginForm {
        next: query.0.next,
        ..LoginForm::default()
    };
    render(&LoginPage {
        ui,
        form,
        problem: FormProblem::none(),
    })
}

#[post("/login")]
async fn log_in(
    app: web::Data<App>,
    visitor: Visitor,
    address: NetworkAddress,
    form: PageForm<LoginForm>,
) -> Answer {
    let form = form.0;
    let opened = app
        .log_in(&form.email, form.password.clone(), SessionKind::Page, &address.0)
        .await;
    match opened {
        Ok(opened) => {
            let mut response = redirect(local_path(&form.next));
            add_session(&app, &mut response, opened.secret, SESSION_DAYS)?;
            // Pages about faults know no member; the cookie tells them the language.
            let language = cookie(&app, LANGUAGE_COOKIE, opened.locale.as_str().to_string(), 365);
            response.add_cookie(&language).map_err(Error::internal)?;
            Ok(response)
        }
        Err(error) => {
            let problem = FormProblem::from_error(as_form_fault(error), visitor.language)?;
            let ui = frame(&app, &visitor).await?;
            render_as(StatusCode::UNPROCESSABLE_ENTITY, &LoginPage { ui, form, problem })
        }
    }
}

/// A wrong login is something to mend in the form, not a page that asks to log in.
fn as_form_fault(error: Error) -> Error {
    match error {
        Error::Refused(refusal) if refusal.class == RefusalClass::Unauthenticated => {
            Refusal::invalid(refusal.code, "password").into()
        }
        other => other,
    }
}

fn add_session(app: &App, response: &mut HttpResponse, secret: String, days: i64) -> Result<()> {
    response
        .add_cookie(&cookie(app, SESSION_COOKIE, secret, days))
        .map_err(Error::internal)
}

#[derive(Deserialize)]
struct Nothing {}

#[post("/logout")]
async fn log_out(app: web::Data<App>, visitor: Visitor, _form: PageForm<Nothing>) -> Answer {
    if let Some(hash) = visitor.cookie_hash {
        let now = app.now();
        app.db.write(move |conn| log_out_page(conn, &hash, now)).await?;
    }
    let mut response = done("/login", "logged-out");
    add_session(&app, &mut response, String::new(), 0)?;
    Ok(response)
}

// --- Registration -------------------------------------------------------------------------------------------------

#[derive(Deserialize, Default)]
struct RegistrationForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    display_name: String,
    #[serde(default)]
    ecosystem: String,
}

/// An ecosystem to choose.
struct Joinable {
    slug: String,
    name: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "login/register.html")]
struct RegistrationPage {
    ui: Ui,
    form: RegistrationForm,
    problem: FormProblem,
    ecosystems: Vec<Joinable>,
}

#[derive(Deserialize)]
struct RegistrationQuery {
    #[serde(default)]
    ecosystem: String,
}

#[get("/register")]
async fn show_registration(app: web::Data<App>, visitor: Visitor, query: Query<RegistrationQuery>) -> Answer {
    let form = RegistrationForm {
        ecosystem: query.0.ecosystem,
        ..RegistrationForm::default()
    };
    registration_page(&app, &visitor, form, FormProblem::none()).await
}

async fn registration_page(
    app: &App,
    visitor: &Visitor,
    form: RegistrationForm,
    problem: FormProblem,
) -> Answer {
    let all = Slice {
        after: None,
        limit: crate::kernel::pages::PAGE_SIZE_MAX,
    };
    let (ui, page) = app
        .page(visitor, move |conn, _| founding::list_ecosystems(conn, &all))
        .await?;
    let ecosystems = page
        .items
        .into_iter()
        .map(|e| Joinable {
            slug: e.slug,
            name: e.name,
        })
        .collect();
    let status = form_status(&problem);
    let page = RegistrationPage {
        ui,
        form,
        problem,
        ecosystems,
    };
    render_as(status, &page)
}

#[post("/register")]
async fn register_person(
    app: web::Data<App>,
    visitor: Visitor,
    address: NetworkAddress,
    form: PageForm<RegistrationForm>,
) -> Answer {
    let form = form.0;
    let body = RegisterBody {
        email: form.email.clone(),
        password: form.password.clone(),
        display_name: form.display_name.clone(),
        locale: Some(visitor.language.as_str().to_string()),
        ecosystem: Some(form.ecosystem.clone()),
    };
    let registered = async {
        let reading = Reading::parse(&body)?;
        let ecosystem = app.ecosystem_to_join(body.ecosystem.as_deref()).await?;
        app.register(reading, ecosystem, &address.0).await
    };
    match registered.await {
        Ok(_) => Ok(redirect("/register/sent")),
        Err(error) => {
            let problem = FormProblem::from_error(error, visitor.language)?;
            registration_page(&app, &visitor, form, problem).await
        }
    }
}

/// A page of words only.
#[derive(Template)]
#[template(config = "web/askama.toml", path = "login/told.html")]
struct ToldPage {
    ui: Ui,
    title: String,
    text: String,
    href: &'static str,
    action: String,
}

#[get("/register/sent")]
async fn registration_sent(app: web::Data<App>, visitor: Visitor) -> Answer {
    let ui = frame(&app, &visitor).await?;
    render(&ToldPage {
        title: ui.t("register-sent-title"),
        text: ui.t("register-sent-text"),
        href: "/verify-email/resend",
        action: ui.t("register-sent-again"),
        ui,
    })
}

// --- Confirming an address ----------------------------------------------------------------------------------------

#[derive(Deserialize)]
struct TokenQuery {
    #[serde(default)]
    token: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "login/confirm.html")]
struct ConfirmPage {
    ui: Ui,
    token: String,
    problem: FormProblem,
}

/// Where the mail's link leads. Opening it changes nothing, because mail scanners open links too.
#[get("/verify-email")]
async fn show_confirmation(app: web::Data<App>, visitor: Visitor, query: Query<TokenQuery>) -> Answer {
    let ui = frame(&app, &visitor).await?;
    render(&ConfirmPage {
        ui,
        token: query.0.token,
        problem: FormProblem::none(),
    })
}

#[post("/verify-email")]
async fn confirm(
    app: web::Data<App>,
    visitor: Visitor,
    address: NetworkAddress,
    form: PageForm<TokenQuery>,
) -> Answer {
    app.count_token_try(&address).await?;
    let (token, now) = (form.0.token.clone(), app.now());
    let confirmed = app
        .db
        .write(move |conn| register::confirm_email(conn, &token, now))
        .await;
    match confirmed {
        Ok(_) => Ok(done("/login?next=%2F", "email-confirmed")),
        Err(error) => {
            let problem = FormProblem::from_error(error, visitor.language)?;
            let page = ConfirmPage {
                ui: frame(&app, &visitor).await?,
                token: form.0.token,
                problem,
            };
            render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// A form that asks for an address and nothing else.
#[derive(Template)]
#[template(config = "web/askama.toml", path = "login/address.html")]
struct AddressPage {
    ui: Ui,
    title: String,
    text: String,
    action: &'static str,
    submit: String,
    email: String,
    problem: FormProblem,
}

#[derive(Deserialize)]
struct AddressForm {
    #[serde(default)]
    email: String,
}

/// Which of the two mails an address is asked for.
#[derive(Clone, Copy)]
enum Mail {
    Confirmation,
    Reset,
}

impl Mail {
    fn word(self) -> &'static str {
        match self {
            Mail::Confirmation => "resend",
            Mail::Reset => "forgotten",
        }
    }
    fn path(self) -> &'static str {
        match self {
            Mail::Confirmation => "/verify-email/resend",
            Mail::Reset => "/password/forgotten",
        }
    }
}

async fn address_page(
    app: &App,
    visitor: &Visitor,
    mail: Mail,
    email: String,
    problem: FormProblem,
) -> Answer {
    let ui = frame(app, visitor).await?;
    let status = form_status(&problem);
    let page = AddressPage {
        title: ui.t(&format!("{}-title", mail.word())),
        text: ui.t(&format!("{}-text", mail.word())),
        submit: ui.t(&format!("{}-submit", mail.word())),
        action: mail.path(),
        ui,
        email,
        problem,
    };
    render_as(status, &page)
}

async fn ask_for_mail(
    app: &App,
    visitor: &Visitor,
    address: &NetworkAddress,
    mail: Mail,
    form: AddressForm,
) -> Answer {
    let asked = async {
        let email = Email::parse("email", &form.email)?;
        match mail {
            Mail::Confirmation => app.resend_confirmation(email, address).await,
            Mail::Reset => app.request_reset(email, address).await,
        }
    };
    match asked.await {
        Ok(()) => Ok(done("/login", "mail-sent")),
        Err(error) => {
            let problem = FormProblem::from_error(error, visitor.language)?;
            address_page(app, visitor, mail, form.email, problem).await
        }
    }
}

#[get("/verify-email/resend")]
async fn show_resend(app: web::Data<App>, visitor: Visitor) -> Answer {
    address_page(
        &app,
        &visitor,
        Mail::Confirmation,
        String::new(),
        FormProblem::none(),
    )
    .await
}

#[post("/verify-email/resend")]
async fn resend(
    app: web::Data<App>,
    visitor: Visitor,
    address: NetworkAddress,
    form: PageForm<AddressForm>,
) -> Answer {
    ask_for_mail(&app, &visitor, &address, Mail::Confirmation, form.0).await
}

// --- A forgotten password -----------------------------------------------------------------------------------------

#[get("/password/forgotten")]
async fn show_forgotten(app: web::Data<App>, visitor: Visitor) -> Answer {
    address_page(&app, &visitor, Mail::Reset, String::new(), FormProblem::none()).await
}

#[post("/password/forgotten")]
async fn forgotten(
    app: web::Data<App>,
    visitor: Visitor,
    address: NetworkAddress,
    form: PageForm<AddressForm>,
) -> Answer {
    ask_for_mail(&app, &visitor, &address, Mail::Reset, form.0).await
}

#[derive(Deserialize)]
struct ResetForm {
    #[serde(default)]
    token: String,
    #[serde(default)]
    password: String,
}

#[derive(Template)]
#[template(config = "web/askama.toml", path = "login/reset.html")]
struct ResetPage {
    ui: Ui,
    token: String,
    problem: FormProblem,
}

#[get("/password/reset")]
async fn show_reset(app: web::Data<App>, visitor: Visitor, query: Query<TokenQuery>) -> Answer {
    let ui = frame(&app, &visitor).await?;
    render(&ResetPage {
        ui,
        token: query.0.token,
        problem: FormProblem::none(),
    })
}

#[post("/password/reset")]
async fn reset(
    app: web::Data<App>,
    visitor: Visitor,
    address: NetworkAddress,
    form: PageForm<ResetForm>,
) -> Answer {
    let form = form.0;
    match app
        .reset_password(form.token.clone(), form.password, &address)
        .await
    {
        Ok(_) => Ok(done("/login", "password-set")),
        Err(error) => {
            let problem = FormProblem::from_error(error, visitor.language)?;
            let page = ResetPage {
                ui: frame(&app, &visitor).await?,
                token: form.token,
                problem,
            };
            render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
