//! Files that are not what they should be: links, devices, a full disk, a repository that lies in wait.
#![cfg(unix)]

use std::fs;
use std::io::Read as _;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{Desk, SMALL};
use groundline::exit::Exit;

/// The real program, in the desk's folder, after what a shell does first.
fn shell(desk: &Desk, before: &str, words: &str) -> (i32, String) {
    let program = env!("CARGO_BIN_EXE_groundline");
    let output = Command::new("bash")
        .arg("-c")
        .arg(format!("{before}\nexec {program} {words}"))
        .current_dir(desk.path(""))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code().unwrap_or(-1), said)
}

#[test]
fn a_full_disk_leaves_the_sandbox_as_it_was_and_is_told() {
    let desk = Desk::small();
    desk.types("sandbox reset").expect(Exit::Done);
    let before = desk.read(".groundline/sandbox.json");
    // One kibibyte is all that a file may have.
    let full = "trap '' XFSZ; ulimit -f 1";
    for words in ["apply --sandbox --yes", "plan --sandbox", "sandbox reset --seed small"] {
        let (exit, said) = shell(&desk, full, words);
        assert_eq!(exit, 1, "{words}: {said}");
        assert!(
            said.contains("sandbox.json") && said.contains("cannot write"),
            "{words}: {said}"
        );
        assert_eq!(desk.read(".groundline/sandbox.json"), before, "{words}");
    }
    let left: Vec<_> = fs::read_dir(desk.path(".groundline")).unwrap().collect();
    assert_eq!(left.len(), 3, "{left:?}");
    desk.write("plan.json", "old");
    let (exit, said) = shell(&desk, full, "plan --sandbox --out plan.json");
    assert_eq!((exit, desk.read("plan.json")), (1, "old".to_owned()), "{said}");
    let (exit, _) = shell(&desk, "", "sandbox operations > /dev/full");
    assert_eq!(exit, 1);
}

#[test]
fn what_is_written_replaces_no_link_no_device_and_not_the_baseline() {
    let desk = Desk::small();
    desk.write("precious", "old");
    symlink(desk.path("precious"), desk.path("plan.json")).unwrap();
    symlink(desk.path("precious"), desk.path("calls.json")).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    symlink(elsewhere.path(), desk.path("reports")).unwrap();
    for (words, why) in [
        ("plan --sandbox --out plan.json", "it is a link"),
        ("plan --sandbox --calls calls.json", "it is a link"),
        (
            "plan --sandbox --out reports/plan.json",
            "a link leads out of this folder",
        ),
        (
            "drift --sandbox --calls ./reports/calls.json",
            "a link leads out of this folder",
        ),
        ("plan --sandbox --out .", "it is a folder"),
        ("plan --sandbox --out baseline.toml", "it is the baseline"),
        ("plan --sandbox --calls baseline.toml", "it is the baseline"),
        ("plan --sandbox --out none/plan.json", "its folder does not exist"),
        ("plan --sandbox --calls /dev/full", "cannot write `/dev/full`"),
    ] {
        desk.types(words).expect(Exit::Error).tells(why);
    }
    assert_eq!(
        (desk.read("precious"), desk.read("baseline.toml")),
        ("old".to_owned(), SMALL.to_owned())
    );
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    desk.types("plan --sandbox --out /dev/null --calls /dev/null")
        .expect(Exit::Done);
    assert!(fs::symlink_metadata("/dev/null").unwrap().file_type().is_char_device());
    let (exit, said) = shell(&desk, "", "plan --sandbox --quiet --out /dev/stdout | grep -c basis");
    assert_eq!((exit, said.trim()), (0, "1"), "{said}");
    assert!(fs::symlink_metadata("/dev/stdout").unwrap().is_symlink());
}

