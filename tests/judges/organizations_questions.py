"""What a judge asks the Organizations service of a sandbox. Each function asks about one kind of thing and leaves the rest alone."""

import json

from judging import Wrong, check, compact, eventually, pages, refused, same, tag_list, tag_map

SCP = "SERVICE_CONTROL_POLICY"
UNUSED_TYPE = "AISERVICES_OPT_OUT_POLICY"
OPT_OUT = {"services": {"default": {"opt_out_policy": {"@@assign": "optOut"}}}}


def denial(action):
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": action, "Resource": "*"}]}


def organization(api, management):
    about = api.describe_organization()["Organization"]
    same(about["MasterAccountId"], management, "management account of the Organization")
    refused("AlreadyInOrganizationException", api.create_organization, FeatureSet="ALL")
    roots = pages(api.list_roots, "Roots")
    same(len(roots), 1, "number of roots")
    same(pages(api.list_handshakes_for_organization, "Handshakes"), [], "handshakes")
    return roots[0]["Id"]


def units(api, root):
    """Makes `Judged` with `Inner` in it, and gives their ids."""
    outer = api.create_organizational_unit(ParentId=root, Name="Judged")["OrganizationalUnit"]["Id"]
    inner = api.create_organizational_unit(ParentId=outer, Name="First name", Tags=tag_list({"tier": "inner"}))
    inner = inner["OrganizationalUnit"]["Id"]
    create = api.create_organizational_unit
    refused("DuplicateOrganizationalUnitException", create, ParentId=root, Name="Judged")
    refused("ParentNotFoundException", create, ParentId="ou-ab12-11111111", Name="Nowhere")
    refused("InvalidInputException", create, ParentId="not-a-parent", Name="Nowhere")
    api.update_organizational_unit(OrganizationalUnitId=inner, Name="Inner")
    about = api.describe_organizational_unit(OrganizationalUnitId=inner)["OrganizationalUnit"]
    same(about["Name"], "Inner", "name of the renamed unit")
    same(tag_map(pages(api.list_tags_for_resource, "Tags", ResourceId=inner)), {"tier": "inner"}, "tags of the unit")
    below = pages(api.list_organizational_units_for_parent, "OrganizationalUnits", ParentId=outer)
    same([one["Name"] for one in below], ["Inner"], "units below the unit")
    children = pages(api.list_children, "Children", ParentId=outer, ChildType="ORGANIZATIONAL_UNIT")
    same([one["Id"] for one in children], [inner], "child units by ListChildren")
    refused("OrganizationalUnitNotEmptyException", api.delete_organizational_unit, OrganizationalUnitId=outer)
    _deepest_unit(api, inner)
    return outer, inner


def _deepest_unit(api, inner):
    """Units nest five deep and no deeper; `inner` is the second level."""
    made, parent = [], inner
    for level in (3, 4, 5):
        parent = api.create_organizational_unit(ParentId=parent, Name=f"Level {level}")["OrganizationalUnit"]["Id"]
        made.append(parent)
    refused(
        "ConstraintViolationException",
        api.create_organizational_unit,
        "OU_DEPTH_LIMIT_EXCEEDED",
        ParentId=parent,
        Name="Level 6",
    )
    for unit in reversed(made):
        api.delete_organizational_unit(OrganizationalUnitId=unit)
    refused("OrganizationalUnitNotFoundException", api.describe_organizational_unit, OrganizationalUnitId=made[0])


def new_account(api, name, email, tags=None):
    """Asks for an account, waits until it is there, and gives the final status."""
    asked = api.create_account(Email=email, AccountName=name, Tags=tag_list(tags or {}))["CreateAccountStatus"]
    same(asked["State"], "IN_PROGRESS", "state of an account creation just asked for")

    def finished():
        status = api.describe_create_account_status(CreateAccountRequestId=asked["Id"])["CreateAccountStatus"]
        return status if status["State"] != "IN_PROGRESS" else None

    return eventually(f"the creation of {email} ends", finished)


