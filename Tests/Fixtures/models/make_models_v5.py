"""Golden files of the decoders, saved by and recorded from transformers 5.23.

    .venv5/bin/python Tests/Fixtures/models/make_models_v5.py

Writes v5/NAME beside this script, with the files of make_models.py but attention.safetensors. The
configurations are those that transformers 5 spells otherwise: theta and scaling in rope_parameters,
by layer type in Olmo 3 (with a theta of its own for each here), dtype in place of torch_dtype.
"""

from pathlib import Path

import transformers
from transformers import (
    AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM, Olmo3Config, Olmo3ForCausalLM,
    Qwen2Config, Qwen2ForCausalLM, Qwen3Config, Qwen3ForCausalLM)

from tiny_models import SHAPE, make

assert transformers.__version__.startswith("5."), transformers.__version__
HERE = Path(__file__).parent / "v5"

CASES = {
    "llama": (LlamaForCausalLM, LlamaConfig(
        **SHAPE, tie_word_embeddings=True, mlp_bias=True, rope_parameters=dict(
            rope_type="llama3", rope_theta=500000.0, factor=8.0, low_freq_factor=1.0,
            high_freq_factor=4.0, original_max_position_embeddings=32)), "float32"),
    # The long context of the Qwen families: 4 times the original 16 positions.
    "qwen2": (Qwen2ForCausalLM, Qwen2Config(
        **{**SHAPE, "max_position_embeddings": 16}, tie_word_embeddings=False,
        use_sliding_window=True, sliding_window=12, max_window_layers=1, rope_parameters=dict(
            rope_type="yarn", rope_theta=1000000.0, factor=4.0,
            original_max_position_embeddings=16)), "float32"),
    "qwen3": (Qwen3ForCausalLM, Qwen3Config(
        **SHAPE, head_dim=16, tie_word_embeddings=True,
        rope_parameters=dict(rope_type="default", rope_theta=1000000.0)), "float32"),
    "olmo3": (Olmo3ForCausalLM, Olmo3Config(
        **{**SHAPE, "num_hidden_layers": 4}, sliding_window=12, rope_parameters=dict(
            sliding_attention=dict(rope_type="default", rope_theta=10000.0),
            full_attention=dict(
                rope_type="yarn", rope_theta=500000.0, factor=8.0,
                original_max_position_embeddings=16, attention_factor=1.2079441541679836,
                beta_fast=32.0, beta_slow=1.0))), "float32"),
    # Stored in bfloat16, in shards with an index.
    "mistral": (MistralForCausalLM, MistralConfig(
        **SHAPE, head_dim=8, sliding_window=12, tie_word_embeddings=False,
        rope_parameters=dict(rope_type="linear", rope_theta=10000.0, factor=2.0)), "bfloat16"),
    # A Mistral whose layers differ: AutoModel reads layer_types, MistralForCausalLM does not.
    "mistral-layers": (MistralForCausalLM, MistralConfig(
        **SHAPE, head_dim=8, sliding_window=4, tie_word_embeddings=False,
        layer_types=["sliding_attention", "full_attention"],
        rope_parameters=dict(rope_type="default", rope_theta=10000.0)), "float32"),
}


for name, (kind, config, dtype) in CASES.items():
    make(HERE / name, kind, config, dtype, seed=5 + sum(map(ord, name)), load=AutoModelForCausalLM,
         in_shards=name == "mistral")
