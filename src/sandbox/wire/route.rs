//! The HTTP request and answer of one operation, as data: what a service's table says about an operation of a REST protocol.

use http::HeaderMap;
use serde_json::{Map, Value};

use super::query::decoded;

/// The HTTP request and answer of one operation.
pub(in crate::sandbox) struct Route {
    pub(in crate::sandbox) method: &'static str,
    /// The path, and behind a `?` what its query must have: `/{Bucket}?policy`, `/{Bucket}/{Key+}`, `/{Bucket}?list-type=2`. What stands in brackets is
    /// a member of the input, with a `+` one that reaches to the end.
    pub(in crate::sandbox) target: &'static str,
    /// What the query may have besides, and which members it is: `("prefix", "Prefix")`.
    pub(in crate::sandbox) query: &'static [(&'static str, &'static str)],
    /// Headers that are members of the input: `("x-amz-account-id", "AccountId")`.
    pub(in crate::sandbox) headers: &'static [(&'static str, &'static str)],
    /// What the body of the request is.
    pub(in crate::sandbox) takes: Payload,
    /// What the body of the answer is.
    pub(in crate::sandbox) gives: Payload,
    /// The HTTP status of the answer.
    pub(in crate::sandbox) status: u16,
    /// Members of the answer that are headers of it: `("BucketRegion", "x-amz-bucket-region")`.
    pub(in crate::sandbox) answers: &'static [(&'static str, &'static str)],
}

/// What a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum Payload {
    /// Nothing that is looked at.
    Nothing,
    /// The members, as a JSON object.
    Json,
    /// The member of this name, as an XML document of this name.
    Xml {
        root: &'static str,
        /// Elements of the request that may be there more than once, so that they are lists.
        repeated: &'static [&'static str],
    },
    /// The member of this name, as text.
    #[cfg_attr(
        not(test),
        expect(
            dead_code,
            reason = "what has a text for a body is S3's bucket policy, and tests ask for one"
        )
    )]
    Text(&'static str),
}

impl Route {
    /// Of restJson: a `POST`.
    pub(in crate::sandbox) const fn json(target: &'static str) -> Self {
        Self {
            takes: Payload::Json,
            gives: Payload::Json,
            ..Self::xml("POST", target)
        }
    }

    /// Of restXml, with nothing in the bodies.
    pub(in crate::sandbox) const fn xml(method: &'static str, target: &'static str) -> Self {
        Self {
            method,
            target,
            query: &[],
            headers: &[],
            takes: Payload::Nothing,
            gives: Payload::Nothing,
            status: 200,
            answers: &[],
        }
    }

    /// How many parameters the query must have: of two routes that fit, the one that asks for more is meant.
    pub(super) fn demands(&self) -> usize {
        let (_, query) = self.split();
        query.split('&').filter(|flag| !flag.is_empty()).count()
    }

    /// The members of the input that method, path and query say, if they are those of this operation. A query that has anything which the operation does
    /// not know is another operation's: `/{Bucket}?cors` is no `/{Bucket}`.
    pub(super) fn matches(&self, method: &str, path: &str, query: &[(String, String)]) -> Option<Map<String, Value>> {
        if method != self.method {
            return None;
        }
        let (template, flags) = self.split();
        let mut members = labels(template, path)?;
        let wanted: Vec<(&str, &str)> = flags
            .split('&')
            .filter(|flag| !flag.is_empty())
            .map(|flag| flag.split_once('=').unwrap_or((flag, "")))
            .collect();
        let is_there = |wanted: &(&str, &str)| {
            query
                .iter()
                .any(|(name, value)| (name.as_str(), value.as_str()) == *wanted)
        };
        if !wanted.iter().all(is_there) {
            return None;
        }
        for (name, value) in query {
            if wanted.iter().any(|(known, _)| known == name) || name == OPERATION {
                continue;
            }
            let (_, member) = self.query.iter().find(|(known, _)| known == name)?;
            members.insert((*member).to_owned(), Value::String(value.clone()));
        }
        Some(members)
    }

    /// The members of the input that headers say.
    pub(super) fn of_headers(&self, headers: &HeaderMap) -> Map<String, Value> {
        let found = self.headers.iter().filter_map(|(name, member)| {
            let value = headers.get(*name)?.to_str().ok()?;
            Some(((*member).to_owned(), Value::String(value.trim().to_owned())))
        });
        found.collect()
    }

    fn split(&self) -> (&'static str, &'static str) {
        self.target.split_once('?').unwrap_or((self.target, ""))
    }
}

