"""Runs of the tool that are judged by the promises of docs/architecture.md, "Errors": an exit code of
0, 2, 65 or 69, one sentence on standard error where it is not 0, no signal, and bounds of time and memory."""

import json
import os
import resource
import signal
import subprocess
import tempfile
import time

CODES = (0, 2, 65, 69)
SECONDS = 20
# Address space, and memory in use. libtorch alone maps 2 GiB.
SPACE = 24 << 30
MEMORY = 3 << 30


def _limits():
    resource.setrlimit(resource.RLIMIT_AS, (SPACE, SPACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.setsid()


def run(command, cwd, stdin=b"", codes=CODES):
    """What is wrong with the run, in words; None when nothing is."""
    environment = dict(os.environ, OMP_NUM_THREADS="1")
    with tempfile.TemporaryFile() as error, tempfile.TemporaryFile() as given:
        given.write(stdin)
        given.seek(0)
        child = subprocess.Popen(
            [os.fsencode(part) if isinstance(part, str) else part for part in command], cwd=cwd,
            stdin=given, stdout=subprocess.DEVNULL, stderr=error, preexec_fn=_limits,
            env=environment)
        start, used, pause = time.monotonic(), None, 0.002
        while used is None:
            pid, status, used = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            used = None
            if time.monotonic() - start > SECONDS:
                os.killpg(child.pid, signal.SIGKILL)
                os.wait4(child.pid, 0)
                child.returncode = -9
                return f"more than {SECONDS} s"
            time.sleep(pause)
            pause = min(pause * 1.5, 0.05)
        child.returncode = os.waitstatus_to_exitcode(status)
        error.seek(0)
        text = error.read().decode("utf-8", "replace")
    if child.returncode < 0:
        return f"signal {-child.returncode}"
    if used.ru_maxrss << 10 > MEMORY:
        return f"{used.ru_maxrss >> 10} MiB of memory"
    if child.returncode not in codes:
        return f"exit {child.returncode}: {text[:200]!r}"
    if child.returncode == 0:
        return None
    # What was noted before it failed stands above.
    lines = text.rstrip("\n").split("\n")
    sentences = [line for line in lines if line.startswith("retmask: ")]
    if len(sentences) != 1 or lines[-1] != sentences[0]:
        return f"no single sentence: {text[:300]!r}"
    return None


def report(part, tried, failed, **more):
    """The last line of a part, and its exit code."""
    print(json.dumps({"part": part, "tried": tried, "held": tried - len(failed), "failed": failed, **more},
                     ensure_ascii=False))
    return 1 if failed else 0
