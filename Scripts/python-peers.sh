#!/usr/bin/env bash
# A Python environment with the peers that we compare with: .venv, or with the argument 5, the one of transformers 5, .venv5.
set -euo pipefail
cd "$(dirname "$0")/.."
case ${1:-4} in
4) folder=.venv peers=("transformers==4.57.6" "trl==0.24.0") ;;
5) folder=.venv5 peers=("transformers==5.23.0") ;;
*) echo "python-peers: there are 4 and 5, the versions of transformers, not $1" >&2; exit 2 ;;
esac
stamp=$folder/peers-3
[ -e "$stamp" ] && exit 0
echo "python-peers: installing torch, ${peers[*]}, peft, tokenizers and others into $folder" >&2
[ -x "$folder/bin/python" ] || python3 -m venv "$folder"
"$folder/bin/python" -m pip install -q "torch==2.13.0+cpu" || "$folder/bin/python" -m pip install -q "torch==2.13.0"
"$folder/bin/python" -m pip install -q "${peers[@]}" "peft==0.21.2" tokenizers jinja2 numpy \
    safetensors accelerate datasets rouge_score
touch "$stamp"
