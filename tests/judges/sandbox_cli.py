"""Drives a sandbox endpoint with the AWS CLI, as a person would. Usage: sandbox_cli.py URL MANAGEMENT_ACCOUNT

Expects the seed `empty` with room for accounts, and the endpoint to itself.
"""

import json
import os
import subprocess
import sys

from judging import ACCESS_KEY, REGION, SECRET_KEY, Wrong, check, compact, eventually, judge, same, tag_map

AWS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "aws_cli.py")
DENY_LEAVING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"}],
}


class Cli:
    """The AWS CLI on one endpoint, as one caller."""

    def __init__(self, url, credentials=None):
        keys = credentials or {"AccessKeyId": ACCESS_KEY, "SecretAccessKey": SECRET_KEY}
        self.commands = 0
        self._environment = {
            **os.environ,
            "AWS_ENDPOINT_URL": url,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
            "AWS_RETRY_MODE": "standard",
            "AWS_MAX_ATTEMPTS": "8",
        }
        if "SessionToken" in keys:
            self._environment["AWS_SESSION_TOKEN"] = keys["SessionToken"]

    def _run(self, words):
        self.commands += 1
        command = [sys.executable, AWS, *words, "--output", "json"]
        return subprocess.run(
            command, env=self._environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
        )

    def __call__(self, *words):
        """Runs `aws WORDS`, and gives its answer."""
        done = self._run(words)
        check(done.returncode == 0, f"aws {' '.join(words)}: {done.stderr.strip()}")
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def refused(self, code, *words):
        """Runs `aws WORDS`, which must be refused with this error code."""
        done = self._run(words)
        check(done.returncode != 0, f"aws {' '.join(words)} was accepted, expected {code}")
        check(f"({code})" in done.stderr, f"aws {' '.join(words)}: expected {code}, found {done.stderr.strip()}")


def organization(aws, management):
    same(aws("sts", "get-caller-identity")["Account"], management, "account of the caller")
    about = aws("organizations", "describe-organization")["Organization"]
    same(about["MasterAccountId"], management, "management account of the Organization")
    same(about["FeatureSet"], "ALL", "features of the Organization")
    aws.refused("AlreadyInOrganizationException", "organizations", "create-organization", "--feature-set", "ALL")
    return aws("organizations", "list-roots")["Roots"][0]["Id"]


def units(aws, root):
    create = ("organizations", "create-organizational-unit", "--parent-id", root, "--name")
    made = aws(*create, "Judged by CLI", "--tags", "Key=tier,Value=cli")["OrganizationalUnit"]
    aws.refused("DuplicateOrganizationalUnitException", *create, "Judged by CLI")
    unit = made["Id"]
    aws("organizations", "update-organizational-unit", "--organizational-unit-id", unit, "--name", "Renamed by CLI")
    found = aws("organizations", "describe-organizational-unit", "--organizational-unit-id", unit)
    same(found["OrganizationalUnit"]["Name"], "Renamed by CLI", "name of the renamed unit")
    listed = aws("organizations", "list-organizational-units-for-parent", "--parent-id", root)
    check(unit in [one["Id"] for one in listed["OrganizationalUnits"]], "the new unit is not listed under the root")
    return unit


def account(aws, root, unit):
    asked = aws(
        "organizations", "create-account", "--email", "cli@example.com", "--account-name", "Made by CLI"
    )["CreateAccountStatus"]
    same(asked["State"], "IN_PROGRESS", "state of an account creation just asked for")

    def created():
        status = aws(
            "organizations", "describe-create-account-status", "--create-account-request-id", asked["Id"]
        )["CreateAccountStatus"]
        if status["State"] == "FAILED":
            raise Wrong(f"the account creation failed: {status.get('FailureReason')}")
        return status.get("AccountId")

    made = eventually("the account creation succeeds", created)
    aws(
        "organizations", "move-account", "--account-id", made, "--source-parent-id", root,
        "--destination-parent-id", unit,
    )  # fmt: skip
    parents = aws("organizations", "list-parents", "--child-id", made)["Parents"]
    same([one["Id"] for one in parents], [unit], "parents of the moved account")
    children = aws("organizations", "list-children", "--parent-id", unit, "--child-type", "ACCOUNT")["Children"]
    same([one["Id"] for one in children], [made], "accounts in the unit")
    below = aws("organizations", "list-accounts-for-parent", "--parent-id", unit)["Accounts"]
    same([one["Email"] for one in below], ["cli@example.com"], "e-mails of the accounts in the unit")
    about = aws("organizations", "describe-account", "--account-id", made)["Account"]
    same(about["Name"], "Made by CLI", "name of the account")
    everyone = aws("organizations", "list-accounts", "--page-size", "1")["Accounts"]
    check(made in [one["Id"] for one in everyone], "the new account is not in ListAccounts")
    aws.refused(
        "OrganizationalUnitNotEmptyException",
        "organizations", "delete-organizational-unit", "--organizational-unit-id", unit,
    )  # fmt: skip
    aws.refused("AccountNotFoundException", "organizations", "describe-account", "--account-id", "999999999999")
    return made


def tags(aws, made):
    aws("organizations", "tag-resource", "--resource-id", made, "--tags", "Key=owner,Value=cli", "Key=gone,Value=1")
    aws("organizations", "untag-resource", "--resource-id", made, "--tag-keys", "gone")
    found = aws("organizations", "list-tags-for-resource", "--resource-id", made)["Tags"]
    same(tag_map(found), {"owner": "cli"}, "tags of the account")


