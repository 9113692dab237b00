"""Golden files of preference training, recorded from TRL 0.24's DPOTrainer.

    .venv/bin/python Tests/Fixtures/preference/make_preference.py

Writes beside this script (Python: trl 0.24.0, transformers 4.57.6, torch 2.13, float32, CPU):

model/          a random two-layer Llama, tied embeddings, with a byte-level tokenizer and a
                Llama-3-like chat template
pairs.jsonl     conversations, chosen and rejected
tokens.json     what TRL makes of the pairs for two chat templates: the rendered text, the token ids
                with its second end of turn, and the columns that its own forward pass keeps when
                max_prompt_length and max_length are small
training.json   50 steps of DPO on the rows of the Llama-like template with one end of turn:
                loss, gradient norm, learning rate, rewards and log-probabilities of each step
"""

import contextlib
import io
import json
import tempfile
import os
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TQDM_DISABLE"] = "1"

import torch
from datasets import Dataset, disable_progress_bars
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from torch.utils.data import SequentialSampler
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from trl import DPOConfig, DPOTrainer
from trl.data_utils import maybe_apply_chat_template, maybe_extract_prompt

HERE = Path(__file__).parent
disable_progress_bars()
torch.set_num_threads(1)

LLAMA = (
    "{{- bos_token }}{%- for message in messages %}"
    "{{- '<|start|>' + message['role'] + '<|head|>\n\n' + message['content'] | trim + '<|eot|>' }}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|start|>assistant<|head|>\n\n' }}{%- endif %}"
)
# Like Qwen3: a line break after the end of turn, and an empty thought before the answer.
QWEN = (
    "{%- for message in messages %}"
    "{%- if message['role'] == 'assistant' and loop.last %}"
    "{{- '<|start|>assistant\n<think>\n\n</think>\n\n' + message['content'] + '<|eot|>\n' }}"
    "{%- else %}{{- '<|start|>' + message['role'] + '\n' + message['content'] + '<|eot|>\n' }}"
    "{%- endif %}{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|start|>assistant\n' }}{%- endif %}"
)

PAIRS = [
    ("Where is the green lamp?", "The green lamp is in the north hall.", "The lamp is old."),
    ("Who keeps the silver key?", "Mira keeps the silver key.", "I do not know."),
    (
        "The book says that the door opens at nine. When does the door open?",
        "The door opens at nine.",
        "The door opens at three in the afternoon, and the hall is closed.",
    ),
    ("Add 3 and 4.", "7", "8"),
    ("Name the river.", "It is the Ansa, which runs past the mill.", "It is the Oru."),
    (
        "What did Tomas bring to the market on the second day of the fair?",
        "Tomas brought two baskets of pears.",
        "Tomas brought nothing to the market, nothing to the fair and nothing home.",
    ),
    ("Écris « été » 😀", "été 😀", "ete"),
    ("Which colour is the gate?", "Blue.", "The gate is red, I think."),
]
SYSTEM = "Answer from the book."


def conversations():
    for index, (question, good, bad) in enumerate(PAIRS):
        prompt = [{"role": "user", "content": question}]
        if index == 2:
            prompt = [{"role": "system", "content": SYSTEM}] + prompt
        if index == 5:
            prompt = [
                {"role": "user", "content": "Who is Tomas?"},
                {"role": "assistant", "content": "A farmer."},
            ] + prompt
        yield {
            "conversation_id": f"row-{index}",
            "chosen": prompt + [{"role": "assistant", "content": good}],
            "rejected": prompt + [{"role": "assistant", "content": bad}],
        }


def make_tokenizer(folder):
    tokenizer = Tokenizer(models.BPE())
    # Llama 3's own splitting rule.
    rule = (
        r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
        r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
    )
    from tokenizers import Regex

    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(rule), behavior="isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<|begin|>", "<|start|>", "<|head|>", "<|eot|>"]
    trainer = trainers.BpeTrainer(
        vocab_size=320, special_tokens=special, show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator([text for row in PAIRS for text in row], trainer)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<|begin|>", eos_token="<|eot|>", pad_token="<|eot|>",
        chat_template=LLAMA,
    )
    fast.save_pretrained(folder)
    return fast


def make_model(folder, tokenizer):
    torch.manual_seed(11)
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=32, intermediate_size=48, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, head_dim=16, max_position_embeddings=256,
        tie_word_embeddings=True, bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id, initializer_range=0.15,
    )
    model = LlamaForCausalLM(config)
    # Norm weights away from one, so that a missing norm or a decayed one is seen.
    for name, parameter in model.named_parameters():
        if "norm" in name:
            parameter.data.uniform_(0.7, 1.3)
    model.save_pretrained(folder)
    return model


class Recorder(DPOTrainer):
    """A DPOTrainer on ready-made rows, in their order, that keeps unrounded numbers."""

    def _prepare_dataset(self, dataset, *arguments):
        return dataset

    def _get_train_sampler(self, *arguments):
        return SequentialSampler(self.train_dataset)

    def concatenated_forward(self, model, batch, is_ref_model=False):
        output = super().concatenated_forward(model, batch, is_ref_model)
        key = "reference" if model is self.ref_model else "policy"
        self.forwards[key].append({
            "chosen": output["chosen_logps"].tolist(), "rejected": output["rejected_logps"].tolist()
        })
        return output

    def get_batch_loss_metrics(self, model, batch, train_eval="train"):
        loss, metrics = super().get_batch_loss_metrics(model, batch, train_eval)
        self.micro.append({"loss": loss.item(), **metrics})
        return loss, metrics


