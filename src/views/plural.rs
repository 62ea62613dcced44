//! Numbers with their nouns. The only place that knows English plurals.

/// `1 call`, `2 calls`.
pub(super) fn count(number: usize, one: &str) -> String {
    format!("{number} {}", noun(number, one))
}

/// The noun alone: `call` for one, else `calls`.
pub(super) fn noun(number: usize, one: &str) -> String {
    match one {
        _ if number == 1 => one.to_owned(),
        "address" => "addresses".to_owned(),
        "group of accounts" => "groups of accounts".to_owned(),
        _ => format!("{one}s"),
    }
}

/// Seconds as a person says them: `under 1 s`, `about 18 s`, `about 7 min`, `about 2 h 10 min`.
pub(super) fn duration(seconds: f64) -> String {
    if seconds < 1.0 {
        return "under 1 s".to_owned();
    }
    if seconds < 90.0 {
        return format!("about {seconds:.0} s");
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "positive here, and a float cast saturates"
    )]
    let minutes = (seconds / 60.0).ceil() as u64;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("about {minutes} min"),
        (hours, 0) => format!("about {hours} h"),
        (hours, minutes) => format!("about {hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_follow_their_number() {
        assert_eq!(count(0, "call"), "0 calls");
        assert_eq!(count(1, "address"), "1 address");
        assert_eq!(count(2, "address"), "2 addresses");
    }

    #[test]
    fn durations_round_up_in_words() {
        let said: Vec<_> = [0.2, 18.4, 90.0, 3600.0, 7801.0].map(duration).into();
        assert_eq!(
            said,
            [
                "under 1 s",
                "about 18 s",
                "about 2 min",
                "about 1 h",
                "about 2 h 11 min"
            ]
        );
    }
}
