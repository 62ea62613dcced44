"""Compares alternate contacts with what they must be. Usage: alternate_contacts.py URL EXPECTED_JSON

{"all": {"SECURITY": {"Name": "", …}}, "management": {"BILLING": {…}}}: what every account has, and what the management account has besides. Of a
type that is not named there must be none.
"""

import json
import sys

from botocore.exceptions import ClientError
from judging import Endpoint, check, judge, pages, same

TYPES = ("BILLING", "OPERATIONS", "SECURITY")


def contact(api, kind, **account):
    try:
        found = api.get_alternate_contact(AlternateContactType=kind, **account)["AlternateContact"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        return None
    return {name: found[name] for name in ("Name", "Title", "EmailAddress", "PhoneNumber")}


def main():
    url, expected = sys.argv[1], json.loads(sys.argv[2])
    endpoint = Endpoint(url)
    organizations, api = endpoint.client("organizations"), endpoint.client("account")
    management = organizations.describe_organization()["Organization"]["MasterAccountId"]
    accounts = [account["Id"] for account in pages(organizations.list_accounts, "Accounts")]
    check(len(accounts) > 1 and management in accounts, f"too few accounts: {accounts}")
    for account in accounts:
        own = account == management
        wanted = {**expected["all"], **(expected["management"] if own else {})}
        for kind in TYPES:
            found = contact(api, kind, **({} if own else {"AccountId": account}))
            same(found, wanted.get(kind), f"{kind} of {account}")
    return f"contacts of {len(accounts)} accounts as expected"


if __name__ == "__main__":
    judge(main)