def policies(aws, root, unit):
    policy = aws(
        "organizations", "create-policy", "--type", "TAG_POLICY", "--name", "by-cli", "--description", "A judge's",
        "--content", compact({"tags": {"tier": {"tag_key": {"@@assign": "tier"}}}}),
    )["Policy"]["PolicySummary"]["Id"]  # fmt: skip
    attach = ("organizations", "attach-policy", "--policy-id", policy, "--target-id", unit)
    aws.refused("PolicyTypeNotEnabledException", *attach)
    aws("organizations", "enable-policy-type", "--root-id", root, "--policy-type", "TAG_POLICY")

    def enabled():
        types = aws("organizations", "list-roots")["Roots"][0]["PolicyTypes"]
        return [one for one in types if one == {"Type": "TAG_POLICY", "Status": "ENABLED"}]

    eventually("the policy type is enabled", enabled)
    aws(*attach)
    aws.refused("DuplicatePolicyAttachmentException", *attach)
    aws.refused("PolicyInUseException", "organizations", "delete-policy", "--policy-id", policy)
    targets = aws("organizations", "list-targets-for-policy", "--policy-id", policy)["Targets"]
    same([one["TargetId"] for one in targets], [unit], "targets of the policy")
    of_type = ("--filter", "TAG_POLICY")
    attached = aws("organizations", "list-policies-for-target", "--target-id", unit, *of_type)["Policies"]
    same([one["Id"] for one in attached], [policy], "policies of the unit")
    listed = aws("organizations", "list-policies", *of_type)["Policies"]
    check(policy in [one["Id"] for one in listed], "the policy is not listed")
    aws("organizations", "detach-policy", "--policy-id", policy, "--target-id", unit)
    aws("organizations", "delete-policy", "--policy-id", policy)
    aws.refused("PolicyNotFoundException", "organizations", "describe-policy", "--policy-id", policy)


def trust(aws, made):
    service = ("--service-principal", "guardduty.amazonaws.com")
    aws("organizations", "enable-aws-service-access", *service)
    found = aws("organizations", "list-aws-service-access-for-organization")["EnabledServicePrincipals"]
    check(service[1] in [one["ServicePrincipal"] for one in found], "the trusted service is not listed")
    aws("organizations", "register-delegated-administrator", "--account-id", made, *service)
    admins = aws("organizations", "list-delegated-administrators", *service)["DelegatedAdministrators"]
    same([one["Id"] for one in admins], [made], "delegated administrators")
    aws("organizations", "deregister-delegated-administrator", "--account-id", made, *service)
    aws("organizations", "disable-aws-service-access", *service)


def member(aws, url, made):
    role = f"arn:aws:iam::{made}:role/OrganizationAccountAccessRole"
    given = aws("sts", "assume-role", "--role-arn", role, "--role-session-name", "judge")["Credentials"]
    inside = Cli(url, given)
    same(inside("sts", "get-caller-identity")["Account"], made, "account of the assumed role")
    inside.refused("AccessDeniedException", "organizations", "list-accounts")
    found = inside("iam", "list-roles")["Roles"]
    check("OrganizationAccountAccessRole" in [one["RoleName"] for one in found], "the member has no access role")
    passwords(inside)
    public_access(inside, made)
    return inside.commands


def contacts(aws, made):
    service = ("--service-principal", "account.amazonaws.com")
    of_member = ("--account-id", made, "--alternate-contact-type", "BILLING")
    aws.refused("AccessDeniedException", "account", "get-alternate-contact", *of_member)
    aws("organizations", "enable-aws-service-access", *service)
    aws.refused("ResourceNotFoundException", "account", "get-alternate-contact", *of_member)
    aws(
        "account", "put-alternate-contact", *of_member, "--name", "Billing", "--title", "Team",
        "--email-address", "billing@example.com", "--phone-number", "+1 555 0101",
    )  # fmt: skip
    found = aws("account", "get-alternate-contact", *of_member)["AlternateContact"]
    same(found["EmailAddress"], "billing@example.com", "e-mail of the billing contact")
    aws("account", "delete-alternate-contact", *of_member)
    aws("organizations", "disable-aws-service-access", *service)


def passwords(inside):
    inside.refused("NoSuchEntity", "iam", "get-account-password-policy")
    inside("iam", "update-account-password-policy", "--minimum-password-length", "16", "--require-symbols")
    inside("iam", "update-account-password-policy", "--max-password-age", "30")
    found = inside("iam", "get-account-password-policy")["PasswordPolicy"]
    same((found["MinimumPasswordLength"], found["RequireSymbols"]), (6, False), "what the second update left out")
    same((found["MaxPasswordAge"], found["ExpirePasswords"]), (30, True), "what the second update said")
    inside("iam", "delete-account-password-policy")


def public_access(inside, made):
    block = ("--account-id", made)
    inside.refused("NoSuchPublicAccessBlockConfiguration", "s3control", "get-public-access-block", *block)
    flags = "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true"
    inside("s3control", "put-public-access-block", *block, "--public-access-block-configuration", flags)
    found = inside("s3control", "get-public-access-block", *block)["PublicAccessBlockConfiguration"]
    same(sorted(found.values()), [True] * 4, "flags of the public access block")
    inside("s3control", "delete-public-access-block", *block)


def main():
    url, management = sys.argv[1:3]
    aws = Cli(url)
    root = organization(aws, management)
    unit = units(aws, root)
    made = account(aws, root, unit)
    tags(aws, made)
    policies(aws, root, unit)
    trust(aws, made)
    contacts(aws, made)
    inside = member(aws, url, made)
    return f"the AWS CLI and the sandbox agree: {aws.commands + inside} commands"


if __name__ == "__main__":
    judge(main)
