"""What a judge asks a sandbox about single accounts: who a caller is, contacts and names, Regions, roles, passwords, public access."""

from judging import check, compact, eventually, pages, refused, same

ACCESS_ROLE = "OrganizationAccountAccessRole"
CONTACT = {
    "AlternateContactType": "SECURITY",
    "Name": "Security Team",
    "Title": "On call",
    "EmailAddress": "security@example.com",
    "PhoneNumber": "+1 555 0100",
}


def assume(sts, account):
    """Credentials of the role that AWS makes in a created account."""
    answer = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/{ACCESS_ROLE}", RoleSessionName="judge")
    return answer["Credentials"]


def member_identity(endpoint, management, made):
    """The caller is the management account until it assumes a role, and then the member."""
    sts = endpoint.client("sts")
    same(sts.get_caller_identity()["Account"], management, "account of the caller")
    identity = endpoint.client("sts", assume(sts, made)).get_caller_identity()
    same(identity["Account"], made, "account of the assumed role")
    wanted = f"arn:aws:sts::{made}:assumed-role/{ACCESS_ROLE}/judge"
    same(identity["Arn"], wanted, "identity in the assumed role")
    for nobody in (f"{made}:role/NoSuchRole", f"999999999999:role/{ACCESS_ROLE}"):
        refused("AccessDenied", sts.assume_role, RoleArn=f"arn:aws:iam::{nobody}", RoleSessionName="judge")


def member_limits(endpoint, management, made):
    """A member that nothing is delegated to sees the Organization, and nothing in it."""
    inside = endpoint.client("organizations", assume(endpoint.client("sts"), made))
    about = inside.describe_organization()["Organization"]
    same(about["MasterAccountId"], management, "management account as the member sees it")
    refused("AccessDeniedException", inside.list_accounts)
    refused("AccessDeniedException", inside.tag_resource, ResourceId=made, Tags=[{"Key": "a", "Value": "b"}])


def contacts_and_names(endpoint, organizations, management, made):
    """Account management of a member from the management account, which the service must first be trusted for."""
    api = endpoint.client("account")
    organizations.enable_aws_service_access(ServicePrincipal="account.amazonaws.com")
    api.put_account_name(AccountId=made, AccountName="Judged and renamed")
    same(api.get_account_information(AccountId=made)["AccountName"], "Judged and renamed", "name of the account")
    same(
        organizations.describe_account(AccountId=made)["Account"]["Name"],
        "Judged and renamed",
        "name of the account in Organizations",
    )
    same(api.get_primary_email(AccountId=made)["PrimaryEmail"], "judged@example.com", "e-mail of the account")

    asked = {"AccountId": made, "AlternateContactType": CONTACT["AlternateContactType"]}
    refused("ResourceNotFoundException", api.get_alternate_contact, **asked)
    for nobody in (management, "999999999999"):
        refused("AccessDeniedException", api.put_alternate_contact, AccountId=nobody, **CONTACT)
    api.put_alternate_contact(AccountId=made, **CONTACT)
    same(api.get_alternate_contact(**asked)["AlternateContact"], CONTACT, "the security contact")
    refused("ResourceNotFoundException", api.get_alternate_contact, AlternateContactType="SECURITY")
    api.delete_alternate_contact(**asked)
    refused("ResourceNotFoundException", api.delete_alternate_contact, **asked)

    regions = pages(api.list_regions, "Regions", AccountId=made)
    states = {one["RegionName"]: one["RegionOptStatus"] for one in regions}
    same(states.get("us-east-1"), "ENABLED_BY_DEFAULT", "state of us-east-1")


def regions(endpoint, made):
    """A member's Region is switched from the management account, which takes its time, and is off in the others."""
    api = endpoint.client("account")
    asked = {"AccountId": made, "RegionName": "eu-south-1"}

    def status():
        return api.get_region_opt_status(**asked)["RegionOptStatus"]

    def identity():
        inside = endpoint.client("sts", assume(endpoint.client("sts"), made), "eu-south-1")
        return inside.get_caller_identity

    same(status(), "DISABLED", "a Region that must be opted into")
    refused("InvalidClientTokenId", identity())
    api.enable_region(**asked)
    eventually("the Region is enabled", lambda: status() == "ENABLED")
    same(identity()()["Account"], made, "the caller in the Region")
    refused("InvalidClientTokenId", endpoint.client("sts", region="eu-south-1").get_caller_identity)
    api.disable_region(**asked)
    eventually("the Region is disabled", lambda: status() == "DISABLED")
    refused("ValidationException", api.disable_region, AccountId=made, RegionName="eu-west-1")


