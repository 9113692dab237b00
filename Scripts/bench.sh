#!/usr/bin/env bash
# Sets up the peers, builds the bench worker and runs the comparison; without arguments also whole verbs beside busy
# processes (Benchmarks/busy.py), whose table goes to standard output.
set -euo pipefail
cd "$(dirname "$0")/.."
Scripts/python-peers.sh
swift build -c release -Xswiftc -enable-testing --product retmask-bench
.venv/bin/python Benchmarks/bench.py "$@"
[ $# -gt 0 ] || exec .venv/bin/python Benchmarks/busy.py
