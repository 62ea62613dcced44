//! The files of `scps/`, as they are in the binary. A test compares this list with the folder.

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../scps/", $name, ".toml")))),*]
    };
}

/// Name and text of every file, in the order of the names.
pub(super) const FILES: &[(&str, &str)] = files![
    "approved-regions@1",
    "approved-services@1",
    "confused-deputy@1",
    "deny-root@1",
    "ec2-allowed-images@1",
    "ec2-exception-message@1",
    "ec2-imdsv2@1",
    "ec2-public-access@1",
    "ec2-serial-console@1",
    "ec2-vpc-block@1",
    "encrypted-volumes@1",
    "imdsv2@1",
    "isolated-network@1",
    "no-external-sharing@1",
    "no-long-lived-credentials@1",
    "no-new-internet@1",
    "org-perimeter@1",
    "protect-groundline-tag@1",
    "protect-monitoring@1",
    "protect-roles@1",
    "protect-security-services@1",
    "quarantine@1",
    "require-tags@1",
    "require-tls@1",
    "spend-freeze@1",
    "stay-in-org@1",
    "trusted-oidc@1",
];
