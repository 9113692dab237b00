#!/usr/bin/env bash
# Makes the golden files again: each script under Tests/Fixtures by the Python environments that its own description names,
# as in `.venv/bin/python Tests/Fixtures/models/make_models.py`; without one, by .venv.
#
#   Scripts/make-fixtures.sh [PART OF A NAME]
set -euo pipefail
cd "$(dirname "$0")/.."
made=0
for script in Tests/Fixtures/*/make_*.py; do
    [[ $script == *"${1:-}"* ]] || continue
    made=$((made + 1))
    named=$(grep -oF -e ".venv/bin/python $script" -e ".venv5/bin/python $script" "$script" | cut -d' ' -f1 || true)
    for python in ${named:-.venv/bin/python}; do
        case $python in
        .venv5/*) Scripts/python-peers.sh 5 ;;
        *) Scripts/python-peers.sh ;;
        esac
        echo "$python $script"
        "$python" "$script"
    done
done
[ $made -gt 0 ] || { echo "make-fixtures: no script has ${1:-} in its name" >&2; exit 2; }
