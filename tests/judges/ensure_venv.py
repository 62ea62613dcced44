"""Makes the Python environment of the judges, once, and prints the path of its interpreter as the last line of stdout.

It lives in `judges-<digest>` under `$GROUNDLINE_CACHE`, or `~/.cache/groundline`; the digest is that of the requirements and of
the Python version, so that a change of either makes a new one. Needs the standard library only, and runs on Python 3.9, if only
to say that the judges need a newer one.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 10)
NEWER_NAMES = ["python3.13", "python3.12", "python3.11", "python3.10", "python3.14"]
INSTALL_ATTEMPTS = 3
REQUIREMENTS = Path(__file__).resolve().parent / "requirements.txt"


class Missing(Exception):
    """Something that the machine lacks, and what to do about it."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def version_of(python):
    """The (major, minor) of an interpreter, or None where it does not run."""
    asked = [str(python), "-c", "import sys; print(*sys.version_info[:2])"]
    try:
        answer = subprocess.run(asked, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
        major, minor = answer.stdout.split()
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return int(major), int(minor)


def base_python():
    """The interpreter to build on: this one, or a newer one on PATH where this one is too old."""
    if sys.version_info[:2] >= OLDEST:
        return sys.executable, sys.version_info[:2]
    for name in NEWER_NAMES:
        found = shutil.which(name)
        version = version_of(found) if found else None
        if version and version >= OLDEST:
            return found, version
    this = ".".join(str(part) for part in sys.version_info[:2])
    raise Missing(f"the judges need Python 3.10 or newer (for boto3 and the AWS CLI), and this is {this}")


def make_venv(python, folder):
    shutil.rmtree(folder, ignore_errors=True)
    made = subprocess.run(
        [python, "-m", "venv", str(folder)], stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    if made.returncode == 0:
        return
    told = (made.stdout + made.stderr).strip()
    if "ensurepip" in told or "No module named venv" in told:
        raise Missing("Python's venv module is incomplete: install the package python3-venv\n" + told)
    raise Missing(f"`{python} -m venv {folder}` failed:\n{told}")


def install(python):
    """Installs the requirements; a package index may be slow or away for a moment, so it is tried again twice."""
    command = [str(python), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    command += ["-r", str(REQUIREMENTS)]
    told = ""
    for attempt in range(1, INSTALL_ATTEMPTS + 1):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode == 0:
            return
        told = (done.stdout + done.stderr).strip()
        say(f"pip install failed, attempt {attempt} of {INSTALL_ATTEMPTS}")
    raise Missing(f"the judges' packages could not be installed:\n{told}")


def ensure():
    """The interpreter of a complete environment, made where there is none."""
    python, version = base_python()
    asked = REQUIREMENTS.read_bytes() + "python{}.{}".format(*version).encode()
    digest = hashlib.sha256(asked).hexdigest()[:12]
    cache = Path(os.environ.get("GROUNDLINE_CACHE") or Path.home() / ".cache" / "groundline")
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / f"judges-{digest}"
    inside = folder / "bin" / "python"
    stamp = folder / "complete"
    with open(cache / f"judges-{digest}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # The system's Python may have been replaced under a finished environment, so it must also run.
        if not (stamp.exists() and version_of(inside) == tuple(version)):
            say(f"making the judges' Python environment in {folder}")
            make_venv(python, folder)
            install(inside)
            stamp.touch()
    return inside


if __name__ == "__main__":
    try:
        print(ensure())
    except Missing as problem:
        say(f"error: {problem}")
        sys.exit(1)
