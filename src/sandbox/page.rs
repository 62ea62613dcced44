//! Lists come in pages, joined by tokens that say nothing to the caller.

use std::ops::Bound;

use super::ask::Ask;
use super::hash;
use super::refusal::Refusal;
use crate::facts::quotas::ORGANIZATIONS_PAGE;

/// Every so many pages one is empty and still has a token: AWS allows it, and a client that stops there has read only a part.
const EMPTY_EVERY: u64 = 7;

/// One page of a list that is asked for.
pub(super) struct Page {
    /// What the token belongs to: one listing with one set of parameters.
    scope: String,
    limit: usize,
    number: u64,
    after: Option<String>,
}

impl Page {
    /// The page that a `List…` operation of Organizations is asked for; `scope` names the listing and its parameters.
    pub(super) fn of(ask: &Ask<'_>, scope: String) -> Result<Self, Refusal> {
        let most = i64::try_from(ORGANIZATIONS_PAGE).unwrap_or(i64::MAX);
        let limit = match ask.input.number("MaxResults")? {
            None => most,
            Some(asked) if asked < 1 => {
                return Err(Refusal::invalid("MIN_VALUE_EXCEEDED", "MaxResults must be at least 1."));
            }
            Some(asked) if asked > most => {
                return Err(Refusal::invalid(
                    "MAX_VALUE_EXCEEDED",
                    format!("MaxResults must be at most {most}."),
                ));
            }
            Some(asked) => asked,
        };
        let limit = usize::try_from(limit).unwrap_or(ORGANIZATIONS_PAGE);
        Self::from_token(scope, ask.input.text("NextToken")?, limit).ok_or_else(|| {
            Refusal::invalid(
                "INVALID_NEXT_TOKEN",
                "Get the NextToken from the answer to the same listing.",
            )
        })
    }

    /// The page that `token` asks for, with at most `limit` entries; none if the token is not of this listing.
    pub(super) fn from_token(scope: String, token: Option<&str>, limit: usize) -> Option<Self> {
        let (number, after) = match token {
            None => (1, None),
            Some(token) => {
                let (check, text) = token.split_at_checked(16)?;
                let text = String::from_utf8(unhex(text)?).ok()?;
                if check != format!("{:016x}", hash::of(&format!("{scope}\n{text}"))) {
                    return None;
                }
                let (number, after) = text.split_once('\n')?;
                (number.parse().ok()?, Some(after.to_owned()))
            }
        };
        Some(Self {
            scope,
            limit,
            number,
            after,
        })
    }

    /// Where the page starts, for `BTreeMap::range` and `BTreeSet::range`.
    pub(super) fn range(&self) -> (Bound<&str>, Bound<&str>) {
        let start = self.after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        (start, Bound::Unbounded)
    }

    /// Whether `key` is not before the start of the page.
    pub(super) fn holds(&self, key: &str) -> bool {
        self.after.as_deref().is_none_or(|after| key > after)
    }

    /// Cuts the page from entries that start at [`Self::range`] and are in the order of their keys. With it comes the token of the next page, if
    /// there is one.
    pub(super) fn cut<'k, T>(&self, entries: impl Iterator<Item = (&'k str, T)>) -> (Vec<T>, Option<String>) {
        let mut entries = entries.peekable();
        if self.number.is_multiple_of(EMPTY_EVERY) && entries.peek().is_some() {
            return (
                Vec::new(),
                Some(self.next_token(self.after.as_deref().unwrap_or_default())),
            );
        }
        let (mut page, mut last) = (Vec::new(), "");
        while page.len() < self.limit {
            let Some((key, entry)) = entries.next() else {
                return (page, None);
            };
            last = key;
            page.push(entry);
        }
        let token = entries.peek().map(|_| self.next_token(last));
        (page, token)
    }

    fn next_token(&self, after: &str) -> String {
        let text = format!("{}\n{after}", self.number + 1);
        let check = hash::of(&format!("{}\n{text}", self.scope));
        text.bytes()
            .fold(format!("{check:016x}"), |token, byte| format!("{token}{byte:02x}"))
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn walk(count: usize, limit: usize) -> (Vec<String>, usize, usize) {
        let all: BTreeSet<String> = (0..count).map(|n| format!("{n:05}")).collect();
        let (mut seen, mut pages, mut empty, mut token) = (Vec::new(), 0, 0, None);
        loop {
            let page = Page::from_token("list".to_owned(), token.as_deref(), limit).unwrap();
            let (entries, next) = page.cut(all.range::<str, _>(page.range()).map(|key| (key.as_str(), key.clone())));
            pages += 1;
            empty += usize::from(entries.is_empty());
            seen.extend(entries);
            token = next;
            if token.is_none() {
                assert_eq!(seen, all.into_iter().collect::<Vec<_>>());
                return (seen, pages, empty);
            }
        }
    }

    #[test]
    fn pages_join_to_the_whole_with_empty_ones_between() {
        assert_eq!(walk(0, 20).1, 1);
        assert_eq!(walk(20, 20).1, 1);
        assert_eq!(walk(21, 20).1, 2);
        let (seen, pages, empty) = walk(1_000, 20);
        assert_eq!((seen.len(), pages, empty), (1_000, 58, 8));
    }

    #[test]
    fn a_token_of_another_listing_or_a_changed_one_is_refused() {
        let page = Page::from_token("list of a".to_owned(), None, 1).unwrap();
        let token = page.cut(["a", "b"].into_iter().map(|key| (key, key))).1.unwrap();
        assert!(Page::from_token("list of a".to_owned(), Some(&token), 1).is_some());
        assert!(Page::from_token("list of b".to_owned(), Some(&token), 1).is_none());
        let changed = token.replace("61", "62");
        assert!(Page::from_token("list of a".to_owned(), Some(&changed), 1).is_none());
        for wrong in ["", "x", "é", "0123456789abcdef", "0123456789abcdefzz"] {
            assert!(
                Page::from_token("list of a".to_owned(), Some(wrong), 1).is_none(),
                "{wrong}"
            );
        }
    }
}
