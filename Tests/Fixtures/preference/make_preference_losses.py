"""Golden files of the losses beside DPO's, recorded from TRL 0.24.

    .venv/bin/python Tests/Fixtures/preference/make_preference_losses.py

Reads what make_preference.py wrote, and writes beside it (trl 0.24.0, transformers 4.57.6, torch
2.13, CPU):

losses.json     values and slopes (torch's autograd, float64) of DPOTrainer.dpo_loss, and of
                CPOTrainer.cpo_loss for SimPO, on a few log-probabilities
variants.json   four steps of DPOTrainer with each loss on the rows of training.json, one of them with
                rpo_alpha and with an evaluation after every second step, in one batch: TRL takes
                the mean over batches, so that a mean over tokens depends on their size
"""

import json
from types import SimpleNamespace

import torch
from make_preference import HERE, record, write
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import CPOTrainer, DPOTrainer

# Log-probabilities of answers: nothing learned, right, wrong, far right, far wrong.
POLICY = [[-40, -30], [-35, -45], [-45, -15], [-20, -90], [-80, -10]]
REFERENCE = [[-40, -30], [-40, -30], [-40, -30], [-41.5, -33], [-41.5, -33]]


def loss_cases():
    for loss, beta, smoothing, gamma in [
        ("sigmoid", 0.1, 0.0, 0), ("sigmoid", 0.3, 0.2, 0), ("hinge", 0.1, 0.0, 0),
        ("ipo", 0.1, 0.0, 0), ("robust", 0.1, 0.2, 0), ("simpo", 2.0, 0.0, 0.5),
        ("simpo", 2.5, 0.1, 1.5),
    ]:
        policy = torch.tensor(POLICY, dtype=torch.float64)
        if loss in ("ipo", "simpo"):
            policy = policy / 16  # means over tokens are small
        policy.requires_grad_(True)
        reference = torch.tensor(REFERENCE, dtype=torch.float64) / (16 if loss == "ipo" else 1)
        trainer = SimpleNamespace(
            accelerator=SimpleNamespace(device="cpu"), reference_free=False, beta=beta,
            f_divergence_type="reverse_kl", label_smoothing=smoothing, simpo_gamma=gamma, alpha=0.0,
            loss_type=loss,
        )
        if loss == "simpo":
            losses, *_ = CPOTrainer.cpo_loss(trainer, policy[:, 0], policy[:, 1])
            reference = torch.zeros_like(reference)
        else:
            losses, *_ = DPOTrainer.dpo_loss(
                trainer, policy[:, 0], policy[:, 1], reference[:, 0], reference[:, 1], loss)
        losses.sum().backward()
        yield {
            "loss": loss, "beta": beta, "label_smoothing": smoothing, "gamma": gamma,
            "policy": policy.tolist(), "reference": reference.tolist(), "losses": losses.tolist(),
            "slopes": policy.grad.tolist(),
        }


def variant(rows, tokenizer, **options):
    model = AutoModelForCausalLM.from_pretrained(HERE / "model", dtype=torch.float32)
    trainer = record(
        model, tokenizer, rows, learning_rate=3e-4, lr_scheduler_type="linear", warmup_ratio=0.0,
        adam_beta1=0.9, adam_beta2=0.95, adam_epsilon=1e-8, weight_decay=0.1, max_grad_norm=1.0,
        num_train_epochs=2, per_device_train_batch_size=4, max_length=256, max_prompt_length=256,
        **options)
    history = trainer.state.log_history
    micro = [row for row in trainer.micro if "rewards/chosen" in row]
    steps = []
    for log, metrics in zip([row for row in history if "grad_norm" in row], micro):
        steps.append({
            **metrics, **{key: log[key] for key in ("grad_norm", "learning_rate", "epoch")}})
    for log in history:
        if "eval_loss" in log:
            steps[log["step"] - 1].update({
                key: value for key, value in log.items()
                if key.startswith("eval_") and "runtime" not in key and "per_second" not in key})
    return steps


def main():
    rows = json.loads((HERE / "training.json").read_text())["rows"]
    tokenizer = AutoTokenizer.from_pretrained(HERE / "model")
    write("losses.json", list(loss_cases()))
    write("variants.json", [
        {"loss": "ipo", "sft_weight": 0.5, "beta": 0.2, "label_smoothing": 0, "evaluates": True,
         "steps": variant(
             rows, tokenizer, loss_type="ipo", rpo_alpha=0.5, beta=0.2, eval_strategy="steps",
             eval_steps=2, per_device_eval_batch_size=len(rows), evaluation=rows)},
        {"loss": "hinge", "sft_weight": 0, "beta": 0.1, "label_smoothing": 0, "evaluates": False,
         "steps": variant(rows, tokenizer, loss_type="hinge", beta=0.1)},
        {"loss": "robust", "sft_weight": 0, "beta": 0.1, "label_smoothing": 0.2, "evaluates": False,
         "steps": variant(rows, tokenizer, loss_type="robust", beta=0.1, label_smoothing=0.2)},
    ])


if __name__ == "__main__":
    main()