def accounts(api, root, unit):
    """Makes an account and moves it into the unit; gives its id."""
    status = new_account(api, "Judged", "judged@example.com", {"owner": "judge"})
    if status["State"] != "SUCCEEDED":
        raise Wrong(f"the account creation failed: {status.get('FailureReason')}")
    made = status["AccountId"]
    # E-mail is the identity of an account, whatever its case.
    again = new_account(api, "Judged again", "Judged@Example.com")
    same((again["State"], again.get("FailureReason")), ("FAILED", "EMAIL_ALREADY_EXISTS"), "creation of a second account")
    failed = pages(api.list_create_account_status, "CreateAccountStatuses", States=["FAILED"])
    check(again["Id"] in [one["Id"] for one in failed], "the failed creation is not in ListCreateAccountStatus")

    about = api.describe_account(AccountId=made)["Account"]
    same((about["Name"], about["Email"], about["State"]), ("Judged", "judged@example.com", "ACTIVE"), "the account")
    parents = api.list_parents(ChildId=made)["Parents"]
    same(parents, [{"Id": root, "Type": "ROOT"}], "parents of a new account")
    move = {"AccountId": made, "SourceParentId": root, "DestinationParentId": unit}
    api.move_account(**move)
    refused("DuplicateAccountException", api.move_account, **{**move, "SourceParentId": unit})
    refused("AccountNotFoundException", api.move_account, **{**move, "AccountId": "999999999999"})
    below = pages(api.list_accounts_for_parent, "Accounts", ParentId=unit)
    same([one["Id"] for one in below], [made], "accounts in the unit")
    (listed,) = [one for one in pages(api.list_accounts, "Accounts") if one["Id"] == made]
    ends = f"/{root}/{unit_path(api, unit)}{made}/"
    check([path for path in listed["Paths"] if path.endswith(ends)], f"Paths {listed['Paths']} do not end in {ends}")
    refused("AccountNotFoundException", api.describe_account, AccountId="999999999999")
    return made


def unit_path(api, unit):
    """The units from the root down to this one, each with a slash after it."""
    path = ""
    while unit.startswith("ou-"):
        path = f"{unit}/{path}"
        unit = api.list_parents(ChildId=unit)["Parents"][0]["Id"]
    return path


def leaving(api, management, made):
    """The ways out of an Organization: too young to be removed, never the management account, closed."""
    remove = api.remove_account_from_organization
    refused("MasterCannotLeaveOrganizationException", remove, AccountId=management)
    refused("ConstraintViolationException", remove, "WAIT_PERIOD_ACTIVE", AccountId=made)
    close = api.close_account
    refused("ConstraintViolationException", close, "CANNOT_CLOSE_MANAGEMENT_ACCOUNT", AccountId=management)
    close(AccountId=made)
    state = api.describe_account(AccountId=made)["Account"]["State"]
    check(state in ("PENDING_CLOSURE", "CLOSED"), f"state of a closed account is {state}")
    eventually(
        "the account is closed", lambda: api.describe_account(AccountId=made)["Account"]["State"] == "CLOSED"
    )
    refused("AccountAlreadyClosedException", close, AccountId=made)


def tags(api, bulk, root, unit, made):
    for resource in (root, unit, made):
        api.tag_resource(ResourceId=resource, Tags=tag_list({"judge": "boto3", "gone": "soon"}))
        api.untag_resource(ResourceId=resource, TagKeys=["gone"])
        found = tag_map(pages(api.list_tags_for_resource, "Tags", ResourceId=resource))
        check(found.get("judge") == "boto3" and "gone" not in found, f"tags of {resource} are {found}")
    refused("TargetNotFoundException", api.list_tags_for_resource, ResourceId="999999999999")
    refused("InvalidInputException", api.tag_resource, ResourceId=made, Tags=tag_list({"aws:judge": "reserved"}))
    too_many = tag_list({f"key-{number}": "value" for number in range(51)})
    refused(
        "ConstraintViolationException", api.tag_resource, "MAX_TAG_LIMIT_EXCEEDED", ResourceId=made, Tags=too_many
    )

    def bulk_tags():
        found = pages(bulk.get_resources, "ResourceTagMappingList", ResourceTypeFilters=["organizations"])
        return [one for one in found if made in one["ResourceARN"] and tag_map(one["Tags"]).get("judge") == "boto3"]

    # The bulk read follows some time after.
    eventually("the tags of the account are in GetResources", bulk_tags)


