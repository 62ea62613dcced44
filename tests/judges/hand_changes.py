"""Changes things in an Organization by hand, as somebody does who does not know of groundline. Usage: hand_changes.py URL CHANGES_JSON

The file is a list; units are named by their path, accounts as `account:NAME`, the root as `root`, policies by their name:
[{"do": "rename-unit", "unit": "Workloads", "name": "Work"},
 {"do": "make-unit", "parent": "root", "name": "By hand"},
 {"do": "move-account", "account": "account:Shop", "unit": "Workloads"},
 {"do": "edit-policy", "policy": "regions", "document": {}},
 {"do": "rename-policy", "policy": "regions", "name": "areas"},
 {"do": "attach", "policy": "regions", "target": "root"},
 {"do": "detach", "policy": "regions", "target": "root"},
 {"do": "tag", "target": "Workloads", "tags": {}},
 {"do": "untag", "target": "Workloads", "keys": []},
 {"do": "distrust", "service": "guardduty.amazonaws.com"},
 {"do": "deregister", "service": "guardduty.amazonaws.com", "account": "account:Shop"}]
"""

import json
import sys

from judging import Endpoint, Wrong, check, compact, judge, tag_list
from world import World


class Hand:
    """Somebody with a console, and the Organization as it is before the first change."""

    def __init__(self, api):
        self._api = api
        self._world = World(api)

    def _id(self, label):
        return self._world.id_of(label)

    def rename_unit(self, unit, name):
        self._api.update_organizational_unit(OrganizationalUnitId=self._id(unit), Name=name)

    def make_unit(self, parent, name):
        self._api.create_organizational_unit(ParentId=self._id(parent), Name=name)

    def move_account(self, account, unit):
        moved = self._id(account)
        parent = self._api.list_parents(ChildId=moved)["Parents"][0]["Id"]
        self._api.move_account(AccountId=moved, SourceParentId=parent, DestinationParentId=self._id(unit))

    def edit_policy(self, policy, document):
        self._api.update_policy(PolicyId=self._world.policy_id(policy), Content=compact(document))

    def rename_policy(self, policy, name):
        self._api.update_policy(PolicyId=self._world.policy_id(policy), Name=name)

    def attach(self, policy, target):
        self._api.attach_policy(PolicyId=self._world.policy_id(policy), TargetId=self._id(target))

    def detach(self, policy, target):
        self._api.detach_policy(PolicyId=self._world.policy_id(policy), TargetId=self._id(target))

    def tag(self, target, tags):
        self._api.tag_resource(ResourceId=self._id(target), Tags=tag_list(tags))

    def untag(self, target, keys):
        self._api.untag_resource(ResourceId=self._id(target), TagKeys=keys)

    def distrust(self, service):
        self._api.disable_aws_service_access(ServicePrincipal=service)

    def deregister(self, service, account):
        self._api.deregister_delegated_administrator(AccountId=self._id(account), ServicePrincipal=service)


def main():
    url, changes = sys.argv[1:3]
    with open(changes, encoding="utf-8") as file:
        wanted = json.load(file)
    hand = Hand(Endpoint(url).client("organizations"))
    for change in wanted:
        name = change.pop("do")
        work = getattr(hand, name.replace("-", "_"), None)
        check(work is not None and not name.startswith("_"), f"`{name}` is no change that this judge can make")
        try:
            work(**change)
        except (KeyError, TypeError) as error:
            raise Wrong(f"{name} with {change}: {error!r}") from error
    return f"{len(wanted)} things changed by hand"


if __name__ == "__main__":
    judge(main)
