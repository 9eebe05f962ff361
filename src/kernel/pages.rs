//! Lists come in pages: `{items[], next}` where `next` is an opaque cursor, absent on the last page.

use super::errors::Refusal;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use uuid::Uuid;

/// Items a page has unless asked otherwise.
pub const PAGE_SIZE: i64 = 20;
/// Items a page may have at most.
pub const PAGE_SIZE_MAX: i64 = 100;

/// One page of a list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Pass as `?cursor=` to read on; null on the last page.
    pub next: Option<String>,
}

impl<T> Page<T> {
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(f).collect(),
            next: self.next,
        }
    }
    /// A list that has only one page.
    pub fn whole(items: Vec<T>) -> Self {
        Page { items, next: None }
    }
}

/// Which part of a list is wanted: after an id (lists ordered by their time-ordered id) or after so many items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    pub after: Option<Cursor>,
    pub limit: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cursor {
    Id(Uuid),
    Offset(i64),
    /// So many items of an order that has a number, so that the next page goes on in the order of the first.
    Arranged {
        offset: i64,
        edition: i64,
    },
}

impl Slice {
    pub const FIRST: Slice = Slice {
        after: None,
        limit: PAGE_SIZE,
    };

    /// From the query parameters `cursor` and `limit`.
    pub fn parse(cursor: Option<&str>, limit: Option<i64>) -> Result<Self, Refusal> {
        let limit = limit.unwrap_or(PAGE_SIZE);
        if !(1..=PAGE_SIZE_MAX).contains(&limit) {
            return Err(Refusal::invalid("limit-out-of-range", "limit").with("max", PAGE_SIZE_MAX));
        }
        let after = cursor.filter(|c| !c.is_empty()).map(Cursor::decode).transpose()?;
        Ok(Slice { after, limit })
    }

    /// The id to read after; a cursor of another kind of list is refused.
    pub fn after_id(&self) -> Result<Option<Uuid>, Refusal> {
        match self.after {
            None => Ok(None),
            Some(Cursor::Id(id)) => Ok(Some(id)),
            Some(_) => Err(Refusal::invalid("cursor-invalid", "cursor")),
        }
    }

    /// How many items to pass over; a cursor of another kind of list is refused.
    pub fn offset(&self) -> Result<i64, Refusal> {
        match self.after {
            None => Ok(0),
            Some(Cursor::Offset(offset) | Cursor::Arranged { offset, .. }) => Ok(offset),
            Some(Cursor::Id(_)) => Err(Refusal::invalid("cursor-invalid", "cursor")),
        }
    }

    /// The number of the order that the page before came in, if it had one.
    pub fn edition(&self) -> Option<i64> {
        match self.after {
            Some(Cursor::Arranged { edition, .. }) => Some(edition),
            _ => None,
        }
    }

    /// A page from up to `limit + 1` rows read in order of id.
    pub fn page_by_id<T>(&self, mut rows: Vec<T>, id: impl Fn(&T) -> Uuid) -> Page<T> {
        let more = rows.len() as i64 > self.limit;
        rows.truncate(self.limit as usize);
        let next = rows
            .last()
            .filter(|_| more)
            .map(|row| Cursor::Id(id(row)).encode());
        Page { items: rows, next }
    }

    /// A page from up to `limit + 1` rows read from [`Slice::offset`] on.
    pub fn page_by_offset<T>(&self, rows: Vec<T>, offset: i64) -> Page<T> {
        self.page_arranged(rows, offset, None)
    }

    /// As [`Slice::page_by_offset`], of an order with this number.
    pub fn page_arranged<T>(&self, mut rows: Vec<T>, offset: i64, edition: Option<i64>) -> Page<T> {
        let more = rows.len() as i64 > self.limit;
        rows.truncate(self.limit as usize);
        let offset = offset + self.limit;
        let next = match edition {
            Some(edition) => Cursor::Arranged { offset, edition },
            None => Cursor::Offset(offset),
        };
        Page {
            items: rows,
            next: more.then(|| next.encode()),
        }
    }
}

impl Cursor {
    fn encode(self) -> String {
        match self {
            Cursor::Id(id) => URL_SAFE_NO_PAD.encode(id.as_bytes()),
            Cursor::Offset(n) => URL_SAFE_NO_PAD.encode(format!("o{n}")),
            Cursor::Arranged { offset, edition } => URL_SAFE_NO_PAD.encode(format!("o{offset}.{edition}")),
        }
    }
    fn decode(text: &str) -> Result<Self, Refusal> {
        let invalid = || Refusal::invalid("cursor-invalid", "cursor");
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| invalid())?;
        if let Ok(id) = Uuid::from_slice(&bytes) {
            return Ok(Cursor::Id(id));
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| invalid())?;
        let text = text.strip_prefix('o').ok_or_else(invalid)?;
        let (offset, edition) = match text.split_once('.') {
            Some((offset, edition)) => (offset, Some(edition.parse().map_err(|_| invalid())?)),
            None => (text, None),
        };
        let offset = offset.parse::<i64>().map_err(|_| invalid())?;
        if !(0..=1_000_000).contains(&offset) {
            return Err(invalid());
        }
        Ok(match edition {
            Some(edition) => Cursor::Arranged { offset, edition },
            None => Cursor::Offset(offset),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_on_in_the_order_of_the_first() {
        let page = Slice::FIRST.page_arranged(vec![0; 21], 0, Some(7));
        let next = Slice::parse(page.next.as_deref(), None).unwrap();
        assert_eq!((next.offset().unwrap(), next.edition()), (20, Some(7)));
        let plain = Slice::FIRST.page_by_offset(vec![0; 21], 0);
        let next = Slice::parse(plain.next.as_deref(), None).unwrap();
        assert_eq!((next.offset().unwrap(), next.edition()), (20, None));
        for bad in ["o", "o-1", "o5.", "o.5", "o5.x", "5.5"] {
            let cursor = URL_SAFE_NO_PAD.encode(bad);
            assert!(Slice::parse(Some(&cursor), None).is_err(), "{bad}");
        }
    }
}