#[test]
fn the_folder_of_the_sandbox_is_no_way_out_of_the_repository() {
    let commands = [
        "plan --sandbox",
        "apply --sandbox --yes",
        "sandbox reset",
        "sandbox show",
        "sandbox serve",
    ];
    for planted in [
        ".groundline",
        ".groundline/sandbox.json",
        ".groundline/sandbox.json.lock",
    ] {
        let desk = Desk::small();
        let elsewhere = tempfile::tempdir().unwrap();
        if planted == ".groundline" {
            symlink(elsewhere.path(), desk.path(planted)).unwrap();
            fs::write(elsewhere.path().join("sandbox.json"), "theirs").unwrap();
        } else {
            fs::create_dir(desk.path(".groundline")).unwrap();
            fs::write(elsewhere.path().join("sandbox.json"), "theirs").unwrap();
            symlink(elsewhere.path().join("sandbox.json"), desk.path(planted)).unwrap();
        }
        for words in commands {
            if words == "sandbox show" && planted.ends_with(".lock") {
                continue;
            }
            desk.types(words).expect(Exit::Error).tells("it is a link");
        }
        let theirs: Vec<_> = fs::read_dir(elsewhere.path()).unwrap().collect();
        assert_eq!(theirs.len(), 1, "{planted}: {theirs:?}");
        assert_eq!(
            fs::read_to_string(elsewhere.path().join("sandbox.json")).unwrap(),
            "theirs"
        );
    }
    let desk = Desk::small();
    fs::create_dir(desk.path(".groundline")).unwrap();
    desk.write("precious", "old");
    symlink(desk.path("precious"), desk.path(".groundline/.gitignore")).unwrap();
    desk.types("plan --sandbox").expect(Exit::Done);
    fs::remove_file(desk.path(".groundline/.gitignore")).unwrap();
    symlink(desk.path("none"), desk.path(".groundline/.gitignore")).unwrap();
    desk.types("plan --sandbox").expect(Exit::Done);
    assert_eq!(
        (desk.read("precious"), desk.path("none").exists()),
        ("old".to_owned(), false)
    );
}

#[test]
fn what_is_read_is_bounded_and_ordinary() {
    let desk = Desk::small();
    fs::File::create(desk.path("huge")).unwrap().set_len(2 << 30).unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(desk.path("pipe"))
            .status()
            .unwrap()
            .success()
    );
    for (words, exit, limit) in [
        ("apply --sandbox --yes FILE", Exit::Usage, "256 MiB"),
        ("guardrail lint FILE", Exit::Usage, "4 MiB"),
        ("guardrail evaluate FILE", Exit::Usage, "64 MiB"),
        ("validate --baseline FILE", Exit::Baseline, "4 MiB"),
    ] {
        desk.types(&words.replace("FILE", "huge")).expect(exit).tells(limit);
        for odd in ["pipe", "/dev/zero"] {
            let ran = desk.types(&words.replace("FILE", odd)).expect(exit);
            let said = ["not an ordinary file", "outside the repository", "is no"];
            assert!(
                said.iter().any(|said| ran.stderr.contains(said)),
                "{words} {odd}: {}",
                ran.stderr
            );
        }
    }
    fs::create_dir(desk.path(".groundline")).unwrap();
    fs::rename(desk.path("pipe"), desk.path(".groundline/sandbox.json")).unwrap();
    desk.types("plan --sandbox")
        .expect(Exit::Error)
        .tells("not an ordinary file");
}

