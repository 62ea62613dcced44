//! Texts without what opens a door: passwords and tokens in URLs, headers, forms and documents.

use std::borrow::Cow;

/// What stands in place of a secret.
const CUT: &str = "…";

/// Names after which a secret stands, in lower case without `-` and `_`: parameters of presigned URLs and headers of signed requests (Signature
/// Version 4), fields of STS and of IAM Identity Center, and what proxies and endpoints are told.
const NAMES: [&str; 20] = [
    "xamzsignature",
    "xamzsecuritytoken",
    "xamzcredential",
    "xamzs3sessiontoken",
    "xamzssobearertoken",
    "signature",
    "credential",
    "securitytoken",
    "sessiontoken",
    "awssessiontoken",
    "secretaccesskey",
    "awssecretaccesskey",
    "secretkey",
    "accesstoken",
    "refreshtoken",
    "clientsecret",
    "authorization",
    "proxyauthorization",
    "webidentitytoken",
    "password",
];

/// `sanitize` without secrets: of a URL neither the name and password before its host nor its query and fragment are shown, and elsewhere no value of a
/// name that is known to hold a secret.
#[must_use]
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    match without_urls(text) {
        Cow::Borrowed(text) => without_values(text),
        Cow::Owned(shown) => match without_values(&shown) {
            Cow::Borrowed(_) => Cow::Owned(shown),
            Cow::Owned(shown) => Cow::Owned(shown),
        },
    }
}

/// An endpoint that a person wrote, with or without `https://`.
#[must_use]
pub fn endpoint(text: &str) -> String {
    match text.split_once("://") {
        Some((scheme, rest)) => format!("{scheme}://{}", address(rest)),
        None => address(text).into_owned(),
    }
}

/// The end of a URL in a text. All else may stand in a password or a query that nobody encoded.
fn is_end(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '`' | '<' | '>')
}

fn without_urls(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        let word = after.split(is_end).next().unwrap_or_default();
        out.push_str(before);
        out.push_str("://");
        out.push_str(&address(word));
        rest = after.strip_prefix(word).unwrap_or_default();
    }
    if out.is_empty() {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    if out == text {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(out)
    }
}

/// What follows `://`, or an address without it. Signs that end a sentence or a bracket are no part of it.
fn address(word: &str) -> Cow<'_, str> {
    let bare = word.trim_end_matches(['\'', '\\', ')', ']', '}', ',', ';', '.', ':', '!']);
    let tail = word.strip_prefix(bare).unwrap_or_default();
    // A password may hold any sign that nobody encoded: whatever is before the last `@` is taken for one.
    let (secret, rest) = match bare.rsplit_once('@') {
        Some((_, rest)) => (CUT, bare.get(bare.len() - rest.len() - 1..).unwrap_or_default()),
        None => ("", bare),
    };
    let shown = rest.split(['?', '#']).next().unwrap_or_default();
    if secret.is_empty() && shown.len() == bare.len() {
        return Cow::Borrowed(word);
    }
    let query = match rest.strip_prefix(shown) {
        // An end without anything after it tells nothing.
        Some(query) if query.len() > 1 => format!("{}{CUT}", query.get(..1).unwrap_or_default()),
        query => query.unwrap_or_default().to_owned(),
    };
    Cow::Owned(format!("{secret}{shown}{query}{tail}"))
}

