"""Answers of two folders to the same prompts by transformers' generate; prints seconds as JSON.

    .venv/bin/python Benchmarks/contrast_peer.py MODEL MASKED PROMPTS BATCH TOKENS TEMPERATURE THREADS SAMPLES
"""

import json
import sys
import time

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

model, masked, prompts, batch, tokens, temperature, threads, samples = sys.argv[1:]
torch.set_num_threads(int(threads))
torch.manual_seed(0)
tokenizer = AutoTokenizer.from_pretrained(model, padding_side="left")
sides = [AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval() for folder in (model, masked)]
texts = [
    tokenizer.apply_chat_template(
        [{"role": "user", "content": json.loads(line)["prompt"]}], add_generation_prompt=True, tokenize=False)
    for line in open(prompts)]
# Prompts of like length together, as a careful user would.
texts.sort(key=len)
# Rows of a pass are prompts times samples.
size = max(int(batch) // int(samples), 1)
start = time.perf_counter()
made = 0
with torch.inference_mode():
    for first in range(0, len(texts), size):
        rows = tokenizer(texts[first:first + size], return_tensors="pt", padding=True, add_special_tokens=False)
        rows.pop("token_type_ids", None)
        for side in sides:
            out = side.generate(
                **rows, max_new_tokens=int(tokens), do_sample=True, temperature=float(temperature), top_k=0, top_p=1.0,
                num_return_sequences=int(samples),
                pad_token_id=tokenizer.pad_token_id, eos_token_id=side.generation_config.eos_token_id or tokenizer.eos_token_id)
            answers = out[:, rows["input_ids"].shape[1]:]
            made += int(((answers != tokenizer.pad_token_id) & (answers != tokenizer.eos_token_id)).sum())
            tokenizer.batch_decode(answers, skip_special_tokens=True)
print(json.dumps({"seconds": time.perf_counter() - start, "tokens": made}))
