"""An Organization as boto3 sees it, by names and not by ids, so that two of them can be compared."""

import json

from botocore.exceptions import ClientError

from judging import pages, tag_map

# Types that an endpoint does not have are skipped: moto knows five of them.
POLICY_TYPES = [
    "SERVICE_CONTROL_POLICY",
    "RESOURCE_CONTROL_POLICY",
    "DECLARATIVE_POLICY_EC2",
    "TAG_POLICY",
    "BACKUP_POLICY",
    "AISERVICES_OPT_OUT_POLICY",
    "CHATBOT_POLICY",
    "SECURITYHUB_POLICY",
    "INSPECTOR_POLICY",
    "UPGRADE_ROLLOUT_POLICY",
    "BEDROCK_POLICY",
    "S3_POLICY",
    "NETWORK_SECURITY_DIRECTOR_POLICY",
    "GUARDDUTY_POLICY",
]


class World:
    """Units, accounts, policies, trusted services and delegated administrators, read through one client."""

    def __init__(self, organizations):
        self._api = organizations
        self.management = organizations.describe_organization()["Organization"]["MasterAccountId"]
        self.root = organizations.list_roots()["Roots"][0]["Id"]
        self.units = []
        self.accounts = []
        self.management_tags = self._tags(self.management)
        self._labels = {self.root: "root"}
        self._policy_ids = {}
        self._read_below(self.root, "")
        self.policies = [policy for kind in POLICY_TYPES for policy in self._read_policies(kind)]
        self.trusted = sorted(
            entry["ServicePrincipal"]
            for entry in pages(
                organizations.list_aws_service_access_for_organization, "EnabledServicePrincipals"
            )
        )
        self.delegated = sorted(self._read_delegated(), key=lambda one: (one["service"], one["account"]))

    def id_of(self, label):
        """The id of `root`, of a unit by its path, or of an account as `account:NAME`."""
        return {name: found for found, name in self._labels.items()}[label]

    def policy_id(self, name):
        """The id of a policy by its name."""
        return self._policy_ids[name]

    def _tags(self, resource):
        return tag_map(pages(self._api.list_tags_for_resource, "Tags", ResourceId=resource))

    def _read_below(self, parent, path):
        for account in pages(self._api.list_accounts_for_parent, "Accounts", ParentId=parent):
            self._labels[account["Id"]] = "account:" + account["Name"]
            if account["Id"] != self.management:
                self.accounts.append(
                    {
                        "name": account["Name"],
                        "email": account["Email"].lower(),
                        "unit": path,
                        "tags": self._tags(account["Id"]),
                    }
                )
        for unit in pages(self._api.list_organizational_units_for_parent, "OrganizationalUnits", ParentId=parent):
            below = f"{path}/{unit['Name']}" if path else unit["Name"]
            self._labels[unit["Id"]] = below
            self.units.append({"path": below, "tags": self._tags(unit["Id"])})
            self._read_below(unit["Id"], below)

    def _read_policies(self, kind):
        try:
            found = pages(self._api.list_policies, "Policies", Filter=kind)
        except ClientError as error:
            if error.response["Error"]["Code"] == "InvalidInputException":
                return
            raise
        for summary in found:
            if summary.get("AwsManaged"):
                continue
            self._policy_ids[summary["Name"]] = summary["Id"]
            content = self._api.describe_policy(PolicyId=summary["Id"])["Policy"]["Content"]
            targets = pages(self._api.list_targets_for_policy, "Targets", PolicyId=summary["Id"])
            yield {
                "name": summary["Name"],
                "type": kind,
                "document": json.loads(content),
                "targets": sorted(self._labels.get(one["TargetId"], one["TargetId"]) for one in targets),
                "tags": self._tags(summary["Id"]),
            }

    def _read_delegated(self):
        for admin in pages(self._api.list_delegated_administrators, "DelegatedAdministrators"):
            services = pages(
                self._api.list_delegated_services_for_account, "DelegatedServices", AccountId=admin["Id"]
            )
            for service in services:
                yield {"service": service["ServicePrincipal"], "account": admin["Name"]}

    def as_dict(self):
        """The same shape as an expectation file."""
        return {
            "management": [{"id": self.management, "tags": self.management_tags}],
            "units": self.units,
            "accounts": self.accounts,
            "policies": self.policies,
            "trusted": self.trusted,
            "delegated": self.delegated,
        }

    def by_names(self):
        """As `as_dict`, with accounts called by their names also inside documents: AWS gives other ids in another run."""
        text = json.dumps(self.as_dict())
        for found, label in self._labels.items():
            if label.startswith("account:"):
                text = text.replace(found, json.dumps(label)[1:-1])
        return json.loads(text)


# By what each kind of thing is told from another of its kind.
KEYS = {
    "management": lambda one: one["id"],
    "units": lambda one: one["path"],
    "accounts": lambda one: one["email"].lower(),
    "policies": lambda one: f"{one['type']} {one['name']}",
    "trusted": lambda one: one,
    "delegated": lambda one: f"{one['service']} by {one['account']}",
}


def differences(found, wanted):
    """Each difference as a line of text. Only the kinds and fields that `wanted` names are compared."""
    lines = []
    for kind, key in KEYS.items():
        if kind not in wanted:
            continue
        here = {}
        for one in found[kind]:
            if key(one) in here:
                lines.append(f"{kind}: `{key(one)}` is there twice")
            here[key(one)] = one
        there = {key(one): one for one in wanted[kind]}
        lines += [f"{kind}: `{name}` is missing" for name in sorted(there.keys() - here.keys())]
        lines += [f"{kind}: `{name}` is there, and was not asked for" for name in sorted(here.keys() - there.keys())]
        for name in sorted(here.keys() & there.keys()):
            lines += [f"{kind}: `{name}`: {line}" for line in _field_differences(here[name], there[name])]
    return lines


def _field_differences(found, wanted):
    if not isinstance(wanted, dict):
        return
    for field, value in wanted.items():
        have = found.get(field)
        if field == "targets":
            value = sorted(value)
        if field == "email":
            have, value = have.lower(), value.lower()
        if have != value:
            yield f"{field} is {json.dumps(have, sort_keys=True)}, expected {json.dumps(value, sort_keys=True)}"
