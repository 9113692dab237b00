"""Golden files of the decoders, saved by and recorded from transformers 5.23.

    VENV/bin/python Tests/Fixtures/models/make_models_v5.py      # a venv with transformers 5

Writes v5/NAME beside this script, with the files of make_models.py but attention.safetensors. The
configurations are those that transformers 5 spells otherwise: theta and scaling in rope_parameters,
by layer type in Olmo 3 (with a theta of its own for each here), dtype in place of torch_dtype.
"""

import shutil
from pathlib import Path

import torch
import transformers
from safetensors.torch import save_file
from transformers import (
    AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM, Olmo3Config, Olmo3ForCausalLM,
    Qwen2Config, Qwen2ForCausalLM, Qwen3Config, Qwen3ForCausalLM)

assert transformers.__version__.startswith("5."), transformers.__version__
HERE = Path(__file__).parent / "v5"
T = 40
SHAPE = dict(
    vocab_size=96, hidden_size=32, intermediate_size=48, num_hidden_layers=2,
    num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=128,
    initializer_range=0.3, bos_token_id=0, eos_token_id=1, pad_token_id=None)

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


def make(name, kind, config, dtype):
    torch.manual_seed(5 + sum(map(ord, name)))
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
    model.save_pretrained(folder, max_shard_size="20KB" if name == "mistral" else "5GB")
    (folder / "generation_config.json").unlink(missing_ok=True)
    model = AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager").eval()
    tokens = torch.randint(0, config.vocab_size, (2, T))
    with torch.no_grad():
        out = model(tokens, output_attentions=True)
        attended = torch.cat([layer[:, :, -1].argmax(-1) for layer in out.attentions], dim=1)
        heads = torch.tensor([[0, 1], [config.num_hidden_layers - 1, 3]])
        for layer, head in heads.tolist():
            attention = model.model.layers[layer].self_attn
            size = attention.head_dim
            attention.o_proj.weight[:, head * size:(head + 1) * size] = 0
        masked = model(tokens).logits
    save_file({"tokens": tokens, "logits": out.logits.contiguous(), "masked": masked.contiguous(),
               "heads": heads, "attended": attended.contiguous()}, folder / "expected.safetensors")
    print(name, tuple(out.logits.shape), f"logits std {out.logits.std():.2f}",
          sorted(p.name for p in folder.iterdir()))


for name, (kind, config, dtype) in CASES.items():
    make(name, kind, config, dtype)
