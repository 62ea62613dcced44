//! Ids of accounts, and where they stand.

/// Condition keys whose values are ids of accounts.
///
/// Source: IAM User Guide, "AWS global condition context keys"; Service Authorization Reference of AWS KMS and Amazon S3.
const KEYS: &[&str] = &[
    "aws:PrincipalAccount",
    "aws:ResourceAccount",
    "aws:SourceAccount",
    "aws:SourceOwner",
    "aws:VpceAccount",
    "kms:CallerAccount",
    "s3:DataAccessPointAccount",
    "s3:ResourceAccount",
];

/// Whether a text is the id of an account: 12 digits.
///
/// Source: AWS Organizations API Reference, `AccountId`.
#[must_use]
pub fn is_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a condition key is compared with ids of accounts.
#[must_use]
pub fn is_key(key: &str) -> bool {
    KEYS.iter().any(|known| known.eq_ignore_ascii_case(key))
}

/// Whether a pattern can match no id of an account: one of digits and `?` has twelve of them. What has variables can be anything.
#[must_use]
pub fn matches_no_id(pattern: &str) -> bool {
    if pattern.contains("${") {
        return false;
    }
    let fits = pattern
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"*?".contains(&byte));
    let least = pattern.bytes().filter(|byte| *byte != b'*').count();
    !fits || least > 12 || (least < 12 && !pattern.contains('*'))
}

/// The account that an ARN or a pattern of ARNs names, if no account has that id. Words such as `aws` stand for AWS, and are none.
#[must_use]
pub fn wrong_in_arn(arn: &str) -> Option<&str> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let ["arn", _, _, _, account, _] = parts.as_slice() else {
        return None;
    };
    let is_number = account.bytes().any(|byte| byte.is_ascii_digit())
        && account
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"*?".contains(&byte));
    (is_number && matches_no_id(account)).then_some(*account)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_twelve_digits() {
        assert!(is_id("012345678901"));
        for wrong in ["", "12345678901", "1234567890123", "12345678901a", "\u{661}23456789012"] {
            assert!(!is_id(wrong), "{wrong}");
        }
    }

    #[test]
    fn patterns_of_ids_can_match_one() {
        for good in [
            "111111111111",
            "*",
            "1111*",
            "????????????",
            "11111111111?",
            "${aws:PrincipalAccount}",
            "*1*",
        ] {
            assert!(!matches_no_id(good), "{good}");
        }
        for bad in [
            "",
            "12345",
            "1234567890123",
            "1234567890123*",
            "???",
            "o-a1b2c3d4e5",
            "11111111111O",
        ] {
            assert!(matches_no_id(bad), "{bad}");
        }
    }

    #[test]
    fn arns_name_accounts() {
        assert_eq!(wrong_in_arn("arn:aws:iam::12345:role/x"), Some("12345"));
        assert_eq!(
            wrong_in_arn("arn:*:sqs:eu-west-1:1234567890123:q:r"),
            Some("1234567890123")
        );
        for fine in [
            "arn:aws:iam::123456789012:role/x",
            "arn:aws:iam::*:role/x",
            "arn:aws:iam::aws:policy/x",
            "arn:aws:iam::cloudfront:user/x",
            "arn:aws:s3:::bucket",
            "arn:aws:iam::${aws:PrincipalAccount}:role/x",
            "arn:aws:iam::1234*:role/x",
            "12345",
            "*",
        ] {
            assert_eq!(wrong_in_arn(fine), None, "{fine}");
        }
    }
}
