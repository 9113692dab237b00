#!/usr/bin/env bash
# Makes the golden files again: each script under Tests/Fixtures by the Python environments that its own description names,
# as in `.venv/bin/python Tests/Fixtures/models/make_models.py`; without one, by .venv.
#
#   Scripts/make-fixtures.sh [PART OF A NAME]
set -euo pipefail
cd "$(dirname "$0")/.."
Scripts/python-peers.sh
Scripts/python-peers.sh 5
for script in Tests/Fixtures/*/make_*.py; do
    [[ $script == *"${1:-}"* ]] || continue
    named=$(grep -oE "\.venv5?/bin/python $script" "$script" | cut -d' ' -f1 || true)
    for python in ${named:-.venv/bin/python}; do
        echo "$python $script"
        "$python" "$script"
    done
done
