"""Rotary frequencies of published configurations, recorded from transformers 4.57.

    .venv/bin/python Tests/Fixtures/models/make_rope.py

Writes rope.json beside this script: per case the fields of config.json that matter, the inverse
frequencies of transformers (float32, nine digits) and its attention factor.
"""

import json
from pathlib import Path

from transformers import LlamaConfig
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

# rope_theta, head_dim, max_position_embeddings, rope_scaling
CASES = {
    "Llama-3.1-8B": (500000.0, 128, 131072, dict(
        rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
        original_max_position_embeddings=8192)),
    "Llama-3.2-1B": (500000.0, 64, 131072, dict(
        rope_type="llama3", factor=32.0, low_freq_factor=1.0, high_freq_factor=4.0,
        original_max_position_embeddings=8192)),
    "Olmo-3-7B": (500000.0, 128, 65536, dict(
        rope_type="yarn", factor=8.0, original_max_position_embeddings=8192,
        attention_factor=1.2079441541679836, beta_fast=32.0, beta_slow=1.0)),
    "Qwen3 with YaRN": (1000000.0, 128, 40960, dict(
        rope_type="yarn", factor=4.0, original_max_position_embeddings=32768)),
    "YaRN, old name, no original length": (10000.0, 64, 4096, dict(type="yarn", factor=2.0)),
    "YaRN with mscale": (10000.0, 64, 163840, dict(
        rope_type="yarn", factor=40.0, original_max_position_embeddings=4096, beta_fast=32,
        beta_slow=1, mscale=0.707, mscale_all_dim=1.0)),
    "YaRN, not truncated": (150000.0, 64, 131072, dict(
        rope_type="yarn", factor=32.0, original_max_position_embeddings=4096, beta_fast=32.0,
        beta_slow=1.0, truncate=False)),
    "linear": (10000.0, 128, 16384, dict(type="linear", factor=4.0)),
    "default": (10000.0, 80, 4096, None),
}

cases = []
for name, (theta, head_dim, positions, scaling) in CASES.items():
    config = LlamaConfig(
        hidden_size=head_dim * 2, num_attention_heads=2, head_dim=head_dim, rope_theta=theta,
        max_position_embeddings=positions, rope_scaling=dict(scaling) if scaling else None)
    kind = (scaling or {}).get("rope_type") or (scaling or {}).get("type") or "default"
    frequencies, factor = ROPE_INIT_FUNCTIONS[kind](config, "cpu")
    cases.append(dict(
        name=name, rope_theta=theta, head_dim=head_dim, max_position_embeddings=positions,
        rope_scaling=scaling, frequencies=[float(f"{x:.9g}") for x in frequencies.tolist()],
        attention_factor=float(factor)))
    print(name, len(frequencies), factor)
path = Path(__file__).parent / "rope.json"
path.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