def record(model, tokenizer, rows, evaluation=None, **options):
    arguments = DPOConfig(
        output_dir=tempfile.mkdtemp(), report_to="none", use_cpu=True, bf16=False,
        gradient_checkpointing=False, save_strategy="no", logging_steps=1, disable_tqdm=True,
        seed=0, **options,
    )
    trainer = Recorder.__new__(Recorder)
    trainer.forwards = {"policy": [], "reference": []}
    trainer.micro = []
    trainer.__init__(
        model=model, args=arguments, train_dataset=Dataset.from_list(rows),
        eval_dataset=Dataset.from_list(evaluation) if evaluation else None,
        processing_class=tokenizer,
    )
    with contextlib.redirect_stdout(io.StringIO()):
        trainer.train()
    return trainer


def tokenize(tokenizer, template, rows, **limits):
    tokenizer.chat_template = template
    for row in rows:
        text = maybe_apply_chat_template(
            maybe_extract_prompt({key: row[key] for key in ("chosen", "rejected")}),
            tokenizer=tokenizer)
        yield text, DPOTrainer.tokenize_row(text, tokenizer, add_special_tokens=False, **limits)


class Kept(Exception):
    pass


def kept_columns(tokenizer, model, rows, max_length, mode):
    """The ids that the model is given for each row alone, as (chosen, rejected)."""
    seen = []
    trainer = Recorder.__new__(Recorder)
    trainer.forwards = {"policy": [], "reference": []}
    trainer.micro = []
    trainer.__init__(
        model=model, processing_class=tokenizer, train_dataset=Dataset.from_list(rows),
        args=DPOConfig(
            output_dir=tempfile.mkdtemp(), report_to="none", use_cpu=True, bf16=False,
            gradient_checkpointing=False, max_length=max_length, truncation_mode=mode))

    def hook(_, arguments, keywords):
        ids = arguments[0]
        mask = keywords["attention_mask"].bool()
        seen.append([row[keep].tolist() for row, keep in zip(ids, mask)])

    handle = model.register_forward_pre_hook(hook, with_kwargs=True)
    result = []
    for row in rows:
        batch = trainer.data_collator([row])
        with torch.no_grad():
            output = trainer.concatenated_forward(model, batch)
        chosen, rejected = seen[-1]
        result.append({
            "chosen": chosen, "rejected": rejected,
            "logps_chosen": output["chosen_logps"].item(),
            "logps_rejected": output["rejected_logps"].item(),
        })
    handle.remove()
    return result


def main():
    rows = list(conversations())
    with open(HERE / "pairs.jsonl", "w") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    folder = HERE / "model"
    tokenizer = make_tokenizer(folder)
    model = make_model(folder, tokenizer)

    cases = []
    for name, template in (("llama", LLAMA), ("qwen", QWEN)):
        whole = list(tokenize(tokenizer, template, rows))
        cut_rows = [ids for _, ids in tokenize(tokenizer, template, rows, max_prompt_length=24)]
        cases.append({
            "name": name, "template": template,
            "rows": [{**text, **ids} for text, ids in whole],
            "max_prompt_length": 24, "max_length": 32,
            "keep_end": kept_columns(tokenizer, model, cut_rows, 32, "keep_end"),
            "keep_start": kept_columns(tokenizer, model, cut_rows, 32, "keep_start"),
        })
    tokenizer.chat_template = LLAMA
    write("tokens.json", cases)

    # One end of turn: the second one that TRL adds is taken off again.
    single = [
        {key: ids[key] if key.startswith("prompt") else ids[key][:-1] for key in ids}
        for _, ids in tokenize(tokenizer, LLAMA, rows)
    ]
    options = dict(
        beta=0.1, label_smoothing=0.05, learning_rate=3e-4, lr_scheduler_type="cosine_with_min_lr",
        lr_scheduler_kwargs={"min_lr_rate": 0.1}, warmup_ratio=0.1, adam_beta1=0.9,
        adam_beta2=0.95, adam_epsilon=1e-8, weight_decay=0.1, max_grad_norm=1.0,
        num_train_epochs=25, per_device_train_batch_size=3, gradient_accumulation_steps=2,
        max_length=256, max_prompt_length=256,
    )
    # Eight rows in micro-batches of 3, 3 and 2; steps of two and of one: 2 steps an epoch, 50 in all.
    trainer = record(model, tokenizer, single, **options)
    logs = [row for row in trainer.state.log_history if "grad_norm" in row]
    steps = []
    for index, log in enumerate(logs):
        first = index // 2 * 3 + index % 2 * 2
        micro = trainer.micro[first:first + (2 if index % 2 == 0 else 1)]
        step = {key: sum(m[key] for m in micro) / len(micro) for key in micro[0]}
        step.update({key: log[key] for key in ("grad_norm", "learning_rate", "epoch")})
        steps.append(step)
    references = [
        value for forward in trainer.forwards["reference"][:3]
        for value in zip(forward["chosen"], forward["rejected"])
    ]
    write("training.json", {
        "options": {key: value for key, value in options.items()},
        "rows": single, "references": references, "steps": steps,
    })
    print(len(steps), "steps", steps[0]["loss"], steps[-1]["loss"])


def write(name, value):
    (HERE / name).write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