fn without_values(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut done = 0;
    for (name, start, end) in names(text) {
        // A value that was cut may look like a name.
        if start < done || !NAMES.contains(&name.as_str()) {
            continue;
        }
        let rest = text.get(end..).unwrap_or_default();
        // These two are words of every day, too.
        if matches!(name.as_str(), "signature" | "credential") && !rest.starts_with(['=', '%']) {
            continue;
        }
        let Some(value) = value_at(rest, name.ends_with("authorization")) else {
            continue;
        };
        let (from, to) = (end + value.0, end + value.1);
        out.push_str(text.get(done..from).unwrap_or_default());
        out.push_str(CUT);
        done = to;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// The words of a text that may be names: each in lower case without `-` and `_`, where it begins, and where it ends.
fn names(text: &str) -> impl Iterator<Item = (String, usize, usize)> + '_ {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let mut at = 0;
    text.split(move |c: char| !is_part(c)).map(move |word| {
        let start = text
            .get(at..)
            .and_then(|rest| rest.find(word))
            .map_or(at, |skip| at + skip);
        at = start + word.len();
        let name = if word.len() > 40 {
            String::new()
        } else {
            plain_name(word)
        };
        (name, start, start + word.len())
    })
}

fn plain_name(word: &str) -> String {
    let letters = word.chars().filter(|c| !matches!(c, '-' | '_'));
    letters.map(|c| c.to_ascii_lowercase()).collect()
}

/// Where the value lies in what follows a name, if one follows: after `=`, `:` or `>`, with quotes and spaces around. With `scheme` the word `Basic`
/// or `Bearer` may stand before it.
fn value_at(rest: &str, scheme: bool) -> Option<(usize, usize)> {
    let is_quote = |c: char| matches!(c, '"' | '\'' | '\\' | ' ' | '\t');
    let after = rest.trim_start_matches(is_quote);
    let after = after.strip_prefix(['=', ':', '>']).or_else(|| {
        let code = after.get(..3)?;
        ["%3D", "%3d", "%3A", "%3a"].contains(&code).then(|| after.get(3..))?
    })?;
    let mut value = after.trim_start_matches(is_quote);
    if scheme {
        let (first, more) = value.split_once(' ').unwrap_or((value, ""));
        let known = ["basic", "bearer", "digest", "negotiate", "token"];
        if known.contains(&first.to_ascii_lowercase().as_str()) {
            value = more.trim_start_matches(is_quote);
        } else if first.to_ascii_uppercase().starts_with("AWS4-") {
            // What is secret in it has names of its own.
            return None;
        }
    }
    let is_end =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | '<' | '>' | '`' | '&' | ',' | ';' | ')' | '}');
    let length = value.find(is_end).unwrap_or(value.len());
    let from = rest.len() - value.len();
    (length > 0).then_some((from, from + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_of_a_url_is_shown() {
        for (raw, shown) in [
            ("nothing", "nothing"),
            ("me@example.com at https://host/x", "me@example.com at https://host/x"),
            ("to https://user:secret@host:1/x failed", "to https://…@host:1/x failed"),
            (
                "`https://secret@host`, \"http://a:s/ecret@b\"",
                "`https://…@host`, \"http://…@b\"",
            ),
            ("https://u:se@cret@host", "https://…@host"),
            ("(http://u:s,e;c'r)et?#@proxy:3128)", "(http://…@proxy:3128)"),
            ("socks5h://u:secret@proxy", "socks5h://…@proxy"),
            ("http://u:sec\u{1}ret@host", "http://…@host"),
        ] {
            assert_eq!(without_secrets(raw), shown);
        }
    }

    #[test]
    fn no_query_and_no_fragment_of_a_url_is_shown() {
        for (raw, shown) in [
            ("http://host:1/x?token=secret", "http://host:1/x?…"),
            ("http://host?token=secret, then", "http://host?…, then"),
            ("(http://host/#secret)", "(http://host/#…)"),
            (
                "endpoint=\"http://host/?a=secret&b=secret\" and",
                "endpoint=\"http://host/?…\" and",
            ),
            ("'http://host/?a=sec'ret'", "'http://host/?…'"),
            ("http://h/?to=https://i/?x=secret", "http://h/?…"),
            ("http://h/?to=https://u:secret@i/?x=secret", "http://…@i/?…"),
            (
                "Some(\\\"http://u:sec\\\\ret@h/?secret\\\")",
                "Some(\\\"http://…@h/?…\\\")",
            ),
            ("http://u:secret@h/p?secret#secret: refused", "http://…@h/p?…: refused"),
            ("is it http://host?", "is it http://host?"),
        ] {
            assert_eq!(without_secrets(raw), shown);
        }
        assert_eq!(endpoint("u:secret@localhost:1/?secret"), "…@localhost:1/?…");
        assert_eq!(endpoint("localhost:1"), "localhost:1");
        assert_eq!(endpoint("http://h?secret"), "http://h?…");
    }

    #[test]
    fn no_value_of_a_secret_name_is_shown() {
        for (raw, shown) in [
            ("X-Amz-Signature=secret&X-Amz-Date=1", "X-Amz-Signature=…&X-Amz-Date=1"),
            (
                "x-amz-security-token:secret/+== host:x",
                "x-amz-security-token:… host:x",
            ),
            ("x-amz-credential%3Dsecret", "x-amz-credential%3D…"),
            (
                "{\"SecretAccessKey\": \"secret\", \"x\": 1}",
                "{\"SecretAccessKey\": \"…\", \"x\": 1}",
            ),
            (
                "{\\\"SessionToken\\\":\\\"secret\\\"}",
                "{\\\"SessionToken\\\":\\\"…\\\"}",
            ),
            ("<SessionToken>secret</SessionToken>", "<SessionToken>…</SessionToken>"),
            ("Proxy-Authorization: Basic secret==", "Proxy-Authorization: Basic …"),
            (
                "authorization: AWS4-HMAC-SHA256 Credential=secret/20260101/x, SignedHeaders=host, Signature=secret",
                "authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=host, Signature=…",
            ),
            ("aws_session_token = secret", "aws_session_token = …"),
            ("the signature of the request", "the signature of the request"),
            ("no password was given", "no password was given"),
        ] {
            assert_eq!(without_secrets(raw), shown);
        }
    }
}
