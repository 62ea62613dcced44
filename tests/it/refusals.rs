//! What stops a run, what it says, and what it says to do.

use std::process::Command;
use std::thread::JoinHandle;

use groundline::exit::Exit;
use groundline::sandbox::{Fault, FaultKind, Sandbox, Seed, Setup, When, file, serve};
use tokio::sync::oneshot;

use crate::cli::{Desk, Ran, SMALL};
use crate::hand::{put, state};
use crate::support::{copy_folder, repository};

/// Fails unless stderr says this, and what to do, in the way that all messages are written.
#[track_caller]
fn says(ran: &Ran, message: &str, help: &str) {
    assert!(
        ran.stderr.contains(&format!("error: {message}")),
        "`{message}` is not in:\n{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains(&format!("help: {help}")),
        "`{help}` is not in:\n{}",
        ran.stderr
    );
    for line in ran.stderr.lines() {
        let said = line.strip_prefix("error: ").or_else(|| line.strip_prefix("help: "));
        if let Some(said) = said {
            assert!(!said.ends_with('.'), "a full stop: {said}");
            assert!(!said.starts_with(|c: char| c.is_uppercase()), "a capital: {said}");
            assert!(
                !said.contains("Error {") && !said.contains("Some("),
                "a Rust type: {said}"
            );
        }
    }
}

#[test]
fn another_organization() {
    let desk = Desk::small();
    desk.types("sandbox reset --quiet").expect(Exit::Done);
    desk.write("baseline.toml", &SMALL.replace("o-a1b2c3d4e5", "o-zzzzzzzzzz"));
    for words in ["plan", "drift", "apply --yes"] {
        let ran = desk.types(&format!("{words} --sandbox")).expect(Exit::Refused);
        let message = "the account is in Organization o-a1b2c3d4e5, and the baseline is for o-zzzzzzzzzz";
        says(&ran, message, "use other credentials, or correct `organization.id`");
    }
}

#[test]
fn another_management_account() {
    let desk = Desk::small();
    desk.types("sandbox reset --quiet").expect(Exit::Done);
    desk.write("baseline.toml", &SMALL.replace("123456789012", "999999999999"));
    for words in ["plan", "drift", "apply --yes"] {
        let ran = desk
            .types(&format!("{words} --sandbox --calls calls.json"))
            .expect(Exit::Refused);
        let message =
            "the credentials are of account 123456789012, and the baseline is for management account 999999999999";
        says(
            &ran,
            message,
            "use credentials of the management account, or correct `organization.management-account`",
        );
        // Nothing else was called.
        let ledger: serde_json::Value = serde_json::from_str(&desk.read("calls.json")).unwrap();
        assert_eq!(
            (&ledger["total"], &ledger["calls"][0]["operation"]),
            (&1.into(), &"sts:GetCallerIdentity".into())
        );
    }
}

#[test]
fn no_organization() {
    let desk = Desk::small();
    desk.types("sandbox reset --quiet").expect(Exit::Done);
    let mut alone = state(&desk);
    alone.organization = None;
    put(&desk, &alone);
    let ran = desk.types("plan --sandbox").expect(Exit::Refused);
    let message = "account 123456789012 is in no Organization, and the baseline is for o-a1b2c3d4e5";
    says(
        &ran,
        message,
        "use other credentials; to have a new Organization made, write `organization.create = true` in place",
    );
}

#[test]
fn a_sandbox_that_another_groundline_uses() {
    let desk = Desk::small();
    let path = desk.path(".groundline/sandbox.json");
    let held = file::open(&path, &Setup::default()).unwrap();
    let ran = desk.types("plan --sandbox").expect(Exit::Error);
    let message = format!("`{}` is in use by another groundline", path.display());
    says(&ran, &message, "wait until it has ended, or stop it");
    drop(held);
    desk.types("plan --sandbox").expect(Exit::Done);
}

#[test]
fn a_sandbox_that_is_damaged() {
    let desk = Desk::small();
    desk.types("sandbox reset --quiet").expect(Exit::Done);
    let whole = desk.read(".groundline/sandbox.json");
    let half: String = whole.chars().take(whole.len() / 2).collect();
    let format = format!("\"format\":{}", file::FORMAT);
    assert!(whole.contains(&format), "{format}");
    let newer = whole.replacen(&format, "\"format\":99", 1);
    let older = whole.replacen(&format, "\"format\":1", 1);
    let reset = "run `groundline sandbox reset` to start a new one";
    let use_it = "use that one, or run `groundline sandbox reset` to start a new one";
    for (text, message, help) in [
        ("", "cannot be read as a sandbox: ", reset),
        ("{", "cannot be read as a sandbox: ", reset),
        (half.as_str(), "cannot be read as a sandbox: ", reset),
        (newer.as_str(), "was written by a newer groundline (format 99)", use_it),
        (older.as_str(), "was written by an older groundline (format 1)", reset),
    ] {
        desk.write(".groundline/sandbox.json", text);
        let ran = desk.types("plan --sandbox").expect(Exit::Error);
        let path = desk.path(".groundline/sandbox.json");
        says(&ran, &format!("`{}` {message}", path.display()), help);
        // What cannot be read is not written over.
        assert_eq!(desk.read(".groundline/sandbox.json"), text);
    }
    desk.types("sandbox reset --quiet").expect(Exit::Done);
    desk.types("plan --sandbox").expect(Exit::Done);
}

