//! Progress as logs and programs see it.

use super::*;
use crate::engine::address::Address;
use crate::engine::change::Action;
use crate::engine::event::{ChangeEnd, Event};
use crate::views::sample;

fn run(progress: &mut dyn Progress) {
    for calls in [0, 1, 99, 100, 101, 250] {
        progress.reading(calls);
    }
    progress.read(256);
    for event in sample::events() {
        progress.event(&event);
    }
}

#[test]
fn lines() {
    let mut out = Vec::new();
    run(&mut Lines::new(&mut out));
    insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r"
    reading the Organization …
    reading the Organization … 100 calls
    reading the Organization … 250 calls
    read the Organization: 256 calls
    applying 5 changes, 2 AWS accounts to make
        1/5 done     create unit.production
        2/5 done     create unit.test: was there already
        3/5 failed   create account.dev: the Organization has 10 accounts, and its quota is 10
        4/5 skipped  move account.dev: needs account.dev exists, which failed
            waiting  create account.sandbox: AWS is creating the account (40 s)
        5/5 pending  create account.sandbox: AWS is creating the account
    reading again to verify
    ");
}

#[test]
fn json_lines() {
    let mut out = Vec::new();
    run(&mut JsonLines::new(&mut out));
    let text = String::from_utf8(out).unwrap();
    let events: Vec<_> = text
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["event"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(&events[..5], ["reading", "reading", "reading", "reading", "started"]);
    assert_eq!(events.last().unwrap(), "verifying");
}

#[test]
fn bars_count_and_name_what_runs() {
    let mut bars = Bars::on(indicatif::ProgressDrawTarget::hidden());
    run(&mut bars);
    assert_eq!(bars.bar().position(), 5);
    assert_eq!(bars.bar().length(), Some(5));
    assert_eq!(bars.bar().message(), "reading again to verify");
    let [first, second] = ["a", "b"].map(|key| Address::new("unit", key));
    for address in [&first, &second] {
        bars.event(&Event::ChangeStarted {
            address: address.clone(),
            action: Action::Create,
        });
    }
    assert_eq!(bars.bar().message(), "create unit.a and 1 more");
}

#[test]
fn hostile_names_cannot_steer_a_terminal() {
    let mut out = Vec::new();
    let mut bars = Bars::on(indicatif::ProgressDrawTarget::hidden());
    let mut lines = Lines::new(&mut out);
    for ChangeEnd { address, action, end } in sample::hostile_applied().ends {
        let waiting = Event::ChangeWaiting {
            address: address.clone(),
            action,
            why: sample::HOSTILE.to_owned(),
            seconds: 30,
        };
        for event in [waiting, Event::ChangeEnded { address, action, end }] {
            lines.event(&event);
            bars.event(&event);
            sample::assert_harmless(&bars.bar().message());
        }
    }
    sample::assert_harmless(&String::from_utf8(out).unwrap());
}

#[test]
fn a_closed_stream_is_no_failure() {
    struct Closed;
    impl std::io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
    }
    run(&mut Lines::new(Closed));
    run(&mut JsonLines::new(Closed));
}

#[test]
fn a_log_is_not_filled_with_waiting() {
    let mut out = Vec::new();
    let mut lines = Lines::new(&mut out);
    for seconds in (0..=65).step_by(5) {
        lines.event(&Event::ChangeWaiting {
            address: Address::new("account", "a"),
            action: Action::Create,
            why: "AWS is making the account".to_owned(),
            seconds,
        });
    }
    let text = String::from_utf8(out).unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains("(30 s)") && text.contains("(60 s)"), "{text}");
}
