#!/usr/bin/env python3
"""Asks servers that misbehave, and judges what the tool makes of it.

    Scripts/trust/servers.py --tool .build/release/retmask --work "$(mktemp -d)" [--long] [--only WORD]

Servers listen on 127.0.0.1 on ports that the system chooses. Each case is a run of `contrast` over two prompts against one
of them, then, for some, the same command again after the server has come to its senses. Judged: the exit code (0, 2, 65,
69), one sentence of one line, no signal, time, memory, and that the key is in no file and no output. The long form adds
mutations of status, headers, body, framing and timing to the written cases. Prints one line of JSON: tried, held, failed.
Python 3.9 or newer, nothing else.
"""

import argparse
import base64
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import judged
from hostile_answers import mutated, written
from hostile_server import KEY, Server

TIMEOUT = 2
MEMORY = 900 << 20  # peak resident, with libraries; an answer of 16 MiB is the longest that is read
PATIENCE = 60  # seconds for two attempts of TIMEOUT each, on a busy machine


def run(tool, folder, port):
    """Runs the command; what it said, its code, time and peak memory."""
    shared = ["--prompts", str(folder / "chats.jsonl"), "--out", str(folder / "pairs.jsonl"), "--max-tokens", "8"]
    command = [tool, "contrast", "--endpoint", f"http://127.0.0.1:{port}/v1", "--model", "a", "--ablated-model", "b",
               "--attempts", "2", "--retry-delay", "0.01", "--timeout", str(TIMEOUT), "--concurrency", "4", *shared]
    start = time.monotonic()
    with open(folder / "out.txt", "wb") as out, open(folder / "err.txt", "wb") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL,
                                   env={**os.environ, "OPENAI_API_KEY": KEY + "\r\n"})
        timer = threading.Timer(PATIENCE, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = code = os.waitstatus_to_exitcode(status)
        timer.cancel()
    return code, time.monotonic() - start, usage.ru_maxrss * 1024


def judge(folder, code, seconds, memory, codes):
    """What is wrong, or nothing."""
    if code == -9 and seconds >= PATIENCE:
        return f"not done after {PATIENCE} s"
    if code < 0:
        return f"signal {-code}"
    if code not in codes:
        return f"exit code {code}, not {sorted(codes)}"
    if memory > MEMORY:
        return f"{memory >> 20} MiB"
    spoken = (folder / "err.txt").read_bytes()
    sentences = [line for line in spoken.split(b"\n") if line]
    if code and (len(sentences) < 1 or not sentences[-1].startswith(b"retmask: ")):
        return "no sentence"
    if sum(line.startswith(b"retmask:") for line in sentences) > 1 or b"Fatal error" in spoken:
        return "more than a sentence"
    if any(byte < 0x20 and byte not in b"\r\n" or byte == 0x7f for byte in spoken):
        return "control characters on standard error"
    for file in folder.iterdir():
        data = file.read_bytes()
        for form in [KEY, KEY.replace("/", "\\/"), KEY.replace("/", "%2F"), KEY[:20], base64.b64encode(KEY.encode()).decode()]:
            if form.encode() in data:
                return f"the key in {file.name}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tool", required=True)
    parser.add_argument("--work", required=True, type=Path)
    parser.add_argument("--long", action="store_true", help="500 mutated answers in place of 40")
    parser.add_argument("--only", default="", help="cases with this word in their name")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    tool = os.path.abspath(options.tool)
    cases = written()
    draw = random.Random(options.seed)
    for number in range(500 if options.long else 40):
        behave, about = mutated(draw)
        cases.append((f"mutation {number}: {about}", behave, {0, 2, 69}, number % 5 == 0))
    cases = [case for case in cases if options.only in case[0]]
    failed, slowest = [], 0.0
    for name, behave, codes, again in cases:
        folder = options.work / "case"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "chats.jsonl").write_text('{"prompt":"one"}\n{"prompt":"two"}\n')
        server = Server(behave)
        code, seconds, memory = run(tool, folder, server.port)
        problem = judge(folder, code, seconds, memory, codes)
        if not problem and again:
            server.sane = True
            code, seconds, memory = run(tool, folder, server.port)
            problem = judge(folder, code, seconds, memory, {0})
            problem = problem and "again: " + problem
        server.stop()
        slowest = max(slowest, seconds)
        if problem:
            failed.append({"case": name, "problem": problem,
                           "said": (folder / "err.txt").read_bytes()[-300:].decode(errors="replace")})
            print(f"{name}: {problem}", file=sys.stderr)
    return judged.report("servers", len(cases), failed, slowest=round(slowest, 1))


if __name__ == "__main__":
    sys.exit(main())
