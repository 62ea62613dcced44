//! Reading lists to their end.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::Mutex;

use super::error::{AwsError, ErrorKind};
use super::lock::lock;
use super::reader::Reader;
use crate::facts::op::Op;
use crate::facts::service::Service;

/// The most pages of one list. AWS gives an Organization 50,000 accounts at most, 20 on a page, and nothing is more numerous; this is twice that.
const MOST: usize = 5_000;
/// The most empty pages in a row. AWS may send some where it filters what it lists; these would be 10,000 accounts that the filter leaves out.
const MOST_EMPTY: usize = 500;

/// Service, operation, Region.
type Row = (&'static Service, &'static str, String);

/// An operation and the Region that is asked.
type Asked<'a> = (&'static Op, &'a str);

/// What lists were like in this run, by operation and Region: one that does not end at one object does not end at the next either.
#[derive(Debug, Default)]
pub(super) struct Lists(Mutex<BTreeMap<Row, Endless>>);

#[derive(Debug, Default)]
struct Endless {
    /// Empty pages since one had something in it, or a list ended.
    empty: usize,
    /// Pages since a list ended.
    pages: usize,
    /// Why it is given up.
    given_up: Option<String>,
}

impl Lists {
    fn given_up(&self, (op, region): Asked<'_>) -> Option<String> {
        let all = lock(&self.0);
        all.get(&(op.service, op.name, region.to_owned()))?.given_up.clone()
    }

    fn give_up(&self, (op, region): Asked<'_>, why: String) {
        lock(&self.0)
            .entry((op.service, op.name, region.to_owned()))
            .or_default()
            .given_up = Some(why);
    }

    fn ended(&self, (op, region): Asked<'_>) {
        let mut all = lock(&self.0);
        let of_it = all.entry((op.service, op.name, region.to_owned())).or_default();
        (of_it.empty, of_it.pages) = (0, 0);
    }

    /// Counts a page after which there is to be another one, and says why the lists of this operation do not end.
    fn went_on(&self, (op, region): Asked<'_>, is_empty: bool) -> Option<String> {
        let mut all = lock(&self.0);
        let of_it = all.entry((op.service, op.name, region.to_owned())).or_default();
        of_it.empty = if is_empty { of_it.empty + 1 } else { 0 };
        of_it.pages += 1;
        if of_it.empty >= MOST_EMPTY {
            return Some(format!("its last {MOST_EMPTY} pages are empty"));
        }
        (of_it.pages >= MOST).then(|| format!("it has more than {MOST} pages"))
    }
}

