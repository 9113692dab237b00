"""The two sides of a comparison: processes that stay loaded and answer one request a line, and the model they share."""

import json
import os
import pathlib
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parent.parent
WIDTH, LAYERS, HEADS, GROUPS, INNER = 256, 6, 8, 4, 688


def surroundings(threads):
    """The environment of every side. How OpenMP's threads wait is left to its default: they spin for some milliseconds,
    then they sleep."""
    return {**os.environ, "OMP_NUM_THREADS": str(threads), "TRANSFORMERS_VERBOSITY": "error", "HF_HUB_OFFLINE": "1",
            "TOKENIZERS_PARALLELISM": "false"}


def make_model(folder):
    """A Llama of random weights, with the organism's tokenizer."""
    import shutil
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    organism = next(root.glob("Sources/Organism/Resources/*/tokenizer.json")).parent
    vocabulary = len(json.load(open(organism / "tokenizer.json"))["model"]["vocab"]) + 64
    torch.manual_seed(0)
    model = LlamaForCausalLM(LlamaConfig(
        vocab_size=vocabulary, hidden_size=WIDTH, num_hidden_layers=LAYERS, num_attention_heads=HEADS,
        num_key_value_heads=GROUPS, intermediate_size=INNER, max_position_embeddings=32768,
        tie_word_embeddings=True, bos_token_id=0, eos_token_id=1))
    model.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja"):
        if (organism / name).exists():
            shutil.copy(organism / name, folder)
    return sum(p.numel() for p in model.parameters()) - vocabulary * WIDTH, vocabulary


class Side:
    def __init__(self, command, environment):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, env=environment)
        assert json.loads(self.process.stdout.readline())["ready"]

    def ask(self, request):
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"bench: {self.process.args[0]} ended while it did {request}")
        answer = json.loads(line)
        if "error" in answer:
            sys.exit(f"bench: {answer['error']}")
        return answer["seconds"]

    def peak(self):
        """Peak resident bytes so far."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) * 1024

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def measured(command, environment):
    """Seconds, peak resident bytes and standard output of a process."""
    # A small process starts it: what a process has before it becomes another counts for the peak of that one.
    shim = (
        "import resource, subprocess, sys, time; start = time.perf_counter(); code = subprocess.call(sys.argv[1:]); "
        "print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr); "
        "sys.exit(code)")
    process = subprocess.run(
        [sys.executable, "-c", shim, *map(str, command)], capture_output=True, text=True, env=environment)
    if process.returncode:
        sys.exit(f"bench: {command[0]} ended with {process.returncode}: {process.stderr[-2000:]}")
    seconds, kibibytes = process.stderr.split()[-2:]
    return float(seconds), int(kibibytes) * 1024, process.stdout


def versions(python, names):
    """What a Python has of these packages, such as "trl 1.16.0, transformers 5.23.0"; None where one is missing."""
    code = "import importlib.metadata, sys; print(', '.join(f'{n} {importlib.metadata.version(n)}' for n in sys.argv[1:]))"
    try:
        process = subprocess.run([str(python), "-c", code, *names], capture_output=True, text=True)
    except FileNotFoundError:
        return None
    return None if process.returncode else process.stdout.strip()


def organism_text(tool, tokens, environment):
    return subprocess.run([tool, "organism", "text", "--tokens", str(tokens)], check=True, capture_output=True, text=True,
                          env=environment).stdout


def write_text(file, environment):
    """A mebibyte of the organism's text."""
    file.write_text(organism_text(root / ".build/release/retmask", 400000, environment)[: 1 << 20], encoding="utf-8")
