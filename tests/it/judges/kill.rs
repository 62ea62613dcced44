//! The real program, killed ten times in the middle of an apply, on a sandbox behind a port.

use super::python::judge;
use crate::support::repository;

/// Virtual time goes so many times faster than the clock on the wall.
const SPEED: &str = "1000";

#[test]
fn killed_ten_times_it_still_gets_there() {
    let folder = tempfile::tempdir().unwrap();
    let baseline = repository("examples/acme/baseline.toml");
    let words = [
        env!("CARGO_BIN_EXE_groundline"),
        baseline.to_str().unwrap(),
        folder.path().to_str().unwrap(),
        "--kills",
        "10",
        "--speed",
        SPEED,
    ];
    judge("sandbox_crash.py", &words);
}
