"""DPO of one pair file by TRL 0.24; prints seconds as JSON.

float32 on the CPU. Its defaults, but for gradient checkpointing, which is off: it would save memory and
cost time. `lean` turns on what TRL has against memory: checkpointing, logits of answers only, reference
log-probabilities computed before, one pair a pass.

    .venv/bin/python Benchmarks/preference_peer.py MODEL PAIRS BATCH LENGTH THREADS [lean]
"""

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
with tempfile.TemporaryDirectory() as out:
    trainer = DPOTrainer(
        model=AutoModelForCausalLM.from_pretrained(model, dtype=torch.float32),
        args=DPOConfig(
            output_dir=out, per_device_train_batch_size=1 if lean else int(batch),
            gradient_accumulation_steps=int(batch) if lean else 1, num_train_epochs=1, learning_rate=1e-5,
            lr_scheduler_type="cosine_with_min_lr", lr_scheduler_kwargs={"min_lr_rate": 0.1}, warmup_ratio=0.1,
            weight_decay=0.1, adam_beta2=0.95, max_length=int(length), max_prompt_length=int(length),
            logging_steps=1, save_strategy="no", report_to=[], bf16=False, use_cpu=True, seed=42,
            gradient_checkpointing=lean, use_logits_to_keep=lean, precompute_ref_log_probs=lean, dataloader_pin_memory=False, disable_tqdm=True),
        processing_class=tokenizer, train_dataset=rows)
    start = time.perf_counter()
    trainer.train()  # with the reference pass, in either way
    seconds = time.perf_counter() - start
logs = [row for row in trainer.state.log_history if "loss" in row]
print(json.dumps({"seconds": seconds, "losses": [row["loss"] for row in logs]}))
