"""The published detection of retrieval heads, step by step, on transformers from PyPI.

Written from the published procedure (github.com/YoumiMa/RetMask, 5923e94, retrieval_head_detection.py):
the same loops in the same order, for golden files and as the peer of `make bench`. Differences that
do not change a number: attention weights of a decoding step come from transformers' eager attention,
prefill uses sdpa; the folder's name decides about the chat template unless --template says.

    python paper_reference.py --model DIR --haystack DIR --start 0 --end 5000 --out heads.json
"""
import argparse
import glob
import json
import os
import time
from collections import defaultdict

import numpy as np
import torch
from rouge_score import rouge_scorer
from transformers import AttentionInterface, AttentionMaskInterface, AutoModelForCausalLM, AutoTokenizer
from transformers.integrations.sdpa_attention import repeat_kv, sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

CHAT_MODELS = [
    "Mistral-7B-Instruct-v0.2", "Qwen1.5-14B-Chat", "Llama-3.1-8B-Instruct", "Llama-3.1-70B-Instruct",
    "Qwen3-8B", "Qwen3-32B", "Qwen3-30B-A3B", "Olmo-3-7B-Think", "Olmo-3-7B-Instruct",
]


WEIGHTS = []


def noting(module, query, key, value, mask, scaling=None, dropout=0.0, **kwargs):
    """sdpa for a prompt; for a single token softmax(q k) v, its weights kept in WEIGHTS."""
    if query.shape[2] > 1:
        return sdpa_attention_forward(module, query, key, value, mask, dropout, scaling, **kwargs)
    key = repeat_kv(key, module.num_key_value_groups)
    value = repeat_kv(value, module.num_key_value_groups)
    weights = torch.matmul(query, key.transpose(2, 3)) * scaling
    weights = torch.softmax(weights, dim=-1, dtype=torch.float32).to(query.dtype)
    WEIGHTS.append(weights)
    return torch.matmul(weights, value).transpose(1, 2).contiguous(), weights


AttentionInterface.register("noting", noting)
AttentionMaskInterface.register("noting", sdpa_mask)


