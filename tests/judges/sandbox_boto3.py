"""Asks a sandbox endpoint, with boto3, for every operation that it has, and checks the answers and the errors.

Usage: sandbox_boto3.py URL MANAGEMENT_ACCOUNT [--many URL] [--operations FILE]

The first endpoint is seeded `empty` with room for accounts, and for this judge alone. `--many` is one seeded `org:120`, for
paging. `--operations` is a file with one `service:Operation` a line: each of them must have been called.
"""

import argparse

import account_questions
import organizations_questions
from judging import Endpoint, check, judge, operation_name, same

# What groundline's tables name in any case, so that a sandbox that leaves one out of its own list is found out.
EXPECTED = {
    "organizations": """
        CreateOrganization DescribeOrganization ListRoots ListAccounts ListAccountsForParent DescribeAccount ListParents
        ListChildren ListOrganizationalUnitsForParent DescribeOrganizationalUnit CreateOrganizationalUnit
        UpdateOrganizationalUnit DeleteOrganizationalUnit CreateAccount DescribeCreateAccountStatus
        ListCreateAccountStatus MoveAccount CloseAccount RemoveAccountFromOrganization TagResource UntagResource
        ListTagsForResource ListPolicies DescribePolicy CreatePolicy UpdatePolicy DeletePolicy AttachPolicy DetachPolicy
        ListTargetsForPolicy ListPoliciesForTarget DescribeEffectivePolicy EnablePolicyType DisablePolicyType EnableAWSServiceAccess
        DisableAWSServiceAccess ListAWSServiceAccessForOrganization RegisterDelegatedAdministrator
        DeregisterDelegatedAdministrator ListDelegatedAdministrators ListDelegatedServicesForAccount
        DescribeResourcePolicy PutResourcePolicy DeleteResourcePolicy ListHandshakesForOrganization""",
    "sts": "GetCallerIdentity AssumeRole",
    "tag": "GetResources",
    "account": """
        PutAccountName GetAccountInformation GetAlternateContact PutAlternateContact DeleteAlternateContact ListRegions
        GetPrimaryEmail GetRegionOptStatus EnableRegion DisableRegion""",
    "iam": """
        CreateRole GetRole ListRoles DeleteRole GetAccountPasswordPolicy UpdateAccountPasswordPolicy
        DeleteAccountPasswordPolicy""",
    "s3control": "GetPublicAccessBlock PutPublicAccessBlock DeletePublicAccessBlock",
}


def every_question(endpoint, management):
    api = endpoint.client("organizations")
    bulk = endpoint.client("resourcegroupstaggingapi")
    root = organizations_questions.organization(api, management)
    outer, inner = organizations_questions.units(api, root)
    made = organizations_questions.accounts(api, root, inner)
    account_questions.member_identity(endpoint, management, made)
    account_questions.member_limits(endpoint, management, made)
    account_questions.contacts_and_names(endpoint, api, management, made)
    account_questions.regions(endpoint, made)
    account_questions.roles(endpoint, made)
    account_questions.password_policy(endpoint, made)
    account_questions.public_access(endpoint, made)
    organizations_questions.tags(api, bulk, root, inner, made)
    organizations_questions.policies(api, root, inner, made)
    organizations_questions.service_control(api, root, inner)
    organizations_questions.trust(api, management, made)
    organizations_questions.resource_policy(api, made)
    organizations_questions.leaving(api, management, made)
    empty = api.create_organizational_unit(ParentId=outer, Name="Empty")["OrganizationalUnit"]["Id"]
    api.delete_organizational_unit(OrganizationalUnitId=empty)


def paging(endpoint):
    """120 accounts come 20 at a time, each once, by every spelling of the page size."""
    api = endpoint.client("organizations")
    told = {}
    for size in (None, 20, 7):
        arguments = {"MaxResults": size} if size else {}
        ids, token = [], None
        while True:
            answer = api.list_accounts(**arguments, **({"NextToken": token} if token else {}))
            found = [one["Id"] for one in answer["Accounts"]]
            check(len(found) <= (size or 20), f"a page of ListAccounts has {len(found)} accounts, asked for {size}")
            ids += found
            token = answer.get("NextToken")
            if not token:
                break
        same(len(set(ids)), len(ids), f"accounts paged by {size}, each once")
        told[size] = sorted(ids)
    same(told[20], told[None], "accounts paged by 20, against no page size")
    same(told[7], told[None], "accounts paged by 7, against no page size")
    # The seed counts the accounts with or without the management account.
    check(len(told[None]) in (120, 121), f"{len(told[None])} accounts in an Organization seeded with 120")
    by_paginator = [one["Id"] for page in api.get_paginator("list_accounts").paginate() for one in page["Accounts"]]
    same(sorted(by_paginator), told[None], "accounts by boto3's own paginator")
    return len(told[None])


def read_operations(path):
    with open(path, encoding="utf-8") as file:
        lines = [line.strip() for line in file if line.strip()]
    return {operation_name(*line.split(":", 1)) for line in lines}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("management")
    parser.add_argument("--many", metavar="URL")
    parser.add_argument("--operations", metavar="FILE")
    given = parser.parse_args()

    endpoint = Endpoint(given.url)
    every_question(endpoint, given.management)
    summary = f"boto3 and the sandbox agree: {len(endpoint.called)} operations"
    wanted = {operation_name(service, name) for service, names in EXPECTED.items() for name in names.split()}
    if given.operations:
        wanted |= read_operations(given.operations)
    missed = sorted(wanted - endpoint.called)
    check(not missed, f"never called: {', '.join(missed)}")
    if given.many:
        summary += f", {paging(Endpoint(given.many))} accounts paged"
    return summary


if __name__ == "__main__":
    judge(main)
