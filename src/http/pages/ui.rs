//! What every template knows: texts, the person, the way back.

use actix_web::{HttpRequest, web};

use super::super::App;
use super::visitor::Visitor;
use crate::i18n::{self, Arg, Locale};
use crate::kernel::clock::Moment;
use crate::kernel::minutes;

/// A message on top of a page.
#[derive(Debug, Clone)]
pub struct Flash {
    pub level: &'static str,
    pub text: String,
}

/// The person logged in, as the frame shows them.
#[derive(Debug, Clone)]
pub struct UiMember {
    pub id: String,
    pub display_name: String,
    pub unread: i64,
    /// Words of the mandates held.
    pub roles: Vec<&'static str>,
}

/// The frame of a page and its words.
#[derive(Debug, Clone)]
pub struct Ui {
    pub locale: &'static str,
    pub language: Locale,
    pub path: String,
    pub csrf: String,
    pub member: Option<UiMember>,
    pub ecosystem_name: String,
    pub time_zone: chrono_tz::Tz,
    pub flash: Vec<Flash>,
}

impl Ui {
    pub(super) fn new(visitor: &Visitor, language: Locale) -> Ui {
        let mut ui = Ui {
            locale: language.as_str(),
            language,
            path: visitor.path.clone(),
            csrf: visitor.csrf.clone(),
            member: None,
            ecosystem_name: "Commonhour".to_string(),
            time_zone: chrono_tz::Europe::Paris,
            flash: Vec::new(),
        };
        if let Some(text) = visitor
            .done
            .as_ref()
            .and_then(|done| i18n::find_with(language, &format!("done-{done}"), &[]))
        {
            ui.flash.push(Flash { level: "ok", text });
        }
        ui
    }

    /// A frame without a person, for pages about what went wrong.
    pub(super) fn for_error(req: &HttpRequest, language: Locale) -> Ui {
        let visitor = match req.app_data::<web::Data<App>>() {
            Some(app) => Visitor::of(app, req),
            None => Visitor::nobody(),
        };
        Ui::new(&visitor, language)
    }

    /// The text of a key.
    pub fn t(&self, key: &str) -> String {
        i18n::text(self.language, key)
    }
    /// The text of a word of an enumeration: key `<prefix>-<word>`.
    pub fn word(&self, prefix: &str, word: &(impl ToString + ?Sized)) -> String {
        self.t(&format!("{prefix}-{}", word.to_string()))
    }
    /// The text of a key with one value.
    pub fn t1(&self, key: &str, name: &str, value: impl Into<Arg>) -> String {
        i18n::text_with(self.language, key, &[(name, value.into())])
    }
    /// The text of a key with two values.
    pub fn t2(&self, key: &str, n1: &str, v1: impl Into<Arg>, n2: &str, v2: impl Into<Arg>) -> String {
        i18n::text_with(self.language, key, &[(n1, v1.into()), (n2, v2.into())])
    }
    /// The text of a key with three values.
    #[allow(clippy::too_many_arguments)]
    pub fn t3(
        &self,
        key: &str,
        n1: &str,
        v1: impl Into<Arg>,
        n2: &str,
        v2: impl Into<Arg>,
        n3: &str,
        v3: impl Into<Arg>,
    ) -> String {
        i18n::text_with(
            self.language,
            key,
            &[(n1, v1.into()), (n2, v2.into()), (n3, v3.into())],
        )
    }
    /// `105` → `1 h 45`.
    pub fn minutes(&self, minutes: &i64) -> String {
        minutes::show(*minutes)
    }
    /// A moment in words, in the community's time zone.
    pub fn moment(&self, at: &Moment) -> String {
        i18n::moment(self.language, *at, self.time_zone)
    }
    /// The day of a moment in words, in the community's time zone.
    pub fn day(&self, at: &Moment) -> String {
        i18n::date(self.language, at.date_in(self.time_zone))
    }
    /// A calendar day in words.
    pub fn date(&self, day: &chrono::NaiveDate) -> String {
        i18n::date(self.language, *day)
    }
    /// Machine-readable form of a moment, for `<time datetime>`.
    pub fn iso(&self, at: &Moment) -> String {
        at.to_rfc3339()
    }
    /// Whether the person logged in holds a role.
    pub fn holds(&self, role: &str) -> bool {
        self.member.as_ref().is_some_and(|m| m.roles.contains(&role))
    }
    /// Text people wrote in Markdown as safe HTML: no raw HTML, no images, links without referrer.
    pub fn markdown(&self, source: &str) -> String {
        markdown(source)
    }
}

/// Text people wrote in Markdown as safe HTML: no raw HTML, no images, links without referrer.
pub fn markdown(source: &str) -> String {
    let options = pulldown_cmark::Options::empty();
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new_ext(source, options));
    let mut cleaner = ammonia::Builder::default();
    cleaner
        .rm_tags(["img", "table", "thead", "tbody", "tr", "td", "th"])
        .link_rel(Some("noopener noreferrer nofollow"));
    cleaner.clean(&html).to_string()
}