#[test]
fn a_baseline_shows_nobody_what_is_no_part_of_it() {
    let desk = Desk::small();
    fs::create_dir_all(desk.path(".git/modules")).unwrap();
    let secrets = [
        (
            ".git/config",
            "[http]\nextraheader = \"AUTHORIZATION: basic c2VjcmV0\"\n",
        ),
        (".git/part.toml", "c2VjcmV0 = \"c2VjcmV0\"\n"),
        (".env", "TOKEN=\"c2VjcmV0\"\n"),
        ("id_rsa", "c2VjcmV0\n"),
        ("policy", "{ \"c2VjcmV0\": c2VjcmV0 }"),
    ];
    for (name, text) in secrets {
        desk.write(name, text);
    }
    symlink(desk.path(".git/part.toml"), desk.path("innocent.toml")).unwrap();
    symlink(desk.path(".env"), desk.path("harmless.toml")).unwrap();
    symlink(desk.path(".git"), desk.path("parts")).unwrap();
    let names = [
        ".git/config",
        ".git/part.toml",
        ".GIT/part.toml",
        "./.git/../.git/part.toml",
        ".git/*.toml",
        "parts/*.toml",
        "innocent.toml",
        "harmless.toml",
        ".env",
        "id_rsa",
        "i*.toml",
        ".e*",
        "policy",
    ];
    for key in ["include", "extends"] {
        for name in names {
            if key == "extends" && name.contains('*') {
                continue;
            }
            desk.write("baseline.toml", &format!("{key} = [\"{name}\"]\n{SMALL}"));
            for command in ["validate", "plan --sandbox", "validate --format json"] {
                let ran = desk.types(command);
                let said = ran.stdout + &ran.stderr;
                assert!(!said.contains("c2VjcmV0"), "{key} {name}: {said}");
                let refused = [
                    "version-control",
                    "not-toml",
                    "is a part of version control",
                    "not called",
                    "does not exist",
                    "no file matches",
                ];
                assert!(refused.iter().any(|words| said.contains(words)), "{key} {name}: {said}");
            }
        }
    }
    for name in [".git/config", "parts/config", ".git/part.toml"] {
        desk.write("baseline.toml", &SMALL.replace("deny-leave.json", name));
        let ran = desk.types("validate").expect(Exit::Baseline).tells("version control");
        assert!(!ran.stderr.contains("c2VjcmV0"), "{}", ran.stderr);
    }
}

/// A baseline of several files, and a plan that was kept.
fn of_parts() -> Desk {
    let desk = Desk::small();
    fs::create_dir(desk.path("accounts")).unwrap();
    desk.write(
        "accounts/shop.toml",
        "[accounts.other]\nname = \"Other\"\nemail = \"aws+other@example.com\"\n",
    );
    desk.write("common.toml", "[units.sandbox]\nname = \"Sandbox\"\n");
    let parts = "extends = [\"common.toml\"]\ninclude = [\"accounts/*.toml\"]\n";
    desk.write(
        "baseline.toml",
        &SMALL.replacen("format = 1\n", &format!("format = 1\n{parts}"), 1),
    );
    desk.types("plan --sandbox --out plan.json").expect(Exit::Done);
    desk
}

#[test]
fn nothing_is_written_over_that_the_run_reads() {
    let desk = of_parts();
    let names = [
        "baseline.toml",
        "common.toml",
        "accounts/shop.toml",
        "deny-leave.json",
        "plan.json",
        ".groundline/sandbox.json",
    ];
    let before: Vec<String> = names.map(|name| desk.read(name)).to_vec();
    for (file, why) in [
        ("baseline.toml", "it is the baseline"),
        ("./accounts/../baseline.toml", "it is the baseline"),
        ("common.toml", "it is a part of the baseline"),
        ("accounts/shop.toml", "it is a part of the baseline"),
        ("deny-leave.json", "it is a part of the baseline"),
        (".groundline/sandbox.json", "it is the sandbox's own"),
        (".groundline/sandbox.json.lock", "it is the sandbox's own"),
    ] {
        for words in [
            "plan --sandbox --out FILE",
            "plan --sandbox --calls FILE",
            "apply --sandbox --yes --calls FILE",
            "apply plan.json --sandbox --calls FILE",
            "drift --sandbox --calls FILE",
            "demo --calls FILE",
        ] {
            desk.types(&words.replace("FILE", file)).expect(Exit::Error).tells(why);
        }
    }
    desk.types("apply plan.json --sandbox --calls plan.json")
        .expect(Exit::Error)
        .tells("it is the plan that is applied");
    desk.types("plan --sandbox --out new.json --calls ./new.json")
        .expect(Exit::Error)
        .tells("it is the file of `--out`");
    assert!(!desk.path("new.json").exists());
    assert_eq!(names.map(|name| desk.read(name)).to_vec(), before);
    // A stream takes both.
    desk.types("plan --sandbox --out /dev/null --calls /dev/null")
        .expect(Exit::Done);
    desk.types("plan --sandbox --out plan.json").expect(Exit::Done);
    desk.types("apply plan.json --sandbox").expect(Exit::Done);
}

