//! Policies with nothing wrong.

use std::path::{Path, PathBuf};

use super::support::{found, line};
use crate::guardrails::lint::Kind;

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(folder).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn correct_policies_have_no_findings() {
    let (mut wrong, mut read) = (Vec::new(), 0);
    for (folder, kind) in [("scp", Kind::Scp), ("rcp", Kind::Rcp)] {
        for file in files(&format!("tests/fixtures/lint/clean/{folder}")) {
            let text = std::fs::read_to_string(&file).unwrap();
            read += 1;
            for finding in found(&text, kind) {
                wrong.push(format!("{}: {}", file.display(), line(&text, &finding)));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
    assert!(read >= 14, "{read} policies");
}
