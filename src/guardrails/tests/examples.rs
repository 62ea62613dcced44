//! The policy documents of `examples/` that are files of their own, and those of the valid fixtures pass the grammar and fit.

use std::path::{Path, PathBuf};

use crate::facts::policy_types::{SCP, TAG};
use crate::guardrails::{Document, Language, check};

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn document(path: &Path) -> Document {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Document::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_policies_of_acme_have_no_findings() {
    let mut read = 0;
    for (kind, policy_type) in [("scp", SCP), ("tag", TAG), ("s3", "S3_POLICY")] {
        for entry in std::fs::read_dir(folder("examples/acme/policies").join(kind)).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(check(&document(&path), policy_type), [], "{}", path.display());
            read += 1;
        }
    }
    assert!(read >= 3, "{read} documents");
}

#[test]
fn two_fixtures_are_one_policy_in_two_spellings() {
    let of = |name: &str| document(&folder("tests/fixtures/valid/policies").join(name));
    let (one, other) = (of("stay-in-organization.json"), of("stay-in-organization-respelt.json"));
    assert_ne!(one.minified(), other.minified());
    assert_eq!(
        one.canonical(Language::Statements),
        other.canonical(Language::Statements)
    );
    assert_eq!(check(&other, SCP), []);
}
