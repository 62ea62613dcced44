//! Commands that only print.

use super::Desk;
use groundline::exit::Exit;

#[test]
fn the_schema_is_json() {
    let document = Desk::empty().types("schema").expect(Exit::Done).json();
    assert!(document["properties"]["organization"].is_object());
}

#[test]
fn completions_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        Desk::empty()
            .types(&format!("completions {shell}"))
            .expect(Exit::Done)
            .shows("detailed-exitcode");
    }
}

#[test]
fn manual_pages() {
    Desk::empty()
        .types("man")
        .expect(Exit::Done)
        .shows(".TH groundline 1")
        .shows("drift");
    let ran = Desk::empty().types("man sandbox serve").expect(Exit::Done);
    ran.shows(".TH groundline-sandbox-serve 1")
        .shows("port")
        .shows("baseline");
}

#[test]
fn operations_are_one_a_line_in_order() {
    let ran = Desk::empty().types("sandbox operations").expect(Exit::Done);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert!(lines.contains(&"organizations:CreateAccount"), "{}", ran.stdout);
    assert!(lines.contains(&"sts:GetCallerIdentity"), "{}", ran.stdout);
    assert!(lines.is_sorted());
    assert!(lines.iter().all(|line| line.split(':').count() == 2));
}

#[test]
fn the_log_is_talk_and_only_on_demand() {
    let desk = Desk::small();
    let ran = desk.types("plan --sandbox --quiet").expect(Exit::Done);
    assert_eq!(ran.stderr, "");
    // Who listens to the log is decided for a whole process, and the tests of this one run side by side.
    let logged = std::process::Command::new(env!("CARGO_BIN_EXE_groundline"))
        .args(["plan", "--sandbox", "-v", "--color", "never"])
        .current_dir(desk.path(""))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&logged.stdout), ran.stdout);
    let log = String::from_utf8_lossy(&logged.stderr);
    for line in ["baseline read files=2", "door closed calls="] {
        assert!(log.contains(line), "{log}");
    }
}
