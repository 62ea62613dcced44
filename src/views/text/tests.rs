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
    insta::assert_snapshot!(plan(&sample::in_sync(), &Style::plain()), @r#"
    organization o-a1b2c3d4e5 (management account 111111111111), baseline "platform"

    no changes: the Organization is as the baseline says
    "#);
    insta::assert_snapshot!(drift(&sample::in_sync(), &Style::plain()), @r#"
    organization o-a1b2c3d4e5 (management account 111111111111), baseline "platform"
    drift: in sync
    "#);
    insta::assert_snapshot!(plan(&sample::unread_only(), &Style::plain()), @r#"
    organization o-a1b2c3d4e5 (management account 111111111111), baseline "platform"

    could not be read (nothing of its kind is planned)
      policies of type TAG_POLICY: access denied: `organizations:ListPolicies` is not allowed for `arn:aws:iam::111111111111:role/Ci`

    no changes planned, but 1 thing could not be read
    "#);
    insta::assert_snapshot!(drift(&sample::unread_only(), &Style::plain()), @r#"
    organization o-a1b2c3d4e5 (management account 111111111111), baseline "platform"
    drift: no differences found, 1 thing could not be read

    could not be read (so it is not known whether it differs)
      policies of type TAG_POLICY: access denied: `organizations:ListPolicies` is not allowed for `arn:aws:iam::111111111111:role/Ci`
    "#);
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
    insta::assert_snapshot!(applied(&sample::applied(), &Style::plain()), @r"
      note     create unit.test: was there already
      failed   create account.dev: the Organization has 10 accounts, and its quota is 10
               ask AWS to raise the quota L-E619E033, then run again
      skipped  move account.dev: needs account.dev exists, which failed
      pending  create account.sandbox: AWS is creating the account, since 2026-03-01T10:00:00Z, counts as failed from 2026-03-01T12:00:00Z

    read again, and still not as planned
      scp.deny-root: document differs again

    not verified by reading again
      policies of type TAG_POLICY: access denied

    done 2, failed 1, skipped 1, pending 1; 0 AWS accounts made, 1 more being made by AWS
    1 change failed: mend what stopped it and run again
    ");
}

#[test]
fn applied_cleanly_or_interrupted() {
    let mut clean = sample::applied();
    clean.ends.truncate(1);
    clean.still_differs.clear();
    clean.unverified.clear();
    insta::assert_snapshot!(applied(&clean, &Style::plain()), @r"
    done 1, failed 0, skipped 0, pending 0
    read again: the Organization is as planned
    ");
    clean.interrupted = true;
    insta::assert_snapshot!(applied(&clean, &Style::plain()), @r"
      done     create unit.production

    done 1, failed 0, skipped 0, pending 0
    stopped: what was done stays; run again to go on
    ");
}

#[test]
fn hostile_result() {
    sample::assert_harmless(&applied(&sample::hostile_applied(), &Style::plain()));
}
