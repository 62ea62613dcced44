use super::repository::{Repository, lines};
use crate::baseline::{Spanned, load};

fn complaints(repository: &Repository) -> Vec<String> {
    let loaded = repository.load();
    lines(&loaded.diagnostics, &loaded.sources)
}

fn complaints_of(files: &[(&str, &str)]) -> Vec<String> {
    complaints(&Repository::with(files))
}

#[test]
fn a_plain_file() {
    let repository = Repository::with(&[("deep/er/baseline.toml", "\u{feff}a = 1\r\n[t]\r\nb = \"é\"\r\n")]);
    let loaded = load(&repository.path("deep/er/baseline.toml"));
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    assert_eq!(loaded.sources.files().next().unwrap().0, "deep/er/baseline.toml");
    assert_eq!(
        loaded.root,
        repository.path(".git").parent().unwrap().canonicalize().unwrap()
    );
    let table = loaded.document.get("t").unwrap();
    assert_eq!(loaded.sources.snippet(table.value.span), "[t]");
    let entry = table.value.as_table().unwrap().get("b").unwrap();
    assert_eq!(loaded.sources.snippet(entry.key), "b");
    assert_eq!(loaded.sources.snippet(entry.value.span), "\"é\"");
    assert_eq!(loaded.sources.snippet(loaded.document.span), "a = 1");
}

#[test]
fn the_root_without_a_repository_is_the_folder_of_the_baseline() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("a")).unwrap();
    std::fs::write(folder.path().join("outside.toml"), "").unwrap();
    std::fs::write(folder.path().join("a/baseline.toml"), "extends = [\"../outside.toml\"]").unwrap();
    let loaded = load(&folder.path().join("a/baseline.toml"));
    assert_eq!(
        lines(&loaded.diagnostics, &loaded.sources),
        [
            "outside-repository baseline.toml <\"../outside.toml\">: `../outside.toml` is outside the repository | a \
          baseline reads only files of its own repository: copy it there"
        ]
    );
}

#[test]
fn every_syntax_error_of_every_file() {
    let found = complaints_of(&[
        ("baseline.toml", "include = [\"p.toml\"]\na = \nb = 'x\n[t\n"),
        ("p.toml", "x = 1\nx = 2\n"),
    ]);
    assert_eq!(found.len(), 4, "{found:#?}");
    assert!(found.iter().all(|line| line.starts_with("toml-syntax ")), "{found:#?}");
    assert!(
        found[3].starts_with("toml-syntax p.toml <x>: duplicate key"),
        "{found:#?}"
    );
}

#[test]
fn what_cannot_be_read() {
    let missing = "file-not-found baseline.toml <\"no.toml\">: `no.toml` does not exist";
    assert_eq!(
        complaints_of(&[("baseline.toml", "extends = [\"no.toml\"]")]),
        [missing]
    );
    assert_eq!(
        complaints_of(&[("baseline.toml", "include = [\"no.toml\"]")]),
        [missing]
    );
    assert_eq!(
        complaints_of(&[("baseline.toml", "extends = [\"d\"]"), ("d/x.toml", "")]),
        ["not-a-file baseline.toml <\"d\">: `d` is a folder"]
    );
    assert_eq!(
        complaints_of(&[("baseline.toml", "include = [\"d/*.toml\"]")]),
        ["nothing-included baseline.toml <\"d/*.toml\">: no file matches `d/*.toml`"]
    );
    assert_eq!(
        complaints_of(&[("baseline.toml", "include = [\"[.toml\"]")]).len(),
        1,
        "a pattern that is none"
    );
    assert_eq!(
        complaints_of(&[("baseline.toml", "extends = [\"preset:standard@1\"]")]),
        [
            "no-presets baseline.toml <\"preset:standard@1\">: presets are not in this version yet: `preset:standard@1` | \
          remove it"
        ]
    );
    assert_eq!(
        complaints_of(&[("baseline.toml", "extends = \"a.toml\"\ninclude = [1]")]),
        [
            "wrong-type baseline.toml <\"a.toml\">: `extends` is a list of file names, found a string | write `extends \
             = [\"…\"]`",
            "wrong-type baseline.toml <1>: `include` is a list of file names, found an integer | write `include = \
             [\"…\"]`",
        ]
    );
}

#[test]
fn no_baseline_at_all() {
    let repository = Repository::with(&[]);
    let loaded = repository.load();
    let found = loaded.diagnostics.sorted();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, "file-not-found");
    assert!(loaded.document.is_empty());
    let code = |name: &str| load(&repository.path(name)).diagnostics.sorted()[0].code;
    assert_eq!(code(""), "not-a-file");
    assert_eq!(code(".git"), "version-control");
}

#[test]
fn bytes_that_are_no_text() {
    let repository = Repository::with(&[("baseline.toml", "extends = [\"p.toml\"]")]);
    repository.write("p.toml", b"a = \"\xff\"");
    assert_eq!(
        complaints(&repository),
        [
            "not-utf8 p.toml <\u{fffd}>: `p.toml` is not UTF-8: byte 0xff at offset 5 + baseline.toml <\"p.toml\"> named \
          here"
        ]
    );
    repository.write("p.toml", b"a = \"x\0y\"");
    let found = complaints(&repository);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("toml-syntax p.toml <\0>"), "{found:?}");
}

