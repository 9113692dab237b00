"""Answers of two GGUF files to the same prompts by llama.cpp; prints seconds as JSON.

    .venv/bin/python Benchmarks/real/llama_peer.py NORMAL.gguf ABLATED.gguf PROMPTS ROWS TOKENS TEMPERATURE THREADS SAMPLES

PROMPTS has a line {"ids": [...], "end": [...]} each: tokens of a prompt, and those that end an answer. Written as llama.cpp's
own examples of parallel sequences are: rows that have ended are filled with the next prompts at once, a prompt is computed once and its
keys and values are copied to its other samples, each sequence has a cache of its own, and its samplers draw. Both models are loaded; one
answers after the other. Loading does not count.
"""

import ctypes
import json
import sys
import time

import llama_cpp as llama

first, second, prompts, rows, tokens, temperature, threads, samples = sys.argv[1:]
ROWS, TOKENS, THREADS, SAMPLES = int(rows), int(tokens), int(threads), int(samples)
PROMPTS = [json.loads(line) for line in open(prompts)]
# Tokens of prompts in one pass.
PASS = 2048


@llama.llama_log_callback
def silent(level, text, data):
    if level == 4:  # an error
        sys.stderr.write(text.decode(errors="replace"))


llama.llama_log_set(silent, ctypes.c_void_p(0))
llama.llama_backend_init()


class Answers:
    def __init__(self, file):
        self.model = llama.llama_model_load_from_file(file.encode(), llama.llama_model_default_params())
        settings = llama.llama_context_default_params()
        settings.n_ctx = ROWS * (max(len(prompt["ids"]) for prompt in PROMPTS) + TOKENS)
        settings.n_seq_max = ROWS
        settings.n_batch = PASS
        settings.n_outputs_max = ROWS
        settings.n_threads = settings.n_threads_batch = THREADS
        self.context = llama.llama_init_from_model(self.model, settings)
        if not self.context:
            sys.exit(f"llama_peer: {file} could not be opened")
        self.memory = llama.llama_get_memory(self.context)
        self.batch = llama.llama_batch_init(PASS, 0, 1)
        self.sampler = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params())
        llama.llama_sampler_chain_add(self.sampler, llama.llama_sampler_init_temp(float(temperature)))
        llama.llama_sampler_chain_add(self.sampler, llama.llama_sampler_init_dist(42))

    def decode(self, entries):
        """One pass of (token, position, row, whether its logits are wanted)."""
        self.batch.n_tokens = len(entries)
        for index, (token, position, row, wanted) in enumerate(entries):
            self.batch.token[index] = token
            self.batch.pos[index] = position
            self.batch.n_seq_id[index] = 1
            self.batch.seq_id[index][0] = row
            self.batch.logits[index] = wanted
        if llama.llama_decode(self.context, self.batch):
            sys.exit("llama_peer: llama_decode failed")

    def draw(self, index):
        return llama.llama_sampler_sample(self.sampler, self.context, index)

    def fill(self, free, waiting, live):
        """Computes as many waiting prompts as there are rows for, all samples of each."""
        while waiting and len(free) >= SAMPLES:
            entries, taken = [], []
            while waiting and len(free) >= SAMPLES and len(entries) + len(waiting[0]["ids"]) <= PASS:
                prompt = waiting.pop(0)
                places = [free.pop() for _ in range(SAMPLES)]
                last = len(prompt["ids"]) - 1
                entries += [(token, at, places[0], at == last) for at, token in enumerate(prompt["ids"])]
                taken.append((prompt, places, len(entries) - 1))
            self.decode(entries)
            for prompt, places, index in taken:
                for place in places:
                    live[place] = [prompt, [self.draw(index)]]
                for place in places[1:]:
                    llama.llama_memory_seq_cp(self.memory, places[0], place, -1, -1)

    def run(self):
        waiting, live, made = list(PROMPTS), {}, 0
        free = list(range(ROWS))
        while waiting or live:
            self.fill(free, waiting, live)
            for place, (prompt, answer) in list(live.items()):
                ended = answer[-1] in prompt["end"]
                if ended or len(answer) == TOKENS:
                    made += len(answer) - ended
                    del live[place]
                    llama.llama_memory_seq_rm(self.memory, place, -1, -1)
                    free.append(place)
            if not live or (waiting and len(free) >= SAMPLES):
                continue
            entries = [(answer[-1], len(prompt["ids"]) + len(answer) - 1, place, True) for place, (prompt, answer) in live.items()]
            self.decode(entries)
            for index, (prompt, answer) in enumerate(live.values()):
                answer.append(self.draw(index))
        return made


sides = [Answers(file) for file in (first, second)]
start = time.perf_counter()
made = sum(side.run() for side in sides)
print(json.dumps({"seconds": time.perf_counter() - start, "tokens": made}))
