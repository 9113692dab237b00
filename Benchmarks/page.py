"""Pages of benchmarks that are run on their own, and what a machine reads of them."""

import datetime
import itertools
import json
import os
import pathlib
import platform
import sys

root = pathlib.Path(__file__).resolve().parent.parent


def machine():
    cpu = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.machine())
    return f"{cpu}, {os.cpu_count()} cores"


def unused(stem):
    """A page of this name that is not there yet: one that is may have words of a person in it."""
    folder = root / "docs/benchmarks"
    folder.mkdir(parents=True, exist_ok=True)
    files = (folder / f"{stem}{ending}.md" for ending in itertools.chain([""], (f"-{n}" for n in itertools.count(2))))
    return next(file for file in files if not file.exists())


def keep(rows, command, head={}):
    """The sections of these rows in docs/benchmarks/latest.json; those of others stay, with their day and command."""
    file = root / "docs/benchmarks/latest.json"
    latest = json.loads(file.read_text()) if file.exists() else {"rows": []}
    sections = {row["section"] for row in rows}
    kept = [{"date": latest["date"], "command": latest["command"], **row} for row in latest["rows"] if row["section"] not in sections]
    day = datetime.date.today().isoformat()
    latest |= {**head, "date": day, "rows": kept + [{**row, "date": day, "command": command} for row in rows]}
    file.write_text(json.dumps(latest, indent=2) + "\n")


def publish(section, head, table, rows, dry=False, is_latest=True, command=None):
    """docs/benchmarks/<date>-<section>.md, and the rows in docs/benchmarks/latest.json, of this section if they name no other."""
    day = datetime.date.today().isoformat()
    command = command or " ".join(["python3", f"Benchmarks/{pathlib.Path(sys.argv[0]).name}", *sys.argv[1:]])
    text = "\n".join([f"# Benchmark of {day}: {section}", "", f"`{command}`; {head}", "", *table]) + "\n"
    print(text)
    if dry:
        return
    file = unused(f"{day}-{section}")
    file.write_text(text)
    print(f"bench: wrote docs/benchmarks/{file.name}", file=sys.stderr)
    if is_latest:
        keep([{"section": section, **row} for row in rows], command)
