"""Kills `groundline apply` with SIGKILL ten times at different calls, and checks that a run to the end makes everything right.

Usage: sandbox_crash.py GROUNDLINE BASELINE WORKDIR [--kills N] [--seed N] [--speed N] [--accounts N]

A first apply that nobody kills says how many calls there are to be cut at, and what the Organization looks like in the end: after
all the kills it must look the same. The baseline's folder is copied to WORKDIR, and is left alone itself.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
from collections import Counter
from pathlib import Path
from queue import Queue

from counting_proxy import CountingProxy, Trap
from judging import ACCESS_KEY, REGION, SECRET_KEY, Endpoint, Wrong, check, judge, pages, same
from world import World, differences

RUN_SECONDS = 300
DONE, PENDING = 0, 5
# AWS may still be working when a run ends (exit 5); that many runs must be enough.
RUNS_TO_THE_END = 5


class Scene:
    """One sandbox server with a proxy before it, and groundline as its client."""

    def __init__(self, given, name):
        self.groundline = str(Path(given.groundline).resolve())
        source = Path(given.baseline).resolve()
        self.folder = Path(given.workdir).resolve() / name
        shutil.copytree(source.parent, self.folder, ignore=shutil.ignore_patterns(".groundline"))
        self.baseline = str(self.folder / source.name)
        environment = {**os.environ, "NO_COLOR": "1"}
        self._log = open(self.folder.parent / f"{name}.log", "w+", encoding="utf-8")
        command = [self.groundline, "sandbox", "serve", "--port", "0", "--seed", f"empty:accounts={given.accounts}"]
        command += ["--speed", str(given.speed), "--baseline", self.baseline]
        self.server = subprocess.Popen(
            command,
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        line = self.server.stdout.readline().strip()
        prefix = "listening on "
        if not line.startswith(prefix):
            raise Wrong(f"the first line of `sandbox serve` is {line!r}, expected `{prefix}URL`; {self.told()}")
        self.url = line[len(prefix) :]
        self.proxy = CountingProxy(self.url)
        self._environment = {
            **environment,
            "AWS_ENDPOINT_URL": self.proxy.url,
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "GROUNDLINE_PACE": str(given.speed),
        }

    def told(self):
        """The end of what the programs of this scene wrote to stderr and stdout."""
        self._log.flush()
        text = Path(self._log.name).read_text(encoding="utf-8", errors="replace")
        return "its last words:\n" + "\n".join(text.splitlines()[-30:])

    def start(self, *words):
        return subprocess.Popen(
            [self.groundline, *words, "--baseline", self.baseline],
            cwd=self.folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    def run(self, *words):
        """Runs groundline to its end; gives the exit code, negative for a signal."""
        process = self.start(*words)
        try:
            return process.wait(timeout=RUN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise Wrong(f"`groundline {' '.join(words)}` was not done after {RUN_SECONDS} s; {self.told()}") from None

    def apply_to_the_end(self):
        for _ in range(RUNS_TO_THE_END):
            code = self.run("apply", "--yes")
            check(code in (DONE, PENDING), f"`apply` ended with exit {code}; {self.told()}")
            if code == DONE:
                return
        raise Wrong(f"`apply` is still pending after {RUNS_TO_THE_END} runs; {self.told()}")

    def apply_and_kill(self, at, only_writes, after_effect):
        """Kills one apply at the chosen call; before the sandbox has it, or after, with the answer lost."""
        started = Queue()
        self.proxy.expect(Trap(at, only_writes, after_effect, lambda: started.get().kill()))
        process = self.start("apply", "--yes")
        started.put(process)
        code = process.wait(timeout=RUN_SECONDS)
        what = f"{'write' if only_writes else 'call'} {at}"
        check(code == -signal.SIGKILL, f"`apply` ended with exit {code} before {what}; {self.told()}")
        self.proxy.expect()

    def close(self):
        self.proxy.shutdown()
        self.server.send_signal(signal.SIGINT)
        try:
            self.server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
        self._log.close()


def rehearse(given):
    """An apply that nobody kills: its calls, its writes, the calls of a plan, and the Organization after it."""
    scene = Scene(given, "rehearsal")
    try:
        check(scene.run("plan") == DONE, f"`plan` failed; {scene.told()}")
        planned = scene.proxy.calls
        scene.proxy.expect()
        scene.apply_to_the_end()
        writes = scene.proxy.writes
        return planned, writes, World(Endpoint(scene.url).client("organizations"))
    finally:
        scene.close()


def moments(given, planned, writes):
    """Where to kill: two among the reads before the first write, the others spread over the writes."""
    chance = random.Random(given.seed)
    stretch = max(1, writes // (given.kills + 1))
    for number in range(given.kills):
        after_effect = chance.random() < 0.5
        if number in (0, given.kills // 2):
            yield chance.randint(1, max(1, planned)), False, after_effect
        else:
            yield chance.randint(1, stretch), True, after_effect


def no_duplicates(api):
    """Nothing was made twice: no e-mail, no unit under one parent, no policy of one type, no mark of ownership."""
    world = World(api)
    emails = Counter(one["Email"].lower() for one in pages(api.list_accounts, "Accounts"))
    units = Counter(one["path"].lower() for one in world.units)
    policies = Counter((one["type"], one["name"]) for one in world.policies)
    owned = [*world.units, *world.accounts, *world.policies]
    marks = Counter(one["tags"]["groundline"] for one in owned if "groundline" in one["tags"])
    for what, counted in (("e-mail", emails), ("unit", units), ("policy", policies), ("ownership tag", marks)):
        twice = sorted(str(key) for key, count in counted.items() if count > 1)
        check(not twice, f"more than one of this {what}: {', '.join(twice)}")
    return world


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("groundline")
    parser.add_argument("baseline")
    parser.add_argument("workdir")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--speed", type=int, default=200)
    parser.add_argument("--accounts", type=int, default=100)
    given = parser.parse_args()

    planned, writes, wanted = rehearse(given)
    check(writes > given.kills, f"the baseline asks for {writes} writes only, too few to be killed {given.kills} times")
    scene = Scene(given, "killed")
    try:
        cuts = list(moments(given, planned, writes))
        for at, only_writes, after_effect in cuts:
            scene.apply_and_kill(at, only_writes, after_effect)
        scene.apply_to_the_end()
        same(scene.run("plan", "--detailed-exitcode"), DONE, f"exit of `plan` after the last apply; {scene.told()}")
        api = Endpoint(scene.url).client("organizations")
        found = no_duplicates(api)
        lines = differences(found.by_names(), wanted.by_names())
        check(not lines, "\n".join(["after the kills the Organization is another than without:", *lines]))
        failed = pages(api.list_create_account_status, "CreateAccountStatuses", States=["FAILED"])
    finally:
        scene.close()
    kinds = f"{len(found.units)} units, {len(found.accounts)} accounts, {len(found.policies)} policies"
    lost = sum(after_effect for _, _, after_effect in cuts)
    return (
        f"killed {len(cuts)} times, {lost} of them with an answer lost, and complete without a duplicate: {kinds}; "
        f"{len(failed)} account creations refused on the way"
    )


if __name__ == "__main__":
    judge(main)
