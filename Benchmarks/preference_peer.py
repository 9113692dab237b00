"""DPO of one pair file by TRL, 0.24 or newer; prints seconds as JSON.

float32 on the CPU. Its defaults, but for gradient checkpointing, which is off: it would save memory and
cost time. `lean` turns on what TRL has against memory: checkpointing, logits of answers only, reference
log-probabilities computed before, one pair a pass.

    .venv/bin/python Benchmarks/preference_peer.py MODEL PAIRS BATCH LENGTH THREADS [lean]
"""

import dataclasses
import json
import sys
import tempfile
import time

import torch
from datasets import Dataset
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import DPOConfig, DPOTrainer

model, pairs, batch, length, threads = sys.argv[1:6]
lean = sys.argv[6:] == ["lean"]
torch.set_num_threads(int(threads))
tokenizer = AutoTokenizer.from_pretrained(model)
tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
rows = Dataset.from_list([json.loads(line) for line in open(pairs)])
# What newer ones no longer have is left out there: they cut no prompts and compute logits of all tokens. Their warmup_steps below 1
# are a share.
known = {field.name for field in dataclasses.fields(DPOConfig)}
warmup = {"warmup_ratio": 0.1} if "max_prompt_length" in known else {"warmup_steps": 0.1}
older = {"max_prompt_length": int(length), "use_logits_to_keep": lean}
with tempfile.TemporaryDirectory() as out:
    trainer = DPOTrainer(
        model=AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32),
        args=DPOConfig(
            output_dir=out, per_device_train_batch_size=1 if lean else int(batch),
            gradient_accumulation_steps=int(batch) if lean else 1, num_train_epochs=1, learning_rate=1e-5,
            lr_scheduler_type="cosine_with_min_lr", lr_scheduler_kwargs={"min_lr_rate": 0.1},
            weight_decay=0.1, adam_beta2=0.95, max_length=int(length), logging_steps=1, save_strategy="no", report_to=[],
            bf16=False, use_cpu=True, seed=42, gradient_checkpointing=lean, precompute_ref_log_probs=lean,
            dataloader_pin_memory=False, disable_tqdm=True, **warmup,
            **{name: value for name, value in older.items() if name in known}),
        processing_class=tokenizer, train_dataset=rows)
    start = time.perf_counter()
    trainer.train()  # with the reference pass, but for a lean one of newer TRL, which has it before
    seconds = time.perf_counter() - start
logs = [row for row in trainer.state.log_history if "loss" in row]
print(json.dumps({"seconds": seconds, "losses": [row["loss"] for row in logs]}))
