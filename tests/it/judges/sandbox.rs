//! The sandbox behind its port, as boto3 and the AWS CLI see it.

use std::process::Command;

use super::child::Child;
use super::python::judge;

const GROUNDLINE: &str = env!("CARGO_BIN_EXE_groundline");
const MANAGEMENT: &str = "123456789012";
/// Account creations take seconds at AWS, and rates are a few calls a second.
const SPEED: &str = "100";

struct Served {
    _server: Child,
    url: String,
}

fn serve(seed: &str) -> Served {
    let mut command = Command::new(GROUNDLINE);
    command.args(["sandbox", "serve", "--port", "0", "--seed", seed, "--speed", SPEED]);
    let server = Child::start(&mut command);
    let url = server.first_line.strip_prefix("listening on ").unwrap().to_owned();
    Served { _server: server, url }
}

#[test]
fn boto3_calls_every_operation_and_pages_through_120_accounts() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(GROUNDLINE)
        .args(["sandbox", "operations"])
        .output()
        .unwrap();
    let operations = folder.path().join("operations.txt");
    assert!(output.status.success() && output.stdout.split(|byte| *byte == b'\n').count() > 30);
    std::fs::write(&operations, output.stdout).unwrap();
    let one = serve("empty:accounts=200");
    let many = serve("org:120");
    let operations = operations.to_str().unwrap();
    judge(
        "sandbox_boto3.py",
        &[&one.url, MANAGEMENT, "--many", &many.url, "--operations", operations],
    );
}

#[test]
fn the_aws_cli_works_on_it() {
    let served = serve("empty:accounts=200");
    judge("sandbox_cli.py", &[&served.url, MANAGEMENT]);
}
