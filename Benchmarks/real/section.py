"""Section "real" of bench.py: ours against the peers on SmolLM2-135M-Instruct, models/smollm2 of `make smollm2`.

    Scripts/bench.sh --only real             all parts, a third of --rounds
    Scripts/bench.sh --only real-contrast    one of them

Parts are prefill and decode (passes.py), detection (probes.py), contrast (answers.py) and preference (pairs.py). The sides take turns; the
page has medians, goals, floors and the peaks of both processes. Writes docs/benchmarks/<date>-real.md and the sections real-… of
docs/benchmarks/latest.json.
"""

import pathlib
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass

import page
from real import answers, pairs, passes, probes
from sides import Side, measured

PARTS = {
    "real-prefill": passes.rows, "real-decode": passes.rows, "real-detection": probes.rows, "real-contrast": answers.rows,
    "real-preference": pairs.rows}
HALF = 0.5


def parts(only):
    """Those that --only asks for."""
    return list(PARTS) if only == "real" else [only] if only in PARTS else []


@dataclass
class Speed:
    """Floating-point operations and bytes a second, measured."""

    products: float
    bandwidth: float


@dataclass
class Bench:
    """What every part is given, and how it makes a row."""

    model: pathlib.Path
    tool: pathlib.Path
    python5: str
    llama: str
    threads: int
    rounds: int
    environment: dict
    folder: pathlib.Path
    speed: Speed | None = None

    @property
    def worker(self):
        return self.tool.with_name("retmask-bench")

    def base(self):
        """Peak bytes of our process without a model."""
        return measured([self.tool, "doctor"], self.environment)[1]

    def say(self, line):
        print(f"bench: {line}", file=sys.stderr)

    def measure(self):
        side = Side([str(self.worker), str(self.model), str(self.threads)], self.environment)
        self.speed = Speed(2 * 1024**3 / min(side.ask({"work": "gemm"}) for _ in range(7)),
                           256e6 / min(side.ask({"work": "copy"}) for _ in range(7)))
        side.end()

    def row(self, part, work, peer, times, peaks, base, goal, floor):
        """Of pairs of seconds and of peak bytes, ours first; `base` is what both have without a model."""
        ratios = [theirs / mine for mine, theirs in times]
        mine, theirs = (statistics.median(side) for side in zip(*times))
        peak = [statistics.median(side) for side in zip(*peaks)]
        made = {
            "section": f"real-{part}", "work": work, "peer_name": peer, "ours": mine, "peer": theirs,
            "ratio": statistics.median(ratios), "ratio_low": min(ratios), "ratio_high": max(ratios), "goal": goal, "unit": "s",
            "floor": floor, "memory": peak, "memory_without_model": list(base), "rounds": len(times)}
        self.say(f"real-{part}, {work}, {peer}: {mine:.2f} s of {theirs:.2f}, ratio {made['ratio']:.2f}")
        return made


def line(row):
    memory, base = row["memory"], row["memory_without_model"]
    share = memory[0] / memory[1]
    own = (memory[0] - base[0]) / (memory[1] - base[1])
    goal = row["goal"]
    verdict = lambda good: "" if goal is None else ", met" if good else ", not met"
    return (
        f"| {row['section'].removeprefix('real-')} | {row['work']} | {row['peer_name']} | {row['ours']:.2f} | {row['peer']:.2f} | "
        f"{row['ratio']:.2f} | {row['ratio_low']:.2f} | {row['ratio_high']:.2f} | {goal or ''}{verdict(goal and row['ratio'] >= goal)} | {row['floor']:.2f} | "
        f"{memory[0] / 2**30:.2f} | {memory[1] / 2**30:.2f} | {share:.2f} | {own:.2f}{verdict(own <= HALF)} |")


def write(bench, rows, asked, command):
    page.publish(
        asked, f"{page.machine()}, {bench.threads} threads; medians of {bench.rounds} rounds in which the sides take turns; "
        f"ratio = peer / ours of each round (above 1: ours is faster). Model: {bench.model.name}, float32. Measured here: products "
        f"{bench.speed.products / 1e9:.0f} GFLOP/s, copies {bench.speed.bandwidth / 1e9:.1f} GB/s. Floor: floating-point operations "
        "over the measured product speed, or bytes over the measured bandwidth, whichever takes longer.\n\n"
        "Goals: prefill and decode 1.3 times, detection 20, contrast with four samples of a prompt 4 and with one 2, DPO 2 and, with "
        "prompts 8 times the answers, 5; memory at most half of the peer's, less what each process has before it loads a model (last column). "
        "No goal is set against llama.cpp, whose weights are F16.\n\n"
        "Prefill and decode: one request of a loaded model. Detection and contrast: ours is the whole process, of the peers the loop, "
        "without imports and loading. Preference: the loops of both, with the reference. Peaks are of whole processes.",
        ["| part | work | peer | ours (s) | peer (s) | ratio | low | high | goal | floor (s) | ours (GiB) | peer (GiB) | share "
         "| without libraries |",
         "|---|---|---|---:|---:|---:|---:|---:|---|---:|---:|---:|---:|---|", *map(line, rows)],
        rows, command=command)


def run(arguments, environment, command):
    """The parts asked for; a part that fails does not take the others with it. The number that failed."""
    model = pathlib.Path(arguments.model)
    if not (model / "config.json").exists():
        text = f"the section real is left out: {model} is not there; make smollm2 makes models/smollm2."
        if arguments.only:
            sys.exit(f"bench: {text}")
        print(f"bench: {text}", file=sys.stderr)
        return 0
    asked, rows, failed = arguments.only or "real", [], 0
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(model.resolve(), pathlib.Path(arguments.tool).resolve(), arguments.python5, arguments.llama, arguments.threads,
                      max(1, arguments.rounds // 3), environment, pathlib.Path(folder))
        bench.measure()
        for part in parts(asked):
            try:
                for row in PARTS[part](part.removeprefix("real-"), bench):
                    rows.append(row)
            except (SystemExit, subprocess.CalledProcessError, OSError) as error:
                bench.say(f"{part} failed: {error}")
                failed += 1
    if rows:
        write(bench, rows, asked, command)
    return failed
