#!/usr/bin/env bash
# Sets up the peers, builds the bench worker and runs the comparison.
set -euo pipefail
cd "$(dirname "$0")/.."
Scripts/python-peers.sh
swift build -c release -Xswiftc -enable-testing --product retmask-bench
exec .venv/bin/python Benchmarks/bench.py "$@"
