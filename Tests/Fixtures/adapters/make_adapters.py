"""LoRA adapters made by PEFT 0.21.2, and what transformers 4.57 computes with them.

    .venv/bin/python Tests/Fixtures/adapters/make_adapters.py

For two of the checkpoints of Tests/Fixtures/models: PEFT's folder with random A and B, and
logits.safetensors with tokens [1, T] and logits [1, T, V].
"""

import shutil
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

HERE = Path(__file__).parent
CASES = {
    "llama": LoraConfig(r=3, lora_alpha=6, target_modules=["q_proj", "k_proj", "v_proj", "o_proj"], task_type="CAUSAL_LM"),
    "olmo3": LoraConfig(r=4, lora_alpha=2, target_modules=["q_proj", "up_proj", "down_proj"], task_type="CAUSAL_LM"),
}

for name, config in CASES.items():
    torch.manual_seed(len(name))
    base = AutoModelForCausalLM.from_pretrained(
        HERE.parent / "models" / name, dtype=torch.float32, attn_implementation="eager").eval()
    model = get_peft_model(base, config)
    with torch.no_grad():
        for key, tensor in model.named_parameters():
            if "lora_B" in key:
                tensor.normal_(0, 0.2)
        tokens = torch.randint(0, 96, (1, 24))
        logits = model(tokens).logits
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    for adapter in model.peft_config.values():
        adapter.base_model_name_or_path = f"models/{name}"
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    save_file({"tokens": tokens, "logits": logits.contiguous()}, folder / "logits.safetensors")
    for file in folder.iterdir():
        file.chmod(0o644)
    print(name, sorted(p.name for p in folder.iterdir()), f"{logits.std():.2f}")
