//! Reading lists to their end.

use std::collections::BTreeSet;
use std::future::Future;

use super::error::{AwsError, ErrorKind};
use crate::facts::op::Op;

/// All items of a list: asks `page` with each token until there is no further one. Empty pages in between are legal (Organizations API
/// Reference), and an empty token is none (Resource Groups Tagging API Reference).
///
/// # Errors
/// The first error of `page`; [`ErrorKind::Malformed`] if a token comes twice, for the list would never end.
pub async fn pages<T, F, Fut>(op: &Op, mut page: F) -> Result<Vec<T>, AwsError>
where
    F: FnMut(Option<String>) -> Fut,
    Fut: Future<Output = Result<(Vec<T>, Option<String>), AwsError>>,
{
    let mut all = Vec::new();
    let mut seen = BTreeSet::new();
    let mut token = None;
    loop {
        let (items, next) = page(token).await?;
        all.extend(items);
        let Some(next) = next.filter(|next| !next.is_empty()) else {
            return Ok(all);
        };
        if !seen.insert(next.clone()) {
            let message = "the list does not end: it gave the same token twice";
            return Err(AwsError::new(ErrorKind::Malformed, op, message));
        }
        token = Some(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::op::{PAGES, Service};

    static LIST: Op = Op::read(Service::Organizations, "ListAccounts", PAGES, &[]);

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
