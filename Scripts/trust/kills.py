#!/usr/bin/env python3
"""Kills and failing writes: every verb is stopped at a system call, run again, and compared.

For each job the calls that change files are counted (fault.c). Then, at some of them or with --long at
all, a fresh copy of the inputs is taken and the same command is

    kill    killed right before the call, and told that the disk is full when it is run again
    torn    killed after half of the write
    ENOSPC  told once that the disk is full
    full    told so from this call on
    EIO     told that the disk is broken

and then run to the end. Once it also runs where the file system has no locks. It held if a failure was one sentence and exit 2 (0 where only a clean-up
failed), if the second run exits with 0, if every file is then as without an interruption, and if no
hidden file is left.

    kills.py --tool .build/release/retmask --work "$(mktemp -d)" [--long] [--only prefer,mask]

The last line is a JSON object: part, tried, held, failed (a list of sentences).
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import judged

HERE = Path(__file__).resolve().parent
FIXTURES = HERE.parent.parent / "Tests" / "Fixtures" / "preference"
MODES = {
    "kill": {"FAULT_MODE": "kill"},
    "torn": {"FAULT_MODE": "torn"},
    "ENOSPC": {"FAULT_MODE": "ENOSPC"},
    "full": {"FAULT_MODE": "ENOSPC", "FAULT_FROM": "1"},
    "EIO": {"FAULT_MODE": "EIO"},
}
SCORES = {"0-0": [0.25], "0-1": [0.5], "1-0": [0.0], "1-1": [0.0]}
RECIPE = {
    "detect": {"lengths": [96], "depths": [50], "needles": 2},
    "contrast": {"prompts": 8, "lengths": [64]},
    "prefer": {"batch": 4},
    "evaluate": {"lengths": [64], "examples": 1, "categories": ["recall"]},
}


def jobs():
    """Commands by name; inputs are in the folder `in`, everything else is made in `out`."""
    model = ["--model", "in/model"]
    threads = ["--threads", "1"]
    return {
        "heads": ["heads", "in/scores.json", "--top", "2", "--out", "out/x.json"],
        "heads --sets": ["heads", "in/scores.json", "--top", "1", "--random", "others", "--sets",
                         "3", "--out", "out/x.json"],
        "mask": ["mask", *model, "--heads", "0-1", "--out", "out/masked"],
        "mask --overwrite": ["mask", *model, "--heads", "0-1", "--overwrite", "--out", "in/old"],
        "detect": ["detect", "--model", "organism", "--lengths", "64,96", "--depths", "0,100",
                   "--needles", "2", "--batch-tokens", "128", "--detectors", "copy,mass", *threads,
                   "--out", "out/heads.json"],
        "ablate-curve": ["ablate-curve", "--model", "organism", "--heads", "in/organism.json",
                         "--counts", "1,2", "--random-sets", "1", "--lengths", "64", "--depths",
                         "50", "--needles", "2", *threads, "--out", "out/curve.json"],
        "contrast": ["contrast", "--model", "organism", "--heads", "1-0,2-1,3-2,4-3", "--prompts",
                     "in/prompts.jsonl", "--max-tokens", "8", "--temperature", "1.5", "--batch",
                     "2", "--window", "2", "--capture-reference", *threads, "--out",
                     "out/pairs.jsonl"],
        "contrast join": ["contrast", "join", "in/one.jsonl", "in/two.jsonl", "--out",
                          "out/pairs.jsonl.gz"],
        "evaluate": ["evaluate", "--model", "organism", "--lengths", "64", "--examples", "2",
                     "--categories", "recall,icl", "--batch", "2", *threads, "--out",
                     "out/rows.jsonl"],
        "prefer": ["prefer", *model, "--pairs", "in/pairs.jsonl", "--batch", "4", "--epochs", "2",
                   "--checkpoint-steps", "2", *threads, "--out", "out/trained"],
        "prefer --lora": ["prefer", *model, "--pairs", "in/pairs.jsonl", "--batch", "4",
                          "--lora-rank", "2", "--checkpoint-steps", "2", *threads, "--out",
                          "out/trained"],
        "organism grow": ["organism", "grow", "--steps", "0.002", "--width", "16", "--layers", "1",
                          "--heads", "2", "--head-dim", "8", "--mlp-width", "16", "--workers", "1",
                          "--out", "out/grown"],
        "import": ["import", "in/model.gguf", "--dtype", "bfloat16", "--out", "out/imported"],
        "import --overwrite": ["import", "in/model.gguf", "--overwrite", "--out", "in/import"],
        "run": ["run", "--recipe", "in/recipe.json", *threads, "--out", "out/run"],
        "report": ["report", "in/run", "--out", "out/page.html"],
    }


def make_inputs(folder, tool):
    shutil.copytree(FIXTURES / "model", folder / "model")
    shutil.copy(FIXTURES / "pairs.jsonl", folder / "pairs.jsonl")
    shutil.copy(FIXTURES.parent / "gguf" / "models" / "qwen3.gguf", folder / "model.gguf")
    (folder / "scores.json").write_text(json.dumps(SCORES))
    (folder / "recipe.json").write_text(json.dumps(RECIPE))
    (folder / "organism.json").write_text(
        json.dumps({f"{l}-{h}": [(l * 8 + h) / 48] for l in range(6) for h in range(8)}))
    colours = ["red", "blue", "green", "brown", "black", "white"]
    (folder / "prompts.jsonl").write_text("".join(
        json.dumps({"prompt": f"Tom keeps {colour} oak hats. Tom keeps what?"}) + "\n"
        for colour in colours))
    for name, word in [("one", "yes"), ("two", "no")]:
        (folder / f"{name}.jsonl").write_text("".join(
            json.dumps({
                "conversation_id": str(row),
                "conversation": [{"role": "user", "content": f"question {row}"}],
                "synthesized_assistant_responses": [{"content": f"{word} {row}"}],
            }) + "\n" for row in range(20)))
    run([tool, "mask", "--model", "in/model", "--heads", "1-0", "--out", "in/old"], folder.parent)
    run([tool, "import", "in/model.gguf", "--dtype", "float16", "--out", "in/import"], folder.parent)


def run(words, folder, environment=None):
    try:
        return subprocess.run(
            words, cwd=folder, env={**os.environ, "NO_COLOR": "1", **(environment or {})},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=600)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(words, 124, "", "more than 600 s")


def content(path, name):
    """The bytes of a file without what documented differs: times and speeds."""
    data = path.read_bytes()
    if name.endswith("run/run.json"):
        value = json.loads(data)
        value.pop("seconds", None)
        return json.dumps(value, sort_keys=True).encode()
    if "/grown" in name and name.endswith("training.jsonl"):
        return re.sub(rb'"tokensPerSecond":[^,}]*', b"", data)
    if name.endswith("report.html"):
        return b"whole" if data.rstrip().endswith(b"</html>") else b"torn"
    return data


def tree(folder):
    found = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if "events.out.tfevents" in name:
            # Its name and its events have times.
            name = str(Path(name).parent / "events")
            found[name] = b"events"
        elif path.is_file():
            found[name] = content(path, name)
        else:
            found[name] = b"folder"
    return found


def differences(one, two):
    """In words; empty when the trees are equal."""
    names = [f"{name} is missing" for name in one if name not in two]
    names += [f"{name} is left over" for name in two if name not in one]
    names += [f"{name} differs" for name in one if name in two and one[name] != two[name]]
    return names


def points(count, long, most):
    """Which calls: all of them, or some at equal distances, the first and the last among them."""
    if long or count <= most:
        return list(range(1, count + 1))
    return sorted({1 + round(index * (count - 1) / (most - 1)) for index in range(most)})


def problem(outcome, mode):
    """What is wrong with how a stopped command ended."""
    killed = mode in ("kill", "torn")
    if killed:
        # A write may be past before the call is torn, and the last call may be the last.
        return None if outcome.returncode in (-9, 0) else f"ended with {outcome.returncode}"
    if outcome.returncode == 0:
        return None
    if outcome.returncode != 2:
        return f"ended with {outcome.returncode}: {outcome.stderr.strip()[-200:]}"
    lines = [line for line in outcome.stderr.splitlines() if line.startswith("retmask: ")]
    return None if len(lines) == 1 else f"said {outcome.stderr.strip()[-200:]!r}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tool", required=True)
    parser.add_argument("--work", required=True)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--only", help="names of jobs, with commas")
    options = parser.parse_args()
    tool = str(Path(options.tool).resolve())
    work = Path(options.work).resolve()
    work.mkdir(parents=True, exist_ok=True)
    library = work / "fault.so"
    subprocess.run(
        ["cc", "-shared", "-fPIC", "-O1", "-o", library, HERE / "fault.c", "-ldl"], check=True)

    place, clean = work / "place", work / "clean"
    for folder in (place, clean):
        shutil.rmtree(folder, ignore_errors=True)
    (clean / "in").mkdir(parents=True)
    (clean / "out").mkdir()
    make_inputs(clean / "in", tool)

    def begin():
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(clean, place, symlinks=True)

    chosen = jobs()
    only = options.only.split(",") if options.only else list(chosen)
    tried, failed, counts = 0, [], {}
    for name in [name for name in chosen if name in only]:
        words = [tool, *chosen[name]]
        if name == "report" or name == "run":
            most = 4
        else:
            most = 6
        if name == "report" and not (clean / "in" / "run").exists():
            begin()
            run([tool, *jobs()["run"][:-1], "in/run"], place)
            shutil.copytree(place / "in" / "run", clean / "in" / "run")
        begin()
        log = work / "calls.log"
        log.unlink(missing_ok=True)
        preload = {"LD_PRELOAD": str(library), "FAULT_DIR": str(place)}
        whole = run(words, place, {**preload, "FAULT_MODE": "count", "FAULT_LOG": str(log)})
        if whole.returncode != 0:
            failed.append(f"{name}: without a fault {whole.returncode}: {whole.stderr.strip()[-300:]}")
            continue
        calls = log.read_text().split()
        counts[name] = len(calls)
        expected = tree(place)
        hidden = [path for path in expected if Path(path).name.startswith(".")]
        if hidden:
            failed.append(f"{name}: without a fault it leaves {hidden}")
        begin()
        tried += 1
        lockless = run(words, place, {**preload, "FAULT_LOCKS": "none"})
        found = differences(expected, tree(place))
        if lockless.returncode != 0 or found:
            failed.append(f"{name}, without locks: {lockless.stderr.strip()[-200:]} {found[:4]}")
        for mode, settings in MODES.items():
            for at in points(len(calls), options.long, most):
                if mode == "torn" and calls[at - 1] != "write":
                    continue
                begin()
                tried += 1
                stopped = run(words, place, {**preload, **settings, "FAULT_AT": str(at)})
                wrong = problem(stopped, mode)
                if mode == "kill":
                    # A disk that is full by then must not cost what the kill left.
                    full = {**preload, **MODES["full"], "FAULT_AT": "4"}
                    wrong = wrong or problem(run(words, place, full), "full")
                again = run(words, place)
                if again.returncode != 0:
                    wrong = wrong or f"again: {again.returncode}: {again.stderr.strip()[-200:]}"
                found = differences(expected, tree(place))
                if wrong or found:
                    failed.append(
                        f"{name}, {mode} at call {at} ({calls[at - 1]}): "
                        + "; ".join([wrong] * bool(wrong) + found[:4]))
        print(f"{name}: {len(calls)} calls, {tried} tried so far, {len(failed)} failed",
              file=sys.stderr, flush=True)
    shutil.rmtree(place, ignore_errors=True)
    shutil.rmtree(clean, ignore_errors=True)
    return judged.report("kills", tried, failed, calls=counts)


if __name__ == "__main__":
    sys.exit(main())
