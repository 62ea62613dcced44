"""Compares the Organization behind an endpoint with an expectation file. Usage: moto_reader.py URL EXPECT_JSON

The file has `management`, `units`, `accounts`, `policies`, `trusted` and `delegated`, each optional; what it lists must be there as said, and
nothing else of that kind but what AWS manages itself:
{"management": [{"id": "", "tags": {}}],
 "units": [{"path": "Workloads/Production", "tags": {}}],
 "accounts": [{"name": "", "email": "", "unit": "Workloads/Production", "tags": {}}],
 "policies": [{"name": "", "type": "", "document": {}, "targets": ["root", "Workloads", "account:NAME"], "tags": {}}],
 "trusted": ["ram.amazonaws.com"],
 "delegated": [{"service": "guardduty.amazonaws.com", "account": "NAME"}]}
"""

import json
import sys

from judging import Endpoint, Wrong, judge
from world import KEYS, World, differences


def main():
    url, expected = sys.argv[1:3]
    with open(expected, encoding="utf-8") as file:
        wanted = json.load(file)
    unknown = wanted.keys() - KEYS.keys()
    if unknown:
        raise Wrong(f"{expected} has keys that mean nothing here: {', '.join(sorted(unknown))}")
    found = World(Endpoint(url).client("organizations")).as_dict()
    lines = differences(found, wanted)
    if lines:
        raise Wrong("\n".join([f"{len(lines)} differences from {expected}", *lines]))
    return "as expected: " + ", ".join(f"{len(wanted[kind])} {kind}" for kind in KEYS if kind in wanted)


if __name__ == "__main__":
    judge(main)
