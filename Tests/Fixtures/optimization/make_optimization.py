"""Golden files of the optimisers, from torch 2.13 (float32, one thread).

    .venv/bin/python Tests/Fixtures/optimization/make_optimization.py

Writes beside this script:

steps.safetensors   start, gradients and results of eight steps of AdamW (fused, two decay groups) and
                    of Muon; Muon is the published algorithm written out here in float32, because
                    torch's own runs its iteration in bfloat16
rates.json          learning rates of transformers 4.57.6, and the norm of clip_grad_norm_
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import get_scheduler

HERE = Path(__file__).parent
SHAPES = {"wide": (3, 7), "tall": (8, 3), "tall2": (8, 3), "norm": (5,)}
STEPS = 8
torch.set_num_threads(1)


def muon_update(gradient, momentum, keep=0.95):
    momentum.lerp_(gradient, 1 - keep)
    x = gradient.lerp(momentum, keep)
    tall = x.shape[0] > x.shape[1]
    x = x.T if tall else x
    x = x / (x.norm() + 1e-7)
    for _ in range(5):
        a = x @ x.T
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    x = x.T if tall else x
    return x * max(1, x.shape[0] / x.shape[1]) ** 0.5


def main():
    random = torch.Generator().manual_seed(3)

    def draw(shape):
        return torch.randn(shape, generator=random)

    tensors = {}
    start = {name: draw(shape) for name, shape in SHAPES.items()}
    gradients = [{name: draw(shape) for name, shape in SHAPES.items()} for _ in range(STEPS)]
    for name in SHAPES:
        tensors[f"start.{name}"] = start[name]
        for step in range(STEPS):
            tensors[f"gradient.{step}.{name}"] = gradients[step][name]

    parameters = {name: torch.nn.Parameter(value.clone()) for name, value in start.items()}
    optimizer = torch.optim.AdamW(
        [{"params": [p for p in parameters.values() if p.ndim > 1], "weight_decay": 0.1},
         {"params": [p for p in parameters.values() if p.ndim == 1], "weight_decay": 0.0}],
        lr=0.01, betas=(0.9, 0.95), eps=1e-8, fused=True)
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = 0.01 / (step + 1)
        for name, parameter in parameters.items():
            parameter.grad = gradients[step][name].clone()
        optimizer.step()
    for name, parameter in parameters.items():
        tensors[f"adamw.{name}"] = parameter.detach().clone()

    for name in ("wide", "tall", "tall2"):
        value, momentum = start[name].clone(), torch.zeros(SHAPES[name])
        for step in range(STEPS):
            value -= 0.02 / (step + 1) * muon_update(gradients[step][name], momentum)
        tensors[f"muon.{name}"] = value
    save_file(tensors, HERE / "steps.safetensors")

    rates = {}
    for name, options in (
        ("cosine_with_min_lr", {"min_lr_rate": 0.1}), ("linear", {}), ("constant_with_warmup", {})
    ):
        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=3e-4)
        schedule = get_scheduler(
            name, optimizer, num_warmup_steps=5, num_training_steps=40,
            scheduler_specific_kwargs=options)
        rates[name] = []
        for _ in range(40):
            rates[name].append(schedule.get_last_lr()[0])
            optimizer.step()
            schedule.step()
    clipped = [torch.nn.Parameter(value.clone()) for value in start.values()]
    for parameter, gradient in zip(clipped, gradients[0].values()):
        parameter.grad = gradient.clone()
    rates["norm"] = torch.nn.utils.clip_grad_norm_(clipped, 1.0).item()
    rates["clipped"] = [parameter.grad.flatten().tolist() for parameter in clipped]
    (HERE / "rates.json").write_text(json.dumps(rates) + "\n")


main()
