"""What every judge uses: clients of one endpoint, a record of the operations called, and checks that say what is wrong."""

import json
import os
import signal
import sys
import time

# A judge talks to the endpoint that it is given, whatever profile, endpoint or proxy the person who runs it has set.
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ["AWS_CONFIG_FILE"] = os.devnull
os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"

import boto3  # noqa: E402
import loopback  # noqa: E402, F401
from botocore.config import Config  # noqa: E402
from botocore.exceptions import BotoCoreError, ClientError  # noqa: E402

REGION = "us-east-1"
ACCESS_KEY = "AKIAJUDGE00000000000"
SECRET_KEY = "judge"
PATIENCE_SECONDS = 60
LONGEST_RUN_SECONDS = 900
# The names that boto3 and the AWS CLI have for a service, where groundline has another.
OUR_NAMES = {"resourcegroupstaggingapi": "tag", "tagging": "tag"}


class Wrong(Exception):
    """What the judge found wrong."""


def check(truth, message):
    if not truth:
        raise Wrong(message)


def same(found, wanted, what):
    check(found == wanted, f"{what}: found {found!r}, expected {wanted!r}")


def operation_name(service, operation):
    """An operation as groundline names it: `organizations:ListRoots`."""
    return f"{OUR_NAMES.get(service, service)}:{operation}"


class Endpoint:
    """One endpoint, seen by boto3; it records what was called."""

    def __init__(self, url):
        self.url = url
        self.called = set()

    def client(self, service, credentials=None, region=REGION):
        """A client as the management account, or as whoever AssumeRole gave these credentials to."""
        if credentials is None:
            keys = {"aws_access_key_id": ACCESS_KEY, "aws_secret_access_key": SECRET_KEY}
        else:
            keys = {
                "aws_access_key_id": credentials["AccessKeyId"],
                "aws_secret_access_key": credentials["SecretAccessKey"],
                "aws_session_token": credentials["SessionToken"],
            }
        session = boto3.Session(region_name=region, **keys)
        session.events.register("before-call", lambda model, **_: self._record(service, model))
        # The sandbox throttles at AWS's rates, times its speed.
        config = Config(retries={"mode": "standard", "max_attempts": 8}, connect_timeout=10, read_timeout=60)
        return session.client(service, endpoint_url=self.url, config=config)

    def _record(self, service, model):
        self.called.add(operation_name(service, model.name))


def refused(code, call, reason=None, **arguments):
    """Checks that a call is refused with this error code, and with this `Reason` where one is named."""
    what = getattr(call, "__name__", "the call")
    try:
        call(**arguments)
    except ClientError as error:
        found = error.response["Error"]["Code"]
        told = error.response["Error"].get("Message", "")
        check(found == code, f"{what} was refused with {found} ({told}), expected {code}")
        if reason is not None:
            found = error.response.get("Reason")
            check(found == reason, f"{what} was refused with {code} for the reason {found}, expected {reason}")
        return
    raise Wrong(f"{what} with {arguments} was accepted, expected {code}")


def pages(call, key, **arguments):
    """Every item of a paged answer; an empty page with a token is legal, a token that repeats is not."""
    items, seen = [], set()
    while True:
        answer = call(**arguments)
        items += answer.get(key, [])
        token = answer.get("NextToken") or answer.get("PaginationToken")
        if not token:
            return items
        check(token not in seen, f"{call.__name__} gave the same page token twice")
        seen.add(token)
        arguments["NextToken" if "NextToken" in answer else "PaginationToken"] = token


def eventually(what, probe):
    """Waits until `probe` gives something true, and gives that."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        found = probe()
        if found:
            return found
        check(time.monotonic() < until, f"{what}: not so after {PATIENCE_SECONDS} seconds")
        time.sleep(0.05)


def tag_list(tags):
    return [{"Key": key, "Value": value} for key, value in sorted(tags.items())]


def tag_map(tags):
    return {tag["Key"]: tag["Value"] for tag in tags}


def compact(document):
    return json.dumps(document, separators=(",", ":"))


def _out_of_time(_signal, _frame):
    raise Wrong(f"the judge was not done after {LONGEST_RUN_SECONDS} seconds")


def judge(main):
    """Runs a judge: a line of summary and exit 0, or what is wrong on stderr and exit 1."""
    signal.signal(signal.SIGALRM, _out_of_time)
    signal.alarm(LONGEST_RUN_SECONDS)
    try:
        summary = main()
    except Wrong as wrong:
        print(f"wrong: {wrong}", file=sys.stderr)
        sys.exit(1)
    except (ClientError, BotoCoreError) as error:
        print(f"wrong: {error}", file=sys.stderr)
        # Where in the judge it happened says which question it was.
        raise
    print(summary)