def password_policy(endpoint, made):
    """An update replaces the whole policy of the member: what it leaves out is as at the beginning."""
    inside = endpoint.client("iam", assume(endpoint.client("sts"), made))
    refused("NoSuchEntity", inside.get_account_password_policy)
    inside.update_account_password_policy(MinimumPasswordLength=14, RequireSymbols=True, MaxPasswordAge=90)
    unsaid = {"RequireUppercaseCharacters": False, "RequireLowercaseCharacters": False, "AllowUsersToChangePassword": False}
    wanted = {"MinimumPasswordLength": 14, "RequireSymbols": True, "RequireNumbers": False, "MaxPasswordAge": 90}
    found = inside.get_account_password_policy()["PasswordPolicy"]
    same(found, {**wanted, **unsaid, "ExpirePasswords": True}, "the password policy")
    inside.update_account_password_policy(RequireNumbers=True, PasswordReusePrevention=24, HardExpiry=True)
    wanted = {"MinimumPasswordLength": 6, "RequireSymbols": False, "RequireNumbers": True, "PasswordReusePrevention": 24}
    found = inside.get_account_password_policy()["PasswordPolicy"]
    same(found, {**wanted, **unsaid, "ExpirePasswords": False, "HardExpiry": True}, "the password policy in its place")
    refused("ValidationError", inside.update_account_password_policy, MaxPasswordAge=1_096)
    refused("NoSuchEntity", endpoint.client("iam").get_account_password_policy)
    inside.delete_account_password_policy()
    refused("NoSuchEntity", inside.delete_account_password_policy)


def public_access(endpoint, made):
    """The public access block is the account's own, and the same in every Region."""
    member = assume(endpoint.client("sts"), made)
    here, there = (endpoint.client("s3control", member, region) for region in ("eu-west-1", "us-east-1"))
    refused("NoSuchPublicAccessBlockConfiguration", here.get_public_access_block, AccountId=made)
    flags = {"BlockPublicAcls": True, "IgnorePublicAcls": False, "BlockPublicPolicy": True, "RestrictPublicBuckets": False}
    here.put_public_access_block(AccountId=made, PublicAccessBlockConfiguration=flags)
    same(there.get_public_access_block(AccountId=made)["PublicAccessBlockConfiguration"], flags, "public access block")
    refused("AccessDenied", endpoint.client("s3control").get_public_access_block, AccountId=made)
    there.delete_public_access_block(AccountId=made)
    refused("NoSuchPublicAccessBlockConfiguration", here.get_public_access_block, AccountId=made)


def roles(endpoint, made):
    """Roles of a member are its own: the management account does not see them."""
    inside = endpoint.client("iam", assume(endpoint.client("sts"), made))
    outside = endpoint.client("iam")
    trust = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": made}, "Action": "sts:AssumeRole"}],
    }
    create = {"RoleName": "Judged", "AssumeRolePolicyDocument": compact(trust)}
    role = inside.create_role(**create, Tags=[{"Key": "judge", "Value": "boto3"}])["Role"]
    same(role["Arn"], f"arn:aws:iam::{made}:role/Judged", "ARN of the role")
    refused("EntityAlreadyExists", inside.create_role, **create)
    same(inside.get_role(RoleName="Judged")["Role"]["AssumeRolePolicyDocument"], trust, "trust policy of the role")
    names = [one["RoleName"] for one in inside.list_roles()["Roles"]]
    check({"Judged", ACCESS_ROLE} <= set(names), f"roles of the member are {names}")
    refused("NoSuchEntity", outside.get_role, RoleName="Judged")
    inside.delete_role(RoleName="Judged")
    refused("NoSuchEntity", inside.get_role, RoleName="Judged")
