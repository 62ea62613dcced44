//! The texts as people see them.

use super::*;
use crate::engine::plan::Plan;
use crate::views::{Style, sample};

#[test]
fn rich_plan() {
    insta::assert_snapshot!(plan(&sample::rich(), &Style::plain()));
}

#[test]
fn rich_drift() {
    insta::assert_snapshot!(drift(&sample::rich(), &Style::plain()));
}

#[test]
fn hostile_plan_and_drift() {
    let hostile = sample::hostile();
    for text in [plan(&hostile, &Style::plain()), drift(&hostile, &Style::plain())] {
        sample::assert_harmless(&text);
    }
    insta::assert_snapshot!(plan(&hostile, &Style::plain()));
}

#[test]
fn colours_only_add_escape_sequences() {
    for sample in [sample::rich(), sample::in_sync(), sample::hostile()] {
        for view in [plan, drift] {
            let colored = view(&sample, &Style::colored());
            assert!(colored.contains('\u{1b}'));
            let stripped = anstream::adapter::strip_str(&colored).to_string();
            assert_eq!(trimmed(&stripped), trimmed(&view(&sample, &Style::plain())));
        }
    }
}

/// Padding inside a colour cannot be trimmed away.
fn trimmed(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_end).collect()
}

#[test]
fn no_change_is_said_only_when_it_is_known() {
    insta::assert_snapshot!(plan(&sample::in_sync(), &Style::plain()), @"");
    insta::assert_snapshot!(drift(&sample::in_sync(), &Style::plain()), @"");
    insta::assert_snapshot!(plan(&sample::unread_only(), &Style::plain()), @"");
    insta::assert_snapshot!(drift(&sample::unread_only(), &Style::plain()), @"");
}

#[test]
fn pending_refused_and_reported_are_not_in_sync() {
    let claim = "as the baseline says";
    let empty = sample::in_sync();
    assert!(plan(&empty, &Style::plain()).contains(claim));
    let fills: [fn(&mut Plan); 3] = [
        |plan: &mut Plan| plan.pending = sample::rich().pending,
        |plan: &mut Plan| plan.refused = sample::rich().refused,
        |plan: &mut Plan| plan.left_out = sample::rich().left_out,
    ];
    for fill in fills {
        let mut filled = empty.clone();
        fill(&mut filled);
        let text = plan(&filled, &Style::plain());
        assert!(
            !text.contains(claim) && text.contains("no changes planned, but"),
            "{text}"
        );
        assert!(!drift(&filled, &Style::plain()).contains("in sync"));
    }
}

#[test]
fn applied_with_everything() {
    insta::assert_snapshot!(applied(&sample::applied(), &Style::plain()), @"");
}

#[test]
fn applied_cleanly_or_interrupted() {
    let mut clean = sample::applied();
    clean.ends.truncate(1);
    clean.still_differs.clear();
    clean.unverified.clear();
    insta::assert_snapshot!(applied(&clean, &Style::plain()), @"");
    clean.interrupted = true;
    insta::assert_snapshot!(applied(&clean, &Style::plain()), @"");
}

#[test]
fn hostile_result() {
    sample::assert_harmless(&applied(&sample::hostile_applied(), &Style::plain()));
}
