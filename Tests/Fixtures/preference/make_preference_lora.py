"""Golden files of training with LoRA, recorded from TRL 0.24 over PEFT 0.21.2.

    .venv/bin/python Tests/Fixtures/preference/make_preference_lora.py

Reads what make_preference.py wrote, and writes beside it (peft 0.21.2, trl 0.24.0, transformers
4.57.6, torch 2.13, CPU):

adapter/     PEFT's folder before training: A as PEFT draws it, B zero
lora.json    eight steps of DPOTrainer on the rows of training.json from there
trained/     PEFT's folder after them
"""

import json
import shutil

import torch
from make_preference import HERE, record, write
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer


def save(model, name):
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    for adapter in model.peft_config.values():
        adapter.base_model_name_or_path = "preference/model"
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    for file in folder.iterdir():
        file.chmod(0o644)


def main():
    rows = json.loads((HERE / "training.json").read_text())["rows"]
    tokenizer = AutoTokenizer.from_pretrained(HERE / "model")
    torch.manual_seed(4)
    base = AutoModelForCausalLM.from_pretrained(HERE / "model", dtype=torch.float32)
    model = get_peft_model(base, LoraConfig(
        r=4, lora_alpha=8, target_modules=["q_proj", "v_proj", "o_proj", "down_proj"],
        task_type="CAUSAL_LM"))
    save(model, "adapter")
    # A rate at which eight steps bring B well away from zero, so that A moves as well.
    trainer = record(
        model, tokenizer, rows, beta=0.1, learning_rate=5e-3, lr_scheduler_type="linear",
        warmup_ratio=0.0, adam_beta1=0.9, adam_beta2=0.95, adam_epsilon=1e-8, weight_decay=0.1,
        max_grad_norm=1.0, num_train_epochs=4, per_device_train_batch_size=4, max_length=256,
        max_prompt_length=256)
    logs = [row for row in trainer.state.log_history if "grad_norm" in row]
    steps = [
        {**metrics, **{key: log[key] for key in ("grad_norm", "learning_rate", "epoch")}}
        for log, metrics in zip(logs, trainer.micro)
    ]
    write("lora.json", steps)
    save(model, "trained")
    print(len(steps), "steps", steps[0]["loss"], steps[-1]["loss"])


if __name__ == "__main__":
    main()
