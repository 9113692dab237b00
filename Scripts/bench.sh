#!/usr/bin/env bash
# Sets up the peers, builds the bench worker and runs the comparison.
set -euo pipefail
cd "$(dirname "$0")/.."
Scripts/python-peers.sh
# The section real has the current peers as well, where its model is.
if [ -e "${RETMASK_MODELS:-models}/smollm2" ] && [[ $* != *--only* || $* == *real* ]]; then Scripts/python-peers.sh 5; fi
swift build -c release -Xswiftc -enable-testing --product retmask-bench
exec .venv/bin/python Benchmarks/bench.py "$@"
