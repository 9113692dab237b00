"""Pages of benchmarks that are run on their own, and what a machine reads of them."""

import datetime
import json
import os
import pathlib
import platform
import sys

root = pathlib.Path(__file__).resolve().parent.parent


def machine():
    cpu = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.machine())
    return f"{cpu}, {os.cpu_count()} cores"


def publish(section, head, table, rows, dry=False, is_latest=True):
    """docs/benchmarks/<date>-<section>.md, and the section of docs/benchmarks/latest.json in which rows of another day keep their day."""
    day = datetime.date.today().isoformat()
    command = " ".join(["python3", f"Benchmarks/{pathlib.Path(sys.argv[0]).name}", *sys.argv[1:]])
    text = "\n".join([f"# Benchmark of {day}: {section}", "", f"`{command}`; {head}", "", *table]) + "\n"
    print(text)
    if dry:
        return
    folder = root / "docs/benchmarks"
    (folder / f"{day}-{section}.md").write_text(text)
    if not is_latest:
        return
    latest = json.loads((folder / "latest.json").read_text())
    kept = [{"date": latest["date"], "command": latest["command"], **row} for row in latest["rows"] if row["section"] != section]
    latest["date"] = day
    latest["rows"] = kept + [{"section": section, **row, "date": day, "command": command} for row in rows]
    (folder / "latest.json").write_text(json.dumps(latest, indent=2) + "\n")