def policies(api, root, unit, account):
    """A policy from its making to its end, of a type that is first enabled and in the end disabled."""
    create = {"Type": UNUSED_TYPE, "Name": "judged", "Description": "", "Content": compact(OPT_OUT)}
    policy = api.create_policy(**create, Tags=tag_list({"judge": "boto3"}))["Policy"]["PolicySummary"]["Id"]
    refused("DuplicatePolicyException", api.create_policy, **create)
    broken = {**create, "Name": "broken", "Content": "{"}
    refused("MalformedPolicyDocumentException", api.create_policy, **broken)
    attachment = {"PolicyId": policy, "TargetId": unit}
    refused("PolicyTypeNotEnabledException", api.attach_policy, **attachment)
    of_root = {"RootId": root, "PolicyType": UNUSED_TYPE}
    refused("PolicyTypeNotEnabledException", api.disable_policy_type, **of_root)
    api.enable_policy_type(**of_root)
    eventually("the policy type is enabled", lambda: type_status(api, UNUSED_TYPE) == "ENABLED")
    refused("PolicyTypeAlreadyEnabledException", api.enable_policy_type, **of_root)

    api.attach_policy(**attachment)
    refused("DuplicatePolicyAttachmentException", api.attach_policy, **attachment)
    refused("TargetNotFoundException", api.attach_policy, PolicyId=policy, TargetId="999999999999")
    targets = pages(api.list_targets_for_policy, "Targets", PolicyId=policy)
    same([(one["TargetId"], one["Type"]) for one in targets], [(unit, "ORGANIZATIONAL_UNIT")], "targets of the policy")
    attached = pages(api.list_policies_for_target, "Policies", TargetId=unit, Filter=UNUSED_TYPE)
    same([one["Id"] for one in attached], [policy], "policies of the unit")
    effective(api, unit, account)
    api.update_policy(PolicyId=policy, Name="judged and renamed", Content=compact({"services": {}}))
    about = api.describe_policy(PolicyId=policy)["Policy"]
    same((about["PolicySummary"]["Name"], about["Content"]), ("judged and renamed", '{"services":{}}'), "the policy")
    listed = pages(api.list_policies, "Policies", Filter=UNUSED_TYPE)
    check(policy in [one["Id"] for one in listed], "the policy is not listed")

    refused("PolicyInUseException", api.delete_policy, PolicyId=policy)
    api.detach_policy(**attachment)
    refused("PolicyNotAttachedException", api.detach_policy, **attachment)
    api.delete_policy(PolicyId=policy)
    refused("PolicyNotFoundException", api.describe_policy, PolicyId=policy)
    api.disable_policy_type(**of_root)
    eventually("the policy type is disabled", lambda: type_status(api, UNUSED_TYPE) is None)


def effective(api, unit, account):
    """What the account in `unit` inherits from the policy attached there; roots and units have no effective policy."""
    asked = {"PolicyType": UNUSED_TYPE, "TargetId": account}
    found = api.describe_effective_policy(**asked)["EffectivePolicy"]
    same((found["TargetId"], found["PolicyType"]), (account, UNUSED_TYPE), "the effective policy's account and type")
    same(json.loads(found["PolicyContent"]), {"services": {"default": {"opt_out_policy": "optOut"}}}, "the effective policy")
    ask = api.describe_effective_policy
    refused("InvalidInputException", ask, PolicyType=UNUSED_TYPE, TargetId=unit)
    refused("InvalidInputException", ask, PolicyType=SCP, TargetId=account)
    refused("TargetNotFoundException", ask, PolicyType=UNUSED_TYPE, TargetId="999999999999")
    refused("EffectivePolicyNotFoundException", ask, PolicyType="BACKUP_POLICY", TargetId=account)


