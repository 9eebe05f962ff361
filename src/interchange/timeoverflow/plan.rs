//! All three files together: who is referred to, in which order transfers go, by what each line is known again.

use std::collections::{BTreeMap, HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::lines::{Record, read};
use super::posts::{self, PostLine};
use super::rules::{Reading, Uid};
use super::transfers::{self, Side, TransferLine};
use super::users::{self, UserLine};
use crate::interchange::model::{Line, Verdict};
use crate::kernel::clock::Moment;

/// The files as they are on disk.
#[derive(Debug, Clone, Default)]
pub struct Files {
    pub users: Vec<u8>,
    pub posts: Vec<u8>,
    pub transfers: Vec<u8>,
}

impl Files {
    /// SHA-256 over the three contents, each behind its length: by this an interrupted import is found again.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for file in [&self.users, &self.posts, &self.transfers] {
            hash.update((file.len() as u64).to_be_bytes());
            hash.update(file);
        }
        hex(&hash.finalize())
    }
}

/// Somebody who is named in transfers only: they were deleted in the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Former {
    pub uid: Uid,
    /// Their first transfer.
    pub since: Moment,
}

/// Everything an import will do, before the database is asked.
#[derive(Debug, Clone)]
pub struct Plan {
    pub users: Vec<Line<UserLine>>,
    pub former: Vec<Former>,
    pub posts: Vec<Line<PostLine>>,
    /// By date, lines of one moment in the order of the file; lines that are skipped come first.
    pub transfers: Vec<Line<TransferLine>>,
    /// Each member's balance in the source, in seconds.
    pub source_seconds: BTreeMap<Uid, i64>,
}

impl Plan {
    /// The highest number a member of the source has.
    pub fn highest_uid(&self) -> i64 {
        let users = taken(&self.users).map(|user| user.uid.0);
        let former = self.former.iter().map(|former| former.uid.0);
        users.chain(former).max().unwrap_or(0)
    }
    /// Every category the posts name.
    pub fn categories(&self) -> std::collections::BTreeSet<i64> {
        taken(&self.posts).filter_map(|post| post.category).collect()
    }
}

/// What the lines that are taken say.
pub fn taken<T>(lines: &[Line<T>]) -> impl Iterator<Item = &T> {
    lines.iter().filter_map(|line| match &line.verdict {
        Verdict::Take(value, _) => Some(value),
        Verdict::Skip(_) => None,
    })
}

/// Reads and judges the three files.
pub fn plan(files: &Files, reading: &Reading) -> Plan {
    let users = users::judge(&read(&files.users), reading);
    let members: HashSet<Uid> = taken(&users).map(|user| user.uid).collect();
    let mut posts = posts::judge(&read(&files.posts), &members, reading);
    number_alike(&mut posts, |post| &mut post.key);
    let records: Vec<Record> = read(&files.transfers);
    let mut transfers = transfers::judge(&records, &members, reading);
    number_alike(&mut transfers, |transfer| &mut transfer.key);
    transfers.sort_by_key(|line| match &line.verdict {
        Verdict::Take(transfer, _) => Some(transfer.occurred_at),
        Verdict::Skip(_) => None,
    });
    Plan {
        former: find_former(&transfers, &members),
        source_seconds: transfers::source_seconds(&records),
        users,
        posts,
        transfers,
    }
}

fn find_former(transfers: &[Line<TransferLine>], members: &HashSet<Uid>) -> Vec<Former> {
    let mut former: BTreeMap<Uid, Moment> = BTreeMap::new();
    for transfer in taken(transfers) {
        for side in [transfer.from, transfer.to] {
            if let Side::Member(uid) = side
                && !members.contains(&uid)
            {
                former.entry(uid).or_insert(transfer.occurred_at);
            }
        }
    }
    former
        .into_iter()
        .map(|(uid, since)| Former { uid, since })
        .collect()
}

/// Lines that are alike are told apart by how many came before them: two hours given twice on one day are two transfers.
fn number_alike<T>(lines: &mut [Line<T>], key: impl Fn(&mut T) -> &mut String) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for line in lines {
        if let Verdict::Take(value, _) = &mut line.verdict {
            let key = key(value);
            let before = seen.entry(key.clone()).or_default();
            *before += 1;
            *key = format!("{key}#{before}");
        }
    }
}

/// The first 16 bytes of a digest: enough to tell lines of one community apart.
pub fn short_hex(digest: &[u8]) -> String {
    hex(&digest[..16])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;

    #[test]
    fn order_former_members_and_lines_that_are_alike() {
        let files = Files {
            users: b"1,2015-01-01,A,,B,,,,,a@b.fr\n".to_vec(),
            posts: b"1,Offer,T,D,3,2015-03-02,,\n1,Offer,T,D,3,2015-03-02,,\n".to_vec(),
            transfers: b"1,member,9,member,60,2016-01-01,,\n9,member,1,member,60,2015-01-01,,\n1,member,9,member,0,2014-01-01,,\n"
                .to_vec(),
        };
        let reading = Reading {
            zone: chrono_tz::Tz::UTC,
            locale: Locale::Fr,
            started_at: Moment::parse_rfc3339("2026-11-22T08:00:00Z").unwrap(),
        };
        let plan = plan(&files, &reading);
        let keys: Vec<&String> = taken(&plan.posts).map(|post| &post.key).collect();
        assert!(keys[0].ends_with("#1") && keys[1].ends_with("#2") && keys[0][..32] == keys[1][..32]);
        assert_eq!(
            plan.transfers.iter().map(|l| l.number).collect::<Vec<_>>(),
            [3, 2, 1]
        );
        assert_eq!(plan.former.len(), 1);
        assert_eq!(plan.former[0].since.to_rfc3339(), "2015-01-01T00:00:00Z");
        assert_eq!(plan.highest_uid(), 9);
        let other = Files {
            users: Vec::new(),
            posts: files.users.clone(),
            ..files.clone()
        };
        assert_ne!(files.digest(), other.digest());
    }
}