#[test]
fn what_cannot_be_written_is_known_before_anything_is_done() {
    let desk = Desk::small();
    desk.types("sandbox reset").expect(Exit::Done);
    let before = desk.read(".groundline/sandbox.json");
    desk.write("kept.json", "old");
    fs::set_permissions(desk.path("kept.json"), fs::Permissions::from_mode(0o444)).unwrap();
    symlink(desk.path("loop"), desk.path("loop")).unwrap();
    for (file, why) in [
        ("none/calls.json", "its folder does not exist"),
        ("kept.json", "it is read-only"),
        ("loop", "it is a link"),
        ("kept.json/calls.json", "cannot write"),
        (".", "it is a folder"),
    ] {
        desk.types(&format!("apply --sandbox --yes --calls {file}"))
            .expect(Exit::Error)
            .tells(why);
        assert_eq!(desk.read(".groundline/sandbox.json"), before, "{file}");
    }
    assert_eq!(desk.read("kept.json"), "old");
}

#[test]
fn no_command_waits_at_a_pipe() {
    let pipe = |path: &Path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    let desk = Desk::small();
    fs::create_dir(desk.path("parts")).unwrap();
    for name in ["pipe", "pipe.toml", "parts/a.toml"] {
        pipe(&desk.path(name));
    }
    let _socket = UnixListener::bind(desk.path("socket.toml")).unwrap();
    let desk_of = |text: &str| desk.write("baseline.toml", text);
    // With a signal of `timeout` there is no exit code.
    let quick = |words: &str| {
        let output = Command::new("timeout")
            .args(["--signal", "KILL", "20", env!("CARGO_BIN_EXE_groundline")])
            .args(words.split_whitespace())
            .current_dir(desk.path(""))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(
            said.contains("ordinary file") || said.contains("nobody reads"),
            "{words}: {said}"
        );
        output.status.code().unwrap_or(-1)
    };
    for words in [
        "plan --sandbox --out pipe",
        "plan --sandbox --calls pipe",
        "drift --sandbox --calls pipe",
    ] {
        assert_eq!(quick(words), 1, "{words}");
    }
    for words in [
        "apply pipe --sandbox",
        "guardrail lint pipe",
        "guardrail evaluate pipe",
        "guardrail lint --actions pipe deny-leave.json",
    ] {
        assert_eq!(quick(words), 64, "{words}");
    }
    for text in [
        format!("extends = [\"pipe.toml\"]\n{SMALL}"),
        format!("include = [\"parts/*.toml\"]\n{SMALL}"),
        format!("include = [\"socket.toml\"]\n{SMALL}"),
        SMALL.replace("deny-leave.json", "pipe"),
    ] {
        desk_of(&text);
        for words in ["validate", "plan --sandbox", "guardrail lint"] {
            assert_eq!(quick(words), 65, "{words}: {text}");
        }
    }
    assert_eq!(quick("validate --baseline pipe"), 65);
    desk_of(SMALL);
    for name in ["sandbox.json", "sandbox.json.lock"] {
        desk.types("sandbox reset").expect(Exit::Done);
        let path = desk.path(".groundline").join(name);
        fs::remove_file(&path).unwrap();
        pipe(&path);
        for words in ["plan --sandbox", "sandbox reset", "sandbox show", "sandbox serve"] {
            assert_eq!(quick(words), 1, "{words}");
        }
        fs::remove_file(&path).unwrap();
    }
    // A pipe with a reader is written to.
    let mut reader = Command::new("cat")
        .arg(desk.path("pipe"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut copy = String::new();
    // It may not have come there yet.
    while desk.types("plan --sandbox --quiet --out pipe").exit != Exit::Done {}
    reader.stdout.take().unwrap().read_to_string(&mut copy).unwrap();
    assert!(reader.wait().unwrap().success() && copy.contains("basis"), "{copy}");
}
