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


def letters(context, levels, policies, implied):
    answers = []
    for level in levels:
        documents = [policies[name] for name in level["policies"]] + implied
        parsed = [iam_evaluator.parse_policy_document(document) for document in documents]
        answers.append(LETTERS[iam_evaluator.evaluate(context, parsed).decision])
    return "".join(answers)


def main():
    text = Path(sys.argv[1]).read_bytes()
    file = json.loads(text)
    print(hashlib.sha256(text).hexdigest())
    for case in file["cases"]:
        context = context_of(case["request"])
        answer = letters(context, case["scps"], file["policies"], [])
        if "rcps" in case:
            answer += "/" + letters(context, case["rcps"], file["policies"], [RCP_FULL_ACCESS])
        print(answer)


main()
