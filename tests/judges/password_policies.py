"""Looks whether every account behind an endpoint has one password policy. Usage: password_policies.py URL EXPECTED_JSON"""

import json
import sys

from judging import Endpoint, check, judge, pages, same

ROLE = "OrganizationAccountAccessRole"


def main():
    endpoint, expected = Endpoint(sys.argv[1]), json.loads(sys.argv[2])
    api, sts = endpoint.client("organizations"), endpoint.client("sts")
    management = api.describe_organization()["Organization"]["MasterAccountId"]
    accounts = pages(api.list_accounts, "Accounts")
    check(len(accounts) > 1, "there are no members")
    for account in accounts:
        keys, made = None, account["Id"]
        if made != management:
            arn = f"arn:aws:iam::{made}:role/{ROLE}"
            keys = sts.assume_role(RoleArn=arn, RoleSessionName="judge")["Credentials"]
        found = endpoint.client("iam", keys).get_account_password_policy()["PasswordPolicy"]
        same(found, expected, f"the password policy of {account['Name']}")
    return f"as expected in {len(accounts)} accounts"


if __name__ == "__main__":
    judge(main)