def type_status(api, kind):
    types = api.list_roots()["Roots"][0]["PolicyTypes"]
    return next((one["Status"] for one in types if one["Type"] == kind), None)


def service_control(api, root, unit):
    """The rules of service control policies: the last one stays, and there is a limit on size and on how many are attached."""
    if type_status(api, SCP) is None:
        api.enable_policy_type(RootId=root, PolicyType=SCP)
    eventually("service control policies are enabled", lambda: type_status(api, SCP) == "ENABLED")
    attached = pages(api.list_policies_for_target, "Policies", TargetId=unit, Filter=SCP)
    same([one["Id"] for one in attached], ["p-FullAWSAccess"], "service control policies of a new unit")
    last = {"PolicyId": "p-FullAWSAccess", "TargetId": unit}
    refused("ConstraintViolationException", api.detach_policy, "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", **last)
    create = {"Type": SCP, "Description": ""}
    too_long = compact(denial(["s3:" + "x" * 10_300]))
    refused(
        "ConstraintViolationException",
        api.create_policy,
        "POLICY_CONTENT_LIMIT_EXCEEDED",
        **create,
        Name="too long",
        Content=too_long,
    )
    made = []
    for number in range(10):
        policy = api.create_policy(**create, Name=f"judged {number}", Content=compact(denial(f"s3:Judge{number}")))
        made.append(policy["Policy"]["PolicySummary"]["Id"])
    for policy in made[:9]:
        api.attach_policy(PolicyId=policy, TargetId=unit)
    eleventh = {"PolicyId": made[9], "TargetId": unit}
    refused("ConstraintViolationException", api.attach_policy, "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", **eleventh)
    for policy in made[:9]:
        api.detach_policy(PolicyId=policy, TargetId=unit)
    for policy in made:
        api.delete_policy(PolicyId=policy)


def trust(api, management, made):
    """Service access comes before delegation, and a service that is delegated twice says so."""
    delegation = {"AccountId": made, "ServicePrincipal": "guardduty.amazonaws.com"}
    service = {"ServicePrincipal": delegation["ServicePrincipal"]}
    register, deregister = api.register_delegated_administrator, api.deregister_delegated_administrator
    refused("ConstraintViolationException", register, "SERVICE_ACCESS_NOT_ENABLED", **delegation)
    api.enable_aws_service_access(**service)
    api.enable_aws_service_access(**service)
    trusted = pages(api.list_aws_service_access_for_organization, "EnabledServicePrincipals")
    check(service["ServicePrincipal"] in [one["ServicePrincipal"] for one in trusted], "the service is not listed")
    refused(
        "ConstraintViolationException",
        register,
        "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR",
        **{**delegation, "AccountId": management},
    )
    refused("AccountNotRegisteredException", deregister, **delegation)
    register(**delegation)
    refused("AccountAlreadyRegisteredException", register, **delegation)
    for found in (
        pages(api.list_delegated_administrators, "DelegatedAdministrators"),
        pages(api.list_delegated_administrators, "DelegatedAdministrators", **service),
    ):
        same([one["Id"] for one in found], [made], "delegated administrators")
    services = pages(api.list_delegated_services_for_account, "DelegatedServices", AccountId=made)
    same([one["ServicePrincipal"] for one in services], [service["ServicePrincipal"]], "delegated services")
    deregister(**delegation)
    refused("AccountNotRegisteredException", api.list_delegated_services_for_account, AccountId=made)
    api.disable_aws_service_access(**service)


def resource_policy(api, made):
    refused("ResourcePolicyNotFoundException", api.describe_resource_policy)
    statement = {
        "Sid": "Judge",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{made}:root"},
        "Action": "organizations:DescribeOrganization",
        "Resource": "*",
    }
    content = compact({"Version": "2012-10-17", "Statement": [statement]})
    api.put_resource_policy(Content=content, Tags=tag_list({"judge": "boto3"}))
    same(api.describe_resource_policy()["ResourcePolicy"]["Content"], content, "the resource policy")
    api.delete_resource_policy()
    refused("ResourcePolicyNotFoundException", api.delete_resource_policy)