#[test]
fn more_accounts_than_the_quota() {
    let desk = Desk::empty();
    copy_folder(&repository("examples/acme"), &desk.path("acme"));
    let ran = desk
        .types("demo --baseline acme/baseline.toml --seed empty")
        .expect(Exit::Incomplete);
    let quota = "the Organization has as many accounts as its quota allows (ACCOUNT_LIMIT_EXCEEDED)";
    assert!(ran.stdout.contains(quota), "{}", ran.stdout);
    assert!(
        ran.stdout
            .contains("\"Default maximum number of accounts\" (L-E619E033)"),
        "{}",
        ran.stdout
    );
    // What does not wait for an account is done, and what does is named.
    let failed = ran
        .stdout
        .lines()
        .filter(|line| line.contains("failed") && line.contains("create account."))
        .count();
    assert!(failed > 0, "{}", ran.stdout);
    assert!(
        ran.stdout.contains("skipped") && ran.stdout.contains("failed"),
        "{}",
        ran.stdout
    );
}

/// A sandbox on a socket, until it is dropped.
struct Served {
    port: u16,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Served {
    fn with(faults: Vec<Fault>) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (stop, until) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let sandbox = Sandbox::new(&Seed::default(), &Setup::default());
                sandbox.set_options(groundline::sandbox::Options {
                    rate_factor: f64::INFINITY,
                    speed: 1_000.0,
                    ..Default::default()
                });
                faults.into_iter().for_each(|fault| sandbox.add_fault(fault));
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                serve(sandbox, listener, until).await.unwrap();
            });
        });
        Self {
            port,
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.stop.take().map(|stop| stop.send(()));
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

/// The real program, as a process of its own with nothing in its environment but this.
fn process(desk: &Desk, words: &str, environment: &[(&str, &str)]) -> Ran {
    let done = Command::new(env!("CARGO_BIN_EXE_groundline"))
        .args(words.split_whitespace())
        .current_dir(desk.path("."))
        .env_clear()
        .env("HOME", desk.path("."))
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_REGION", "us-east-1")
        .envs(environment.iter().copied())
        .output()
        .unwrap();
    let code = u8::try_from(done.status.code().unwrap()).unwrap();
    Ran {
        exit: Exit::ALL.into_iter().find(|exit| exit.code() == code).unwrap(),
        stdout: String::from_utf8(done.stdout).unwrap(),
        stderr: String::from_utf8(done.stderr).unwrap(),
    }
}

fn keys<'a>(endpoint: &'a str, id: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("AWS_ACCESS_KEY_ID", id),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_SESSION_TOKEN", "token"),
        ("AWS_ENDPOINT_URL", endpoint),
        ("GROUNDLINE_PACE", "off"),
    ]
}

/// `organizations:ListRoots` is denied.
fn denied(operation: &str) -> Fault {
    Fault {
        kind: FaultKind::Error {
            code: "AccessDeniedException".to_owned(),
            message: "You don't have permissions to access this resource.".to_owned(),
        },
        when: When::Always {
            operation: operation.to_owned(),
        },
    }
}

const SIGN_IN: &str = "sign in (for instance `aws sso login`), or name a profile with `AWS_PROFILE`; `aws sts get-caller-identity` shows who you are";

#[test]
fn no_credentials() {
    let desk = Desk::small();
    for words in ["plan", "drift", "apply --yes"] {
        let ran = process(&desk, words, &[]).expect(Exit::Error);
        says(&ran, "`sts:GetCallerIdentity` has no valid credentials", SIGN_IN);
    }
}

#[test]
fn expired_credentials() {
    let desk = Desk::small();
    let served = Served::with(Vec::new());
    let endpoint = format!("http://127.0.0.1:{}", served.port);
    let ran = process(&desk, "plan", &keys(&endpoint, "ASIASANDBOXEXPIRED00")).expect(Exit::Error);
    says(
        &ran,
        "`sts:GetCallerIdentity` has no valid credentials: The security token included in the request is expired (ExpiredToken",
        SIGN_IN,
    );
}

