//! What can go wrong: a [`Refusal`] is an answer (typed, explained, the person's to mend), anything else is ours.

use std::borrow::Cow;

/// The class of a refusal; the doors map each to one HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalClass {
    /// 400: the request cannot be read.
    Malformed,
    /// 401: nobody is logged in, or the proof of it is no longer good.
    Unauthenticated,
    /// 403: known, but not allowed.
    Forbidden,
    /// 404: not there, or not for these eyes.
    NotFound,
    /// 409: the state of things does not allow it.
    Conflict,
    /// 422: read, but a value is wrong.
    Invalid,
    /// 429: too often.
    TooMany,
    /// 413: too large.
    TooLarge,
    /// 503: try again.
    Unavailable,
}

/// A refusal: a stable code (`/problems/<code>`, Fluent message `refusal-<code>`), the field it is about and the figures
/// its explanation needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub class: RefusalClass,
    pub code: &'static str,
    pub field: Option<Cow<'static, str>>,
    pub params: Vec<(&'static str, String)>,
}

impl Refusal {
    pub const fn new(class: RefusalClass, code: &'static str) -> Self {
        Refusal {
            class,
            code,
            field: None,
            params: Vec::new(),
        }
    }
    pub const fn forbidden(code: &'static str) -> Self {
        Refusal::new(RefusalClass::Forbidden, code)
    }
    pub const fn conflict(code: &'static str) -> Self {
        Refusal::new(RefusalClass::Conflict, code)
    }
    /// The one answer for "does not exist" and "is not yours to see".
    pub const fn not_found() -> Self {
        Refusal::new(RefusalClass::NotFound, "not-found")
    }
    pub const fn unauthenticated(code: &'static str) -> Self {
        Refusal::new(RefusalClass::Unauthenticated, code)
    }
    pub fn invalid(code: &'static str, field: impl Into<Cow<'static, str>>) -> Self {
        Refusal::new(RefusalClass::Invalid, code).on(field)
    }
    /// Names the field the refusal is about.
    pub fn on(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        self.field = Some(field.into());
        self
    }
    /// Adds a figure that the explanation shows.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.push((name, value.to_string()));
        self
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "refused: {}", self.code)?;
        if let Some(field) = &self.field {
            write!(f, " ({field})")?;
        }
        Ok(())
    }
}

/// What an operation can end in besides its result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}")]
    Refused(Refusal),
    /// Another transaction got in the way (serialization failure, deadlock, lock timeout); `db.write` tries again.
    #[error("the database asks to try again: {0}")]
    Contention(String),
    #[error("database: {0}")]
    Database(diesel::result::Error),
    /// A broken promise of our own: logged in full, shown as "internal error".
    #[error("internal: {0}")]
    Internal(String),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub fn internal(what: impl std::fmt::Display) -> Self {
        Error::Internal(what.to_string())
    }
    /// The refusal, if that is what this is.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Error::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Error::Refused(refusal)
    }
}

impl From<diesel::result::Error> for Error {
    fn from(error: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind, Error as Diesel};
        match &error {
            Diesel::DatabaseError(DatabaseErrorKind::SerializationFailure, info) => {
                Error::Contention(info.message().to_string())
            }
            Diesel::DatabaseError(_, info)
                if info.message().contains("deadlock detected")
                    || info.message().contains("lock timeout")
                    || info.message().contains("database is locked") =>
            {
                Error::Contention(info.message().to_string())
            }
            _ => Error::Database(error),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Error::Internal(format!("json: {error}"))
    }
}
