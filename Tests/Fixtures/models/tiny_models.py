"""What make_models.py and make_models_v5.py have in common: tiny models, saved and recorded."""

import shutil

import torch
from safetensors.torch import save_file

T = 40
SHAPE = dict(
    vocab_size=96, hidden_size=32, intermediate_size=48, num_hidden_layers=2,
    num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=128,
    initializer_range=0.3, bos_token_id=0, eos_token_id=1, pad_token_id=None)


def make(folder, kind, config, dtype, seed, load, in_shards):
    """Saves a random model in `folder`, loads it with the class `load`, and writes expected.safetensors.

    Returns the attention of all layers, each [2, H, T, T].
    """
    torch.manual_seed(seed)
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
    model.save_pretrained(folder, max_shard_size="20KB" if in_shards else "5GB")
    (folder / "generation_config.json").unlink(missing_ok=True)
    model = load.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
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
    print(folder.name, tuple(out.logits.shape), f"logits std {out.logits.std():.2f}",
          sorted(p.name for p in folder.iterdir()))
    return out.attentions
