"""A GGUF file of half-precision numbers of a Llama-shaped Hugging Face folder, for llama.cpp as a peer.

    .venv/bin/python Benchmarks/real/gguf_file.py FOLDER OUT.gguf

The same weights as the folder's, rounded to F16; norms stay F32, as llama.cpp's own converter has it. It has no vocabulary: the
peer is given token ids. For folders with one file of weights, without biases and scaled rotary embeddings.
"""

import json
import pathlib
import sys

import gguf
import numpy as np

NAMES = {
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down", "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm"}
OUTSIDE = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}


def tensors(file):
    """Names and numbers, float32, of a safetensors file."""
    data = np.memmap(file, np.uint8, "r")
    start = 8 + int(data[:8].view(np.uint64)[0])
    for name, entry in json.loads(data[8:start].tobytes()).items():
        if name == "__metadata__":
            continue
        if entry["dtype"] not in ("F32", "F16"):
            sys.exit(f"gguf_file: {name} is {entry['dtype']}, not F32 or F16")
        first, last = (start + offset for offset in entry["data_offsets"])
        kind = np.float32 if entry["dtype"] == "F32" else np.float16
        yield name, data[first:last].view(kind).astype(np.float32).reshape(entry["shape"])


def renamed(name):
    stem = name.removesuffix(".weight")
    if stem in OUTSIDE:
        return OUTSIDE[stem] + ".weight"
    _, _, layer, part = stem.split(".", 3)
    return f"blk.{layer}.{NAMES[part]}.weight"


def turned(matrix, heads):
    """Rows of each head in llama.cpp's order: what is rotated together stands side by side, not half a head apart."""
    return matrix.reshape(heads, 2, len(matrix) // heads // 2, -1).swapaxes(1, 2).reshape(matrix.shape)


def main(folder, out):
    config = json.loads((folder / "config.json").read_text())
    if config["model_type"] != "llama" or config.get("rope_scaling") or config.get("attention_bias"):
        sys.exit(f"gguf_file: {folder} is no plain Llama")
    heads = config["num_attention_heads"]
    groups = config.get("num_key_value_heads", heads)
    writer = gguf.GGUFWriter(out, "llama")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(groups)
    writer.add_rope_dimension_count(config["hidden_size"] // heads)
    writer.add_rope_freq_base(config["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_vocab_size(config["vocab_size"])
    writer.add_tokenizer_model("none")
    for name, numbers in tensors(folder / "model.safetensors"):
        if "q_proj" in name or "k_proj" in name:
            numbers = turned(numbers, heads if "q_proj" in name else groups)
        writer.add_tensor(renamed(name), numbers.astype(np.float16) if numbers.ndim > 1 else numbers)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


main(pathlib.Path(sys.argv[1]), sys.argv[2])
