//! Roles as people write them, and as policies compare them.

use super::kind::wrong_partition;

/// Characters that IAM allows in role names and paths, and the wildcards of patterns.
const ALLOWED: &str = "_+=,.@-/*?";

/// The pattern of a role's ARN: `X` becomes `arn:*:iam::*:role/X`, a name with its path likewise; an ARN pattern stays.
///
/// `aws:PrincipalArn` of a role session is the role's ARN with its path, never that of the session.
///
/// # Errors
/// What is wrong with it, and what to do.
pub fn arn_pattern(written: &str) -> Result<String, (String, String)> {
    let wrong = |help: &str| (format!("`{}` is not a role", written.escape_debug()), help.to_owned());
    let (start, name) = match written.split_once(":role/") {
        Some((start, name)) => (Some(start), name),
        None if written.starts_with("arn:") && written.contains(":sts:") => {
            return Err(wrong(
                "a session is compared by the ARN of its role: write `arn:*:iam::*:role/NAME`",
            ));
        }
        None => (None, written),
    };
    let known = |character: char| character.is_ascii_alphanumeric() || ALLOWED.contains(character);
    if name.is_empty() || !name.chars().all(known) || name.starts_with('/') || name.ends_with('/') {
        return Err(wrong(
            "write a role's name, its path and name (`path/NAME`), or `arn:*:iam::*:role/NAME`",
        ));
    }
    if name.chars().all(|character| "*?/".contains(character)) {
        return Err((
            format!("`{written}` is every role"),
            "name the roles: a guardrail that spares or binds every role says nothing".to_owned(),
        ));
    }
    let Some(start) = start else {
        return Ok(format!("arn:*:iam::*:role/{name}"));
    };
    let parts: Vec<&str> = start.split(':').collect();
    let ["arn", partition, "iam", "", account] = parts.as_slice() else {
        return Err(wrong("the ARN of a role is `arn:*:iam::ACCOUNT:role/NAME`"));
    };
    if let Some(wrong) = wrong_partition(written) {
        return Err(wrong);
    }
    let is_partition = *partition == "*" || partition.starts_with("aws");
    let partition_known = |character: char| character.is_ascii_alphanumeric() || "-*".contains(character);
    let is_account = *account == "*" || (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()));
    if !is_partition || !partition.chars().all(partition_known) || !is_account {
        return Err(wrong(
            "the ARN of a role is `arn:*:iam::ACCOUNT:role/NAME`: `*` or 12 digits for the account",
        ));
    }
    Ok(written.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_patterns_of_arns() {
        assert_eq!(arn_pattern("Deploy").unwrap(), "arn:*:iam::*:role/Deploy");
        assert_eq!(arn_pattern("ci/Deploy-*").unwrap(), "arn:*:iam::*:role/ci/Deploy-*");
        let sso = "aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Admin_*";
        assert_eq!(arn_pattern(sso).unwrap(), format!("arn:*:iam::*:role/{sso}"));
        for arn in ["arn:*:iam::*:role/X", "arn:aws-cn:iam::111111111111:role/p/X"] {
            assert_eq!(arn_pattern(arn).unwrap(), arn);
        }
    }

    #[test]
    fn what_is_no_role_is_refused() {
        for wrong in [
            "",
            "*",
            "**",
            "*/*",
            "/X",
            "X/",
            "a b",
            "é",
            "${aws:username}",
            "a\"b",
            "role",
            "arn:aws:iam::1:role/X",
            "arn:awz:iam::111111111111:role/X",
            "arn:aws:iam:eu-west-1:111111111111:role/X",
            "arn:aws:sts::111111111111:assumed-role/X/session",
            "arn:aws:iam::111111111111:user/X",
            "arn:*:iam::*:role/*",
        ] {
            assert_eq!(arn_pattern(wrong).is_ok(), wrong == "role", "{wrong}");
        }
    }
}
