//! Secrets in what the program is told about its way to AWS: nothing that it prints has them.
#![cfg(unix)]

use std::process::{Command, Stdio};

use crate::support::repository;

/// What the program prints with these variables.
fn prints(words: &str, set: &[(&str, &str)]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groundline"));
    let is_ours = |name: &str| name.starts_with("AWS_") || name.to_ascii_lowercase().ends_with("_proxy");
    for (name, _) in std::env::vars().filter(|(name, _)| is_ours(name)) {
        command.env_remove(name);
    }
    let output = command
        .args(words.split_whitespace())
        .arg("--baseline")
        .arg(repository("examples/acme/baseline.toml"))
        .env("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE000000000")
        .env("AWS_SECRET_ACCESS_KEY", "hush-key")
        .env("AWS_SESSION_TOKEN", "hush-token")
        .env("AWS_REGION", "us-east-1")
        .env("AWS_CONFIG_FILE", "none")
        .env("AWS_SHARED_CREDENTIALS_FILE", "none")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("GROUNDLINE_PACE", "off")
        .envs(set.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

#[test]
fn no_part_of_an_endpoint_or_proxy_that_is_secret_is_printed() {
    let nobody = "127.0.0.1:9";
    for endpoint in [
        format!("http://me:hush@{nobody}/?token=hush#hush"),
        format!("http://hush@{nobody}"),
        format!("http://{nobody}/path?X-Amz-Signature=hush&X-Amz-Security-Token=hush"),
        format!("http://{nobody}#hush"),
        format!("http://me:hu,sh;hush@{nobody}"),
        "http://me:hush hush@".to_owned(),
        "hush://me:hush@[/?hush".to_owned().replacen("hush", "ftp", 1),
    ] {
        for words in ["plan -v", "plan -vv", "drift -vv --format json"] {
            let said = prints(words, &[("AWS_ENDPOINT_URL", &endpoint), ("NO_PROXY", "*")]);
            assert!(said.contains("error"), "{endpoint} {words}: {said}");
            assert!(!said.contains("hush"), "{endpoint} {words}: {said}");
        }
    }
    for proxy in [
        format!("http://me:hush@{nobody}"),
        format!("http://me:hu@sh:hush@{nobody}/?hush"),
    ] {
        for name in ["HTTPS_PROXY", "HTTP_PROXY"] {
            let set = [
                (name, proxy.as_str()),
                ("AWS_ENDPOINT_URL", "http://groundline.invalid"),
            ];
            let set = if name == "HTTP_PROXY" { &set[..] } else { &set[..1] };
            let set = [set, &[("GROUNDLINE_PACE", "")]].concat();
            // A proxy that nobody is behind: AWS is not asked.
            let said = prints("plan -vv", &set);
            assert!(said.contains("error"), "{proxy}: {said}");
            assert!(!said.contains("hush"), "{proxy}: {said}");
        }
    }
}

#[test]
fn an_endpoint_that_is_no_url_is_not_taken_for_aws() {
    for endpoint in [
        "localhost:4566 ",
        "http:/127.0.0.1:9",
        "http://me:hush hush@",
        "127.0.0.1",
    ] {
        let said = prints("plan", &[("AWS_ENDPOINT_URL", endpoint), ("GROUNDLINE_PACE", "")]);
        let asked = said.contains("reading the Organization");
        assert!(
            !asked || said.contains("could not reach the endpoint"),
            "{endpoint}: {said}"
        );
        assert!(!said.contains("hush"), "{endpoint}: {said}");
        assert!(!said.contains("amazonaws"), "{endpoint}: {said}");
    }
    let said = prints(
        "plan",
        &[("AWS_ENDPOINT_URL", "http://me:hush hush@"), ("GROUNDLINE_PACE", "")],
    );
    assert!(said.contains("AWS_ENDPOINT_URL is no URL"), "{said}");
}
