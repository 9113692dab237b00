"""The Python side of a benchmark: loads a model folder with transformers, answers requests.

One JSON request a line on standard input, one JSON answer a line on standard output:
{"work": "prefill", "tokens": 1024} -> {"seconds": 0.123}. bench.py drives it beside retmask-bench,
which speaks the same protocol.
"""

import json
import sys
import time

import torch
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM

folder, threads = sys.argv[1], int(sys.argv[2])
torch.set_num_threads(threads)


def load():
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)


model = load().eval()
vocabulary = model.config.vocab_size
tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
optimizer = None


def tokens(rows, count):
    """The same ids as the Swift side: (31 i + 7 row) mod vocabulary."""
    return torch.tensor([[(31 * i + 7 * r) % vocabulary for i in range(count)] for r in range(rows)])


@torch.inference_mode()
def prefill(request):
    ids = tokens(1, request["tokens"])
    start = time.perf_counter()
    model(ids, logits_to_keep=1)
    return time.perf_counter() - start


@torch.inference_mode()
def decode(request):
    """Greedy steps after a prompt; only the steps are timed."""
    out = model(tokens(request["rows"], request["prompt"]), logits_to_keep=1, use_cache=True)
    start = time.perf_counter()
    for _ in range(request["steps"]):
        following = out.logits[:, -1].argmax(-1, keepdim=True)
        out = model(following, past_key_values=out.past_key_values, use_cache=True)
    return time.perf_counter() - start


def train(request):
    """Forward, cross-entropy of every token, backward, clipping, fused AdamW."""
    global optimizer
    if optimizer is None:
        optimizer = torch.optim.AdamW(model.parameters(), lr=1e-6, fused=True)
    model.train()
    ids = tokens(request["rows"], request["tokens"])
    start = time.perf_counter()
    logits = model(ids).logits[:, :-1]
    loss = torch.nn.functional.cross_entropy(logits.reshape(-1, vocabulary), ids[:, 1:].reshape(-1))
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    elapsed = time.perf_counter() - start
    model.eval()
    return elapsed


def encode(request):
    text = open(request["text"], encoding="utf-8").read()
    start = time.perf_counter()
    tokenizer.encode(text, add_special_tokens=False)
    return time.perf_counter() - start


def reload(request):
    """Reads the folder again; the file is in the page cache for both sides."""
    start = time.perf_counter()
    load()
    return time.perf_counter() - start


works = {"prefill": prefill, "decode": decode, "train": train, "encode": encode, "load": reload}
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"seconds": works[request["work"]](request)}), flush=True)