#[test]
fn credentials_that_expire_on_the_way() {
    let desk = Desk::small();
    let expired = Fault {
        kind: FaultKind::Error {
            code: "ExpiredTokenException".to_owned(),
            message: "The security token included in the request is expired".to_owned(),
        },
        when: When::Always {
            operation: "organizations:ListAccounts".to_owned(),
        },
    };
    let served = Served::with(vec![expired]);
    let endpoint = format!("http://127.0.0.1:{}", served.port);
    let ran = process(&desk, "plan --format json", &keys(&endpoint, "AKIAEXAMPLE")).expect(Exit::Incomplete);
    let plan = ran.json();
    assert_eq!(plan["unread"][0]["what"], "accounts", "{plan}");
    assert!(
        plan["unread"][0]["why"]
            .as_str()
            .unwrap()
            .contains("ExpiredTokenException"),
        "{plan}"
    );
}

#[test]
fn an_endpoint_where_nobody_is() {
    let desk = Desk::small();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let ran = process(&desk, "plan", &keys(&endpoint, "AKIAEXAMPLE")).expect(Exit::Error);
    let help = "check the network, the proxy and `AWS_ENDPOINT_URL`, then run again";
    says(&ran, "`sts:GetCallerIdentity` could not reach the endpoint", help);
}

#[test]
fn a_read_that_is_denied_is_named_and_nothing_of_its_kind_is_planned() {
    let desk = Desk::small();
    let served = Served::with(vec![denied("organizations:ListPolicies")]);
    let endpoint = format!("http://127.0.0.1:{}", served.port);
    let keys = keys(&endpoint, "AKIAEXAMPLE");
    let plan = process(&desk, "plan --format json", &keys)
        .expect(Exit::Incomplete)
        .json();
    let unread = plan["unread"].as_array().unwrap();
    assert!(
        unread
            .iter()
            .all(|one| one["what"].as_str().unwrap().starts_with("policies of type ")),
        "{plan}"
    );
    assert!(
        unread[0]["why"]
            .as_str()
            .unwrap()
            .contains("`organizations:ListPolicies` was denied"),
        "{plan}"
    );
    let titles = crate::hand::titles(&plan);
    assert!(titles.iter().all(|title| !title.contains("scp")), "{titles:?}");
    assert!(titles.contains(&"create unit.workloads".to_owned()), "{titles:?}");
    let ran = process(&desk, "drift", &keys).expect(Exit::Incomplete);
    assert!(
        ran.stdout.contains("policies of type SERVICE_CONTROL_POLICY"),
        "{}",
        ran.stdout
    );
    // The rest is done.
    let ran = process(&desk, "apply --yes", &keys).expect(Exit::Incomplete);
    assert!(
        ran.stdout.contains("unit.production") && ran.stdout.contains("`organizations:ListPolicies` was denied"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_read_that_is_denied_at_the_door_is_named() {
    let desk = Desk::small();
    let served = Served::with(vec![denied("sts:GetCallerIdentity")]);
    let endpoint = format!("http://127.0.0.1:{}", served.port);
    let ran = process(&desk, "plan", &keys(&endpoint, "AKIAEXAMPLE")).expect(Exit::Error);
    ran.tells("nothing was compared, for who is calling could not be read: `sts:GetCallerIdentity` was denied");
}

#[test]
fn a_write_that_is_denied_is_named_and_the_others_go_on() {
    let desk = Desk::small();
    let served = Served::with(vec![denied("organizations:CreatePolicy")]);
    let endpoint = format!("http://127.0.0.1:{}", served.port);
    let keys = keys(&endpoint, "AKIAEXAMPLE");
    let ran = process(&desk, "apply --yes --format json", &keys).expect(Exit::Incomplete);
    let last = ran.json_lines().pop().unwrap();
    let ends = last["changes"].as_array().unwrap();
    let result = |address: &str, action: &str| {
        let mut found = ends
            .iter()
            .filter(|end| end["address"] == address && end["action"] == action);
        found.next().unwrap_or_else(|| panic!("{address}: {last}")).clone()
    };
    let failed = result("scp.deny-leave", "create");
    assert_eq!(failed["result"], "failed");
    assert!(
        failed["message"]
            .as_str()
            .unwrap()
            .starts_with("`organizations:CreatePolicy` was denied: "),
        "{failed}"
    );
    assert!(
        failed["help"]
            .as_str()
            .unwrap()
            .contains("the caller needs `organizations:CreatePolicy`"),
        "{failed}"
    );
    let skipped = result("scp-attachment.deny-leave[\"workloads\"]", "attach");
    assert_eq!(
        (&skipped["result"], &skipped["why"]),
        (&"skipped".into(), &"create scp.deny-leave failed".into())
    );
    for (address, action) in [
        ("unit.production", "create"),
        ("trusted-access.ram.amazonaws.com", "enable"),
        ("account.shop", "create"),
    ] {
        assert_eq!(result(address, action)["result"], "done", "{address}");
    }
    // It stays out of the unit whose guardrail is not there.
    assert_eq!(result("account.shop", "move")["result"], "skipped");
}