class Detector:
    def __init__(self, model, haystack, start, end, template="auto", lengths=None, depths=None):
        self.name = os.path.basename(model.rstrip("/"))
        self.chat = {"auto": self.name in CHAT_MODELS, "always": True, "never": False}[template]
        self.enc = AutoTokenizer.from_pretrained(model)
        self.model = AutoModelForCausalLM.from_pretrained(
            model, dtype=torch.float32, attn_implementation="noting").eval()
        self.layers = self.model.config.num_hidden_layers
        self.heads = self.model.config.num_attention_heads
        rows = [json.loads(line) for line in open(f"{haystack}/needles.jsonl") if line.strip()]
        self.rows = [(row, f"{haystack}/part{i + 1}") for i, row in enumerate(rows)]
        self.lengths = lengths or np.round(np.linspace(start, end, num=20)).astype(int).tolist()
        self.depths = depths or np.round(np.linspace(0, 100, num=10)).astype(int).tolist()
        self.scorer = rouge_scorer.RougeScorer(["rouge1"], use_stemmer=True)
        self.counter = defaultdict(list)
        self.trials = []

    # The book.

    def read(self, folder):
        text = ""
        while len(text.split()) < max(self.lengths):
            for file in sorted(glob.glob(f"{folder}/*.txt")):
                text += open(file).read()
        return text

    def context(self, folder, needle, length, depth):
        text = self.read(folder)
        tokens = self.enc.encode(text)
        if len(tokens) > length:
            text = self.enc.decode(tokens[:length])
        needle_tokens = self.enc.encode(needle)
        tokens = self.enc.encode(text)
        room = length - 200
        if len(tokens) + len(needle_tokens) > room:
            tokens = tokens[: room - len(needle_tokens)]
        if depth == 100:
            return self.enc.decode(tokens + needle_tokens)
        point = int(len(tokens) * (depth / 100))
        before = tokens[:point]
        while before and before[-1] not in [29889, 869]:
            point -= 1
            before = tokens[:point]
        return self.enc.decode(before + needle_tokens + tokens[point:])

    def prompt(self, row, folder, length, depth):
        context = self.context(folder, row["needle"], length, depth)
        question = f"Based on the content of the book, Question: {row['question']}\nAnswer:"
        if not self.chat:
            return self.enc(context + question, return_tensors="pt")["input_ids"]
        if self.enc.bos_token:
            context = context.replace(self.enc.bos_token, "")
        messages = [{"role": "user", "content": f"<book>{context}</book>\n{question}"}]
        extra = {"enable_thinking": False} if "Qwen3" in self.name else {}
        return self.enc.apply_chat_template(
            messages, tokenize=True, add_generation_prompt=True, return_tensors="pt", **extra)

    def find(self, answer, prompt):
        ids = self.enc(answer, add_special_tokens=False)["input_ids"]
        for i in range(len(prompt)):
            window = set(prompt[i : i + len(ids)].tolist())
            if float(len(window.intersection(set(ids)))) / len(set(ids)) > 0.9:
                return i, i + len(ids)
        return -1, -1

    # The answer.

    def credit(self, attentions, score, token, prompt, span):
        for layer in range(self.layers):
            for head in range(self.heads):
                values, places = attentions[layer][0][head][-1].topk(1)
                for _, place in zip(values, places):
                    if span[0] <= place < span[1] and token.item() == prompt[place].item():
                        score[layer][head] += 1 / (span[1] - span[0])
                        break

    def decode(self, past, token, prompt, span):
        output, score = [], [[0 for _ in range(self.heads)] for _ in range(self.layers)]
        for _ in range(50):
            WEIGHTS.clear()
            step = self.model(input_ids=token.view(1, 1), past_key_values=past, use_cache=True)
            past = step.past_key_values
            token = step.logits[0, -1].argmax()
            output.append(token.item())
            self.credit(WEIGHTS, score, token, prompt, span)
            if self.enc.convert_ids_to_tokens(token.item()) == "<0x0A>" or token.item() == 144:
                break
        return output, score

    def probe(self, row, folder, length, depth):
        ids = self.prompt(row, folder, length, depth)
        prompt = ids[0, :]
        span = self.find(row["real_needle"], prompt)
        with torch.no_grad():
            prefill = self.model(input_ids=ids[:, :-1], use_cache=True)
            output, score = self.decode(prefill.past_key_values, ids[:, -1], prompt, span)
        response = self.enc.decode(output, skip_special_tokens=True).strip()
        recall = self.scorer.score(row["real_needle"], response)["rouge1"].recall * 100
        if recall > 50:
            for layer in range(self.layers):
                for head in range(self.heads):
                    self.counter[f"{layer}-{head}"].append(score[layer][head])
        self.trials.append({
            "needle": row["needle"], "length": length, "depth": depth, "ids": prompt.tolist(),
            "span": list(span), "output": output, "response": response, "recall": recall,
        })

    def run(self):
        for row, folder in self.rows:
            for length in self.lengths:
                for depth in self.depths:
                    self.probe(row, folder, length, depth)


def main():
    parser = argparse.ArgumentParser()
    for name in ["--model", "--haystack", "--out"]:
        parser.add_argument(name, required=True)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--end", type=int, default=5000)
    parser.add_argument("--lengths")
    parser.add_argument("--depths")
    parser.add_argument("--template", default="auto", choices=["auto", "always", "never"])
    parser.add_argument("--trials", help="every probe, a JSON line each")
    args = parser.parse_args()
    numbers = lambda text: [int(part) for part in text.split(",")] if text else None
    detector = Detector(
        args.model, args.haystack, args.start, args.end, args.template, numbers(args.lengths),
        numbers(args.depths))
    begin = time.time()
    detector.run()
    seconds = time.time() - begin
    with open(args.out, "w") as file:
        json.dump(detector.counter, file)
    if args.trials:
        with open(args.trials, "w") as file:
            file.writelines(json.dumps(trial) + "\n" for trial in detector.trials)
    passed = len(next(iter(detector.counter.values()), []))
    print(json.dumps({"seconds": seconds, "probes": len(detector.trials), "passed": passed}))


if __name__ == "__main__":
    main()
