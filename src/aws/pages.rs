//! Reading lists to their end.

use std::collections::BTreeSet;
use std::future::Future;

use super::error::{AwsError, ErrorKind};
use crate::facts::op::Op;

/// The most pages of one list. AWS gives an Organization 50,000 accounts at most, 20 on a page, and nothing is more numerous; this is twice that.
const MOST: usize = 5_000;
/// The most empty pages in a row. AWS may send some where it filters what it lists; these would be 10,000 accounts that the filter leaves out.
const MOST_EMPTY: usize = 500;

/// All items of a list: asks `page` with each token until there is no further one. Empty pages in between are legal (Organizations API
/// Reference), and an empty token, where the table of operations lets one through, is none (Resource Groups Tagging API Reference).
///
/// # Errors
/// The first error of `page`; [`ErrorKind::Malformed`] if the list does not end: a token comes twice, too many pages are empty in a row, or there
/// are more pages than AWS could fill.
pub async fn pages<T, F, Fut>(op: &Op, mut page: F) -> Result<Vec<T>, AwsError>
where
    F: FnMut(Option<String>) -> Fut,
    Fut: Future<Output = Result<(Vec<T>, Option<String>), AwsError>>,
{
    let mut all = Vec::new();
    let mut seen = BTreeSet::new();
    let mut token = None;
    let mut empty = 0;
    loop {
        let (items, next) = page(token).await?;
        empty = if items.is_empty() { empty + 1 } else { 0 };
        all.extend(items);
        let Some(next) = next.filter(|next| !next.is_empty()) else {
            return Ok(all);
        };
        let endless = if !seen.insert(next.clone()) {
            Some("it gave the same token twice".to_owned())
        } else if empty >= MOST_EMPTY {
            Some(format!("its last {MOST_EMPTY} pages are empty"))
        } else if seen.len() >= MOST {
            Some(format!("it has more than {MOST} pages"))
        } else {
            None
        };
        if let Some(endless) = endless {
            let message = format!("the list does not end: {endless}");
            return Err(AwsError::new(ErrorKind::Malformed, op, message));
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

    #[tokio::test]
    async fn an_empty_page_in_the_middle_does_not_end_a_list() {
        let all = pages(&LIST, |token| async move {
            Ok(match token.as_deref() {
                None => (vec![1, 2], Some("a".to_owned())),
                Some("a") => (vec![], Some("b".to_owned())),
                Some("b") => (vec![3], Some(String::new())),
                Some(other) => panic!("unknown token {other}"),
            })
        })
        .await;
        assert_eq!(all, Ok(vec![1, 2, 3]));
    }

    #[tokio::test]
    async fn a_token_that_comes_twice_is_an_error() {
        let all = pages::<u8, _, _>(&LIST, |_| async { Ok((vec![], Some("again".to_owned()))) }).await;
        assert_eq!(all.map_err(|error| error.kind), Err(ErrorKind::Malformed));
    }

    async fn endless(page: impl Fn(usize) -> Vec<u8>) -> (usize, String) {
        let mut asked = 0;
        let all = pages(&LIST, |_| {
            asked += 1;
            std::future::ready(Ok((page(asked), Some(format!("token {asked}")))))
        })
        .await;
        (asked, all.unwrap_err().to_string())
    }

    #[tokio::test]
    async fn a_list_without_end_is_an_error_that_names_the_bound() {
        let (asked, said) = endless(|_| Vec::new()).await;
        assert_eq!(asked, 500);
        assert!(
            said.contains("`organizations:ListAccounts`") && said.contains("its last 500 pages are empty"),
            "{said}"
        );
        let (asked, said) = endless(|n| vec![0; usize::from(n % 400 == 0)]).await;
        assert_eq!(asked, 5_000);
        assert!(said.contains("it has more than 5000 pages"), "{said}");
    }

    #[tokio::test]
    async fn fifty_thousand_accounts_with_empty_pages_between_are_a_list() {
        let mut asked = 0;
        let all = pages(&LIST, |_| {
            asked += 1;
            let items = if asked % 20 == 0 { Vec::new() } else { vec![0_u8; 20] };
            std::future::ready(Ok((items, (asked < 2_640).then(|| asked.to_string()))))
        })
        .await;
        assert!(all.unwrap().len() > 50_000);
    }

    #[tokio::test]
    async fn a_page_that_fails_fails_the_list() {
        let all = pages::<u8, _, _>(&LIST, |token| async move {
            match token {
                None => Ok((vec![1], Some("a".to_owned()))),
                Some(_) => Err(AwsError::new(ErrorKind::Server, &LIST, "")),
            }
        })
        .await;
        assert_eq!(all.map_err(|error| error.kind), Err(ErrorKind::Server));
    }
}