/// All items of a list: asks `page` with each token until there is no further one. Empty pages in between are legal (Organizations API
/// Reference), and an empty token, where the table of operations lets one through, is none (Resource Groups Tagging API Reference).
///
/// # Errors
/// The first error of `page`; [`ErrorKind::Malformed`] if the list does not end: a token or a page comes twice, too many pages are empty in a row,
/// or there are more pages than AWS could fill. Then no list of this operation is asked for any more in this run.
pub async fn pages<T, F, Fut>(reader: &Reader, op: &'static Op, page: F) -> Result<Vec<T>, AwsError>
where
    T: PartialEq,
    F: FnMut(Option<String>) -> Fut,
    Fut: Future<Output = Result<(Vec<T>, Option<String>), AwsError>>,
{
    all(reader.lists(), (op, reader.region_of(op.service)), page).await
}

async fn all<T, F, Fut>(lists: &Lists, asked: Asked<'_>, mut page: F) -> Result<Vec<T>, AwsError>
where
    T: PartialEq,
    F: FnMut(Option<String>) -> Fut,
    Fut: Future<Output = Result<(Vec<T>, Option<String>), AwsError>>,
{
    let mut all = Vec::new();
    let mut seen = BTreeSet::new();
    let mut token = None;
    loop {
        if let Some(endless) = lists.given_up(asked) {
            let message = format!("the list does not end: {endless}");
            return Err(AwsError::new(ErrorKind::Malformed, asked.0, message));
        }
        let (items, next) = page(token).await?;
        // AWS lists a thing once: a page that comes again, as the first one or the last one did, is a list that goes round.
        let comes_again = !items.is_empty() && (all.starts_with(&items) || all.ends_with(&items));
        let is_empty = items.is_empty();
        all.extend(items);
        let Some(next) = next.filter(|next| !next.is_empty()) else {
            lists.ended(asked);
            return Ok(all);
        };
        let endless = if comes_again {
            Some("it gave the same page twice".to_owned())
        } else if !seen.insert(next.clone()) {
            Some("it gave the same token twice".to_owned())
        } else {
            lists.went_on(asked, is_empty)
        };
        if let Some(endless) = endless {
            lists.give_up(asked, endless);
        }
        token = Some(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::op::PAGES;
    use crate::facts::service::ORGANIZATIONS;

    static LIST: Op = Op::read(&ORGANIZATIONS, "ListAccounts", PAGES, &[]);

    const HERE: Asked<'static> = (&LIST, "us-east-1");

    #[tokio::test]
    async fn an_empty_page_in_the_middle_does_not_end_a_list() {
        let list = all(&Lists::default(), HERE, |token| async move {
            Ok(match token.as_deref() {
                None => (vec![1, 2], Some("a".to_owned())),
                Some("a") => (vec![], Some("b".to_owned())),
                Some("b") => (vec![3], Some(String::new())),
                Some(other) => panic!("unknown token {other}"),
            })
        })
        .await;
        assert_eq!(list, Ok(vec![1, 2, 3]));
    }

    #[tokio::test]
    async fn a_token_that_comes_twice_is_an_error() {
        let list = all::<u8, _, _>(&Lists::default(), HERE, |_| async {
            Ok((vec![], Some("again".to_owned())))
        })
        .await;
        assert_eq!(list.map_err(|error| error.kind), Err(ErrorKind::Malformed));
    }

    async fn endless(page: impl Fn(usize) -> Vec<usize>) -> (usize, String) {
        let mut asked = 0;
        let list = all(&Lists::default(), HERE, |_| {
            asked += 1;
            std::future::ready(Ok((page(asked), Some(format!("token {asked}")))))
        })
        .await;
        (asked, list.unwrap_err().to_string())
    }

    #[tokio::test]
    async fn a_list_without_end_is_an_error_that_names_the_bound() {
        let (asked, said) = endless(|_| Vec::new()).await;
        assert_eq!(asked, 500);
        assert!(
            said.contains("`organizations:ListAccounts`") && said.contains("its last 500 pages are empty"),
            "{said}"
        );
        let (asked, said) = endless(|n| vec![n; usize::from(n % 400 == 0)]).await;
        assert_eq!(asked, 5_000);
        assert!(said.contains("it has more than 5000 pages"), "{said}");
    }

    #[tokio::test]
    async fn fifty_thousand_accounts_with_empty_pages_between_are_a_list() {
        let mut asked = 0;
        let list = all(&Lists::default(), HERE, |_| {
            asked += 1;
            let items = if asked % 20 == 0 { Vec::new() } else { vec![asked; 20] };
            std::future::ready(Ok((items, (asked < 2_640).then(|| asked.to_string()))))
        })
        .await;
        assert!(list.unwrap().len() > 50_000);
    }

    #[tokio::test]
    async fn a_page_that_comes_again_under_another_token_is_an_error() {
        for pages in [[1, 1, 1, 1], [1, 2, 2, 2], [1, 2, 3, 1]] {
            let (asked, said) = endless(|n| vec![*pages.get(n - 1).unwrap(); 2]).await;
            assert!(asked <= 4, "{asked}");
            assert!(said.contains("it gave the same page twice"), "{said}");
        }
    }

    #[tokio::test]
    async fn what_does_not_end_at_one_object_is_not_asked_at_the_next() {
        let lists = Lists::default();
        let mut asked = 0;
        for _ in 0..3 {
            let list = all::<u8, _, _>(&lists, HERE, |_| {
                asked += 1;
                std::future::ready(Ok((Vec::new(), Some(format!("token {asked}")))))
            });
            assert!(list.await.unwrap_err().to_string().contains("pages are empty"));
        }
        assert_eq!(asked, 500);
    }

    #[tokio::test]
    async fn lists_that_end_are_not_added_up() {
        let lists = Lists::default();
        for number in 0..100 {
            let list = all(&lists, HERE, |token: Option<String>| {
                let at: usize = token.map_or(0, |token| token.parse().unwrap());
                let items = if at == 99 { vec![number] } else { Vec::new() };
                std::future::ready(Ok((items, (at < 99).then(|| (at + 1).to_string()))))
            });
            assert_eq!(list.await, Ok(vec![number]));
        }
    }

    #[tokio::test]
    async fn a_page_that_fails_fails_the_list() {
        let list = all::<u8, _, _>(&Lists::default(), HERE, |token| async move {
            match token {
                None => Ok((vec![1], Some("a".to_owned()))),
                Some(_) => Err(AwsError::new(ErrorKind::Server, &LIST, "")),
            }
        })
        .await;
        assert_eq!(list.map_err(|error| error.kind), Err(ErrorKind::Server));
    }
}
