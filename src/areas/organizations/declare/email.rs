//! The shape of e-mail addresses and their domains.

use std::collections::BTreeSet;

/// Whether a text has the shape of a domain with at least one dot.
pub(super) fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        let plain = label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        !label.is_empty() && plain && !label.starts_with('-') && !label.ends_with('-')
    };
    text.contains('.') && text.split('.').all(label)
}

/// Whether AWS takes a text as an account's e-mail but for its length.
///
/// Source: AWS Organizations API Reference, `CreateAccount`: ASCII, one `@`, a domain with a dot, and characters that the part
/// before the `@` cannot have.
pub(super) fn is_email(text: &str) -> bool {
    let local = |local: &str| {
        let plain = local
            .chars()
            .all(|c| c.is_ascii_graphic() && !"\"'()<>[]:;,\\|%&".contains(c));
        !local.is_empty() && plain && !local.starts_with('.')
    };
    text.split_once('@')
        .is_some_and(|(before, domain)| local(before) && is_domain(domain))
}

/// Whether an e-mail, in lower case, is under one of these domains.
pub(super) fn is_under(email: &str, domains: &BTreeSet<String>) -> bool {
    let mut rest = email.split_once('@').map(|(_, domain)| domain);
    while let Some(domain) = rest {
        if domains.contains(domain) {
            return true;
        }
        rest = domain.split_once('.').map(|(_, above)| above);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emails_have_a_shape() {
        for good in ["aws+security@example.com", "a.b@sub.example.co.uk", "x_y-z@e.io"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@b",
            "@example.com",
            "a b@example.com",
            "a@@example.com",
            "a@example..com",
            ".a@example.com",
            "a@-x.com",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn a_domain_covers_what_is_under_it_only() {
        let domains = BTreeSet::from(["example.com".to_owned()]);
        assert!(is_under("a@example.com", &domains));
        assert!(is_under("a@aws.example.com", &domains));
        assert!(!is_under("a@notexample.com", &domains));
        assert!(!is_under("a@example.com.evil.org", &domains));
    }
}