#[test]
fn huge_and_deep_files() {
    let repository = Repository::with(&[("baseline.toml", "")]);
    repository.write("baseline.toml", &vec![b'#'; 4 * 1024 * 1024 + 1]);
    assert!(complaints(&repository)[0].contains("is larger than 4 MiB"));
    repository.write("baseline.toml", &vec![b'#'; 4 * 1024 * 1024]);
    assert!(complaints(&repository).is_empty());
    for (open, close) in [("[", "]"), ("{a=", "}"), ("[{a.b.c=", "}]")] {
        let deep = format!("a = {}1{}", open.repeat(200_000), close.repeat(200_000));
        repository.write("baseline.toml", deep.as_bytes());
        assert!(complaints(&repository)[0].starts_with("too-deep"), "{open}");
    }
    for deep in [
        format!("{}a = 1", "a.".repeat(1_000_000)),
        format!("[{}a]\nb = 1", "a.".repeat(1_000_000)),
        format!("[[{}a]]\nb = 1", "a.".repeat(1_000_000)),
        format!("x = {{ {}a = 1 }}", "a.".repeat(1_000_000)),
        format!("[{}a]\n{}b = 1", "a.".repeat(40), "b.".repeat(40)),
        "[".repeat(1_000_000),
    ] {
        repository.write("baseline.toml", deep.as_bytes());
        assert!(complaints(&repository)[0].starts_with("too-deep baseline.toml") || deep.starts_with("[[["));
    }
    let fine = format!("[{}a]\n{}b = [[[1]]]", "a.".repeat(20), "b.".repeat(20));
    repository.write("baseline.toml", fine.as_bytes());
    assert_eq!(complaints(&repository), [""; 0]);
}

#[cfg(unix)]
#[test]
fn a_symlink_does_not_lead_out() {
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("secret.toml"), "x = 1").unwrap();
    let repository = Repository::with(&[("baseline.toml", "include = [\"in/*.toml\"]"), ("in/.keep", "")]);
    std::os::unix::fs::symlink(outside.path().join("secret.toml"), repository.path("in/link.toml")).unwrap();
    let found = complaints(&repository);
    assert!(
        found[0].starts_with("outside-repository baseline.toml <\"in/*.toml\">: `in/link.toml`"),
        "{found:?}"
    );
    assert_eq!(found.len(), 1);
}

#[test]
fn circles() {
    assert_eq!(
        complaints_of(&[
            ("baseline.toml", "extends = [\"a/b.toml\"]"),
            ("a/b.toml", "extends = [\"../c.toml\"]"),
            ("c.toml", "extends = [\"a/b.toml\"]"),
        ]),
        [
            "circular-files c.toml <\"a/b.toml\">: files extend or include each other in a circle: `a/b.toml` → `c.toml` → \
          `a/b.toml`"
        ]
    );
    assert_eq!(
        complaints_of(&[("baseline.toml", "include = [\"*.toml\"]")]),
        [
            "circular-files baseline.toml <\"*.toml\">: files extend or include each other in a circle: `baseline.toml` → \
          `baseline.toml`"
        ]
    );
}

#[test]
fn attached_files() {
    let repository = Repository::with(&[
        ("baseline.toml", "include = [\"parts/*.toml\"]"),
        (
            "parts/p.toml",
            "file = \"x.json\"\nout = \"../../x.json\"\nno = \"no.json\"\nbig = \"big.json\"",
        ),
        ("parts/x.json", "{}"),
    ]);
    repository.write("parts/big.json", &vec![b' '; 1024 * 1024 + 1]);
    std::fs::write(repository.path(".git").parent().unwrap().join("../x.json"), "").unwrap();
    let mut loaded = repository.load();
    let name = |key: &str, loaded: &crate::baseline::Loaded| -> Spanned<String> {
        crate::baseline::decode(&loaded.document.get(key).unwrap().value).unwrap()
    };
    let before = loaded.digest();
    let (first, text) = loaded.attach_file(&name("file", &loaded)).unwrap();
    assert_eq!(text, "{}");
    assert_eq!(loaded.sources.name(first), "parts/x.json");
    assert_ne!(loaded.digest(), before);
    let after = loaded.digest();
    assert_eq!(loaded.attach_file(&name("file", &loaded)).unwrap().0, first);
    assert_eq!(loaded.digest(), after);
    for key in ["out", "no", "big"] {
        assert!(loaded.attach_file(&name(key, &loaded)).is_none());
    }
    let found = lines(&loaded.diagnostics, &loaded.sources);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(
        found[0].starts_with("outside-repository parts/p.toml <\"../../x.json\">"),
        "{found:?}"
    );
    assert_eq!(
        found[1],
        "file-not-found parts/p.toml <\"no.json\">: `no.json` does not exist"
    );
    assert_eq!(
        found[2],
        "file-too-large parts/p.toml <\"big.json\">: `big.json` is larger than 1 MiB"
    );
}

#[test]
fn the_digest_is_of_names_and_texts() {
    let digest = |files: &[(&str, &str)]| Repository::with(files).load().digest();
    let one = digest(&[
        ("baseline.toml", "extends = [\"b.toml\", \"a.toml\"]"),
        ("a.toml", "x = 1"),
        ("b.toml", ""),
    ]);
    let two = digest(&[
        ("baseline.toml", "extends = [\"b.toml\", \"a.toml\"]"),
        ("a.toml", ""),
        ("b.toml", "x = 1"),
    ]);
    assert_eq!(one.len(), 64);
    assert_ne!(one, two);
    let again = digest(&[
        ("b.toml", ""),
        ("a.toml", "x = 1"),
        ("baseline.toml", "extends = [\"b.toml\", \"a.toml\"]"),
    ]);
    assert_eq!(one, again);
}
