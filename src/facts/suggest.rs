//! "did you mean", and lists of words in messages. Here because the baseline and the guardrails both speak of unknown words.

/// The candidate closest to what was written, if it is close: at most a third of its characters differ.
#[must_use]
pub fn closest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Nothing that long is a key of ours, and the distance takes time by the product of both lengths.
    if written.len() > 100 {
        return None;
    }
    let limit = (written.chars().count() / 3).max(1);
    let plain = |text: &str| text.to_lowercase().replace(['_', ' '], "-");
    let length = written.chars().count();
    candidates
        .into_iter()
        // Each letter more or less is an edit: what is much longer or shorter needs no comparison.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= limit)
        .map(|candidate| {
            let distance = strsim::osa_distance(&plain(written), &plain(candidate));
            (distance, candidate)
        })
        .filter(|&(distance, candidate)| distance <= limit && distance < candidate.chars().count())
        .min()
        .map(|(_, candidate)| candidate)
}

/// `` `a`, `b` and `c` ``: at most 12 of them.
#[must_use]
pub fn list<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let mut words = words.into_iter();
    // Only what is shown is written: there may be many.
    let shown: Vec<String> = words.by_ref().take(12).map(|word| format!("`{word}`")).collect();
    let more = words.count();
    match (shown.split_last(), more) {
        (None, _) => String::new(),
        (Some((last, [])), 0) => last.clone(),
        (Some((last, rest)), 0) => format!("{} and {last}", rest.join(", ")),
        _ => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_only_what_is_close() {
        let keys = ["management-account", "baseline", "id"];
        assert_eq!(closest("managment-acount", keys), Some("management-account"));
        assert_eq!(closest("management_account", keys), Some("management-account"));
        assert_eq!(closest("Baseline", keys), Some("baseline"));
        assert_eq!(closest("colour", keys), None);
        assert_eq!(closest("x", keys), None);
        assert_eq!(closest("", keys), None);
    }

    #[test]
    fn lists_read_as_a_sentence() {
        assert_eq!(list([]), "");
        assert_eq!(list(["a"]), "`a`");
        assert_eq!(list(["a", "b", "c"]), "`a`, `b` and `c`");
        let many: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        assert!(list(many.iter().map(String::as_str)).ends_with("`11` and 8 more"));
    }
}
