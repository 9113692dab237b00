"""Golden files of the decoders, recorded from transformers 4.57.

    .venv/bin/python Tests/Fixtures/models/make_models.py

Writes beside this script, per case: a folder with a tiny random checkpoint (config.json,
model.safetensors) and expected.safetensors with
  tokens     [2, T]  two rows of ids; the second is used from its own start, without padding
  logits     [2, T, V]  of the whole rows at once
  masked     [2, T, V]  the same with the o_proj columns of `heads` set to zero
  heads      [n, 2]  layer and head of those
  attended   [2, L*H]  arg-max of the attention of the last query, absolute positions
and attention.safetensors with
  weights    [L, H, 3, T]  attention of the last three queries of the first row
T exceeds the sliding window of the cases that have one.
"""

from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import (
    LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM, Olmo3Config, Olmo3ForCausalLM,
    Qwen2Config, Qwen2ForCausalLM, Qwen3Config, Qwen3ForCausalLM)

from tiny_models import SHAPE, make

HERE = Path(__file__).parent
CASES = {
    "llama": (LlamaForCausalLM, LlamaConfig(
        **SHAPE, tie_word_embeddings=True, rope_theta=500000.0, attention_bias=True, mlp_bias=True,
        rope_scaling=dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
                          original_max_position_embeddings=32)), "float32"),
    "qwen2": (Qwen2ForCausalLM, Qwen2Config(
        **SHAPE, tie_word_embeddings=False, use_sliding_window=True, sliding_window=12,
        max_window_layers=1), "float32"),
    "qwen3": (Qwen3ForCausalLM, Qwen3Config(
        **SHAPE, head_dim=16, tie_word_embeddings=True, rope_theta=1000000.0), "float32"),
    "olmo3": (Olmo3ForCausalLM, Olmo3Config(
        **{**SHAPE, "num_hidden_layers": 4}, sliding_window=12, rope_theta=500000.0,
        rope_scaling=dict(rope_type="yarn", factor=8.0, original_max_position_embeddings=16,
                          attention_factor=1.2079441541679836, beta_fast=32.0, beta_slow=1.0)),
        "float32"),
    "mistral": (MistralForCausalLM, MistralConfig(
        **SHAPE, head_dim=8, sliding_window=12, tie_word_embeddings=False), "float32"),
    # Stored in bfloat16, in two shards with an index.
    "sharded": (LlamaForCausalLM, LlamaConfig(
        **SHAPE, tie_word_embeddings=False,
        rope_scaling=dict(rope_type="linear", factor=2.0)), "bfloat16"),
}


for name, (kind, config, dtype) in CASES.items():
    folder = HERE / name
    attentions = make(folder, kind, config, dtype, seed=sum(map(ord, name)), load=kind, in_shards=name == "sharded")
    if name != "sharded":  # the same architecture as "llama"
        weights = torch.stack([layer[0, :, -3:] for layer in attentions])
        save_file({"weights": weights.contiguous()}, folder / "attention.safetensors")
