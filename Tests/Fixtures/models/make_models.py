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

import json
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import (
    LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM, Olmo3Config, Olmo3ForCausalLM,
    Qwen2Config, Qwen2ForCausalLM, Qwen3Config, Qwen3ForCausalLM)

HERE = Path(__file__).parent
T = 40
SHAPE = dict(
    vocab_size=96, hidden_size=32, intermediate_size=48, num_hidden_layers=2,
    num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=128,
    initializer_range=0.3, bos_token_id=0, eos_token_id=1, pad_token_id=None)

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


def make(name, kind, config, dtype):
    torch.manual_seed(sum(map(ord, name)))
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    config._attn_implementation = "eager"
    model = kind(config).eval()
    with torch.no_grad():
        for parameter_name, parameter in model.named_parameters():
            # Norms and biases that are not 1 and 0, so that leaving one out shows.
            if "norm" in parameter_name:
                parameter.uniform_(0.5, 1.5)
            elif parameter_name.endswith("bias"):
                parameter.normal_(0, 0.2)
    model = model.to(getattr(torch, dtype))
    model.save_pretrained(folder, max_shard_size="20KB" if name == "sharded" else "5GB")
    (folder / "generation_config.json").unlink(missing_ok=True)
    model = kind.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    tokens = torch.randint(0, config.vocab_size, (2, T))
    with torch.no_grad():
        out = model(tokens, output_attentions=True)
        attended = torch.cat([layer[:, :, -1].argmax(-1) for layer in out.attentions], dim=1)
        weights = torch.stack([layer[0, :, -3:] for layer in out.attentions])
        heads = torch.tensor([[0, 1], [config.num_hidden_layers - 1, 3]])
        for layer, head in heads.tolist():
            attention = model.model.layers[layer].self_attn
            size = attention.head_dim
            attention.o_proj.weight[:, head * size:(head + 1) * size] = 0
        masked = model(tokens).logits
    save_file({"tokens": tokens, "logits": out.logits.contiguous(), "masked": masked.contiguous(),
               "heads": heads, "attended": attended.contiguous()}, folder / "expected.safetensors")
    if name != "sharded":  # the same architecture as "llama"
        save_file({"weights": weights.contiguous()}, folder / "attention.safetensors")
    print(name, tuple(out.logits.shape), f"logits std {out.logits.std():.2f}",
          sorted(p.name for p in folder.iterdir()))


for name, (kind, config, dtype) in CASES.items():
    make(name, kind, config, dtype)
