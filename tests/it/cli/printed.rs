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
    let logged = desk.types("plan --sandbox -v").expect(Exit::Done);
    assert_eq!(logged.stdout, ran.stdout);
    logged.tells("baseline read files=2").tells("door closed calls=");
}
