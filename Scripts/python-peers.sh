#!/usr/bin/env bash
# A Python environment with the peers that we compare with, in the ignored folder .venv.
set -euo pipefail
cd "$(dirname "$0")/.."
stamp=.venv/peers-3
[ -e "$stamp" ] && exit 0
echo "python-peers: installing torch, transformers, trl, tokenizers and jinja2 into .venv" >&2
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip install -q "torch==2.13.0+cpu" || .venv/bin/python -m pip install -q "torch==2.13.0"
.venv/bin/python -m pip install -q "transformers==4.57.6" "trl==0.24.0" "peft==0.21.2" tokenizers jinja2 numpy \
    safetensors accelerate datasets rouge_score
touch "$stamp"
