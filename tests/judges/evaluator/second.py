"""What ministack's evaluator says about the cases of the evaluator's tests: a second judge, with another author.

It knows neither SCPs nor RCPs; each level is asked on its own, as a set of policies. Run on demand, outside the repository:

    GROUNDLINE_CASES=/tmp/cases.json cargo test --test it judges::evaluator::cases
    python3 -m venv /tmp/second && /tmp/second/bin/pip install --no-deps ministack==1.5.33
    /tmp/second/bin/python tests/judges/evaluator/second.py /tmp/cases.json > tests/judges/evaluator/ministack.txt

The answers have the form of those of `judge.mjs`.
"""

import hashlib
import json
import sys
from pathlib import Path

from ministack.core import iam_evaluator

LETTERS = {"Allow": "a", "Deny": "e", "ImplicitDeny": "i"}
RCP_FULL_ACCESS = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


def context_of(request):
    """The request; keys come from it alone, not from the account that ministack emulates."""
    keys = {key.lower(): value for key, value in request["context"].items() if value != []}
    iam_evaluator._resolve_condition_key = lambda key, _: keys.get(key.lower())
    return iam_evaluator.EvalContext(
        principal_arn=request["principal"],
        principal_type="AssumedRole",
        principal_account="",
        action=request["action"],
        resource_arn=request["resource"],
        region="",
        source_ip="",
        secure_transport=True,
    )


def ask(context, levels, policies, implied):
    """The letters of the levels, and a bit for each statement: whether it matches on its own."""
    letters, bits = "", ""
    for level in levels:
        documents = [policies[name] for name in level["policies"]]
        parsed = [iam_evaluator.parse_policy_document(document) for document in documents]
        implied_parsed = [iam_evaluator.parse_policy_document(document) for document in implied]
        letters += LETTERS[iam_evaluator.evaluate(context, parsed + implied_parsed).decision]
        for statement in (statement for document in parsed for statement in document):
            bits += "0" if iam_evaluator.evaluate(context, [[statement]]).decision == "ImplicitDeny" else "1"
    return letters, bits


def hexadecimal(bits):
    fours = (bits[at : at + 4].ljust(4, "0") for at in range(0, len(bits), 4))
    return "".join(f"{int(four, 2):x}" for four in fours)


def main():
    text = Path(sys.argv[1]).read_bytes()
    file = json.loads(text)
    print(hashlib.sha256(text).hexdigest())
    for case in file["cases"]:
        context = context_of(case["request"])
        letters, bits = ask(context, case["scps"], file["policies"], [])
        if "rcps" in case:
            more, more_bits = ask(context, case["rcps"], file["policies"], [RCP_FULL_ACCESS])
            letters, bits = f"{letters}/{more}", bits + more_bits
        print(letters, hexadecimal(bits))


main()