/// Clients may name the operation in a parameter that says nothing else.
const OPERATION: &str = "x-id";

/// The members that a path says, if it is one of this template.
fn labels(template: &str, path: &str) -> Option<Map<String, Value>> {
    let mut members = Map::new();
    let mut rest = path.strip_prefix('/')?;
    let mut steps = template.strip_prefix('/')?.split('/').peekable();
    while let Some(step) = steps.next() {
        let label = step.strip_prefix('{').and_then(|step| step.strip_suffix('}'));
        if let Some(label) = label.and_then(|label| label.strip_suffix('+')) {
            members.insert(label.to_owned(), Value::String(text(rest)?));
            return Some(members);
        }
        let (piece, behind) = rest.split_once('/').unwrap_or((rest, ""));
        match label {
            Some(label) => {
                members.insert(label.to_owned(), Value::String(text(piece)?));
            }
            None if piece != step => return None,
            None => {}
        }
        if steps.peek().is_none() && !behind.is_empty() {
            return None;
        }
        rest = behind;
    }
    Some(members)
}

fn text(piece: &str) -> Option<String> {
    Some(decoded(piece)).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::query::parameters;
    use super::*;

    fn found(route: &Route, method: &str, target: &str) -> Option<Value> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        route.matches(method, path, &parameters(query)).map(Value::Object)
    }

    #[test]
    fn a_route_is_method_path_and_query() {
        let policy = Route::xml("GET", "/{Bucket}?policy");
        let bucket = json!({"Bucket": "logs"});
        for target in ["/logs?policy", "/logs/?policy", "/logs?policy&x-id=GetBucketPolicy"] {
            assert_eq!(found(&policy, "GET", target), Some(bucket.clone()), "{target}");
        }
        for target in [
            "/logs",
            "/logs?policyStatus",
            "/logs?policy&cors",
            "/logs/key?policy",
            "/?policy",
        ] {
            assert_eq!(found(&policy, "GET", target), None, "{target}");
        }
        assert_eq!(found(&policy, "PUT", "/logs?policy"), None);
        assert_eq!(policy.demands(), 1);
    }

    #[test]
    fn what_an_operation_does_not_know_is_another_ones() {
        let list = Route {
            query: &[("prefix", "Prefix")],
            ..Route::xml("GET", "/{Bucket}?list-type=2")
        };
        let wanted = json!({"Bucket": "logs", "Prefix": "a/b c"});
        assert_eq!(found(&list, "GET", "/logs?list-type=2&prefix=a%2Fb+c"), Some(wanted));
        assert_eq!(found(&list, "GET", "/logs?list-type=1"), None);
        assert_eq!(found(&list, "GET", "/logs?list-type=2&delimiter=%2F"), None);
        let whole = Route::xml("GET", "/{Bucket}");
        assert_eq!(found(&whole, "GET", "/logs?cors"), None);
        assert_eq!(whole.demands(), 0);
    }

    #[test]
    fn labels_are_decoded_and_may_reach_to_the_end() {
        let object = Route::xml("PUT", "/{Bucket}/{Key+}");
        let wanted = json!({"Bucket": "logs", "Key": "a b/c+d/"});
        assert_eq!(found(&object, "PUT", "/logs/a%20b/c+d/"), Some(wanted));
        assert_eq!(found(&object, "PUT", "/logs/"), None);
        let fixed = Route::xml("GET", "/v20180820/configuration/publicAccessBlock");
        assert_eq!(found(&fixed, "GET", fixed.target), Some(json!({})));
        assert_eq!(found(&fixed, "GET", "/v20180820/configuration"), None);
        let root = Route::xml("GET", "/");
        assert_eq!(found(&root, "GET", "/"), Some(json!({})));
        assert_eq!(found(&root, "GET", "/logs"), None);
        let json = Route::json("/detector/{DetectorId}/admin");
        assert_eq!(
            found(&json, "POST", "/detector/d1/admin"),
            Some(json!({"DetectorId": "d1"}))
        );
    }

    #[test]
    fn headers_are_members() {
        let route = Route {
            headers: &[("x-amz-account-id", "AccountId")],
            ..Route::xml("GET", "/")
        };
        let mut headers = HeaderMap::new();
        headers.insert("X-Amz-Account-Id", "123456789012".parse().unwrap());
        headers.insert("other", "x".parse().unwrap());
        assert_eq!(
            Value::Object(route.of_headers(&headers)),
            json!({"AccountId": "123456789012"})
        );
    }
}
