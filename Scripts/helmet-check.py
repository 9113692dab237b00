#!/usr/bin/env python3
"""Whether `retmask evaluate --suite helmet` asks and judges what HELMET's own program does.

    retmask evaluate --model DIR --suite helmet --data DATA --helmet HELMET --lengths 4k --write-examples ours.jsonl
    Scripts/helmet-check.py prompts --helmet HELMET --data DATA --model DIR --examples ours.jsonl

compares every prompt, token by token, with what HELMET's functions make of the same files (no model is run).

    Scripts/helmet-check.py results THEIRS OURS

compares two folders of result files, HELMET's `output_dir` (run with --tag v1) and that of --helmet-results: outputs
row by row, every measure of rows with equal outputs, averages. Prints a line of JSON for each dataset and lists rows
that differ; status 1 when something is not as it should be. docs/helmet.md has the whole way.

`prompts` needs Python with what HELMET's data.py needs: torch, transformers, datasets, rouge_score, pytrec_eval.
"""
import argparse
import json
import os
import pathlib
import random
import re
import sys
import tempfile

sys.dont_write_bytecode = True


def short_name(dataset):
    """The category under which `evaluate` has a dataset: without sizes."""
    name = re.sub(r"_\d+shot(_balance)?$", "", dataset)
    return re.sub(r"_\d+$", "", name) if re.match("alce|narrativeqa|infbench|multi", name) else name


def column(config, name, count, default):
    values = str(config.get(name, default)).split(",")
    return values * count if len(values) == 1 else values


def prompts(options):
    sys.path.insert(0, os.path.abspath(options.helmet))
    examples = {}
    for line in open(options.examples, encoding="utf-8"):
        row = json.loads(line)
        examples.setdefault((row["category"], row["length"]), []).append(row)
    configs = [os.path.abspath(path) for path in options.config] or sorted(
        map(str, pathlib.Path(options.data, "configs").resolve().glob("*.yaml")))
    model = os.path.abspath(options.model)
    os.chdir(options.data)
    # `datasets` knows a folder such as CogComp/trec by its name: files that were written anew would come from its cache.
    cache = tempfile.TemporaryDirectory()
    os.environ["HF_DATASETS_CACHE"] = cache.name
    import data as helmet
    import transformers
    import yaml
    from model_utils import tokenize
    tokenizer = transformers.AutoTokenizer.from_pretrained(model)
    seen, failed = set(), False
    for path in configs:
        config = yaml.safe_load(open(path))
        datasets = str(config["datasets"]).split(",")
        columns = [column(config, name, len(datasets), default) for name, default in (
            ("input_max_length", 8192), ("generation_max_length", 10), ("test_files", ""), ("demo_files", ""))]
        for dataset, length, new, test, demos in zip(datasets, *columns):
            key = (short_name(dataset), int(length))
            ours = examples.get(key)
            if ours is None or key in seen:
                continue
            seen.add(key)
            chat = bool(config.get("use_chat_template", False))
            args = argparse.Namespace(shots=config.get("shots", 2), max_test_samples=config.get("max_test_samples"),
                                      seed=config.get("seed", 42))
            random.seed(args.seed)
            loaded = helmet.load_data(args, dataset, test, demos)
            count, different = len(loaded["data"]), []
            for index in range(min(count, len(ours))):
                theirs = tokenize(loaded["data"][index], loaded, tokenizer, int(length), int(new),
                                  use_chat_template=chat, system_message=None).input_ids[0].tolist()
                example = ours[index]
                mine = (tokenizer.apply_chat_template(example["messages"], add_generation_prompt=True)
                        if chat else tokenizer(example["prompt"])["input_ids"])
                if theirs != mine:
                    place = next((at for at, pair in enumerate(zip(theirs, mine)) if pair[0] != pair[1]),
                                 min(len(theirs), len(mine)))
                    different.append({"id": example["id"], "tokens": [len(theirs), len(mine)], "from": place})
            failed |= bool(different) or count != len(ours)
            print(json.dumps({"dataset": dataset, "length": int(length), "rows": [count, len(ours)],
                              "equal": min(count, len(ours)) - len(different), "different": different[:5]}))
    missing = [key for key in examples if key not in seen]
    if missing:
        print(json.dumps({"not in the configurations": missing}))
    return failed or bool(missing)


# What is no measure of an answer.
FIELDS = {"output", "input_len", "output_len", "input_text", "parsed_output"}


def results(options):
    failed = False
    for theirs_file in sorted(pathlib.Path(options.theirs).glob("*.json")):
        ours_file = pathlib.Path(options.ours, theirs_file.name)
        if not ours_file.exists():
            print(json.dumps({"file": theirs_file.name, "problem": "we have none of this name"}))
            failed = True
            continue
        theirs, ours = json.loads(theirs_file.read_text()), json.loads(ours_file.read_text())
        names = [name for name in theirs["metrics"] if not name.endswith("_len")]
        rows, outputs, measures, lengths = [], 0, 0, 0
        for index, (one, two) in enumerate(zip(theirs["data"], ours["data"])):
            lengths += one["input_len"] == two["input_len"]
            if one["output"] != two["output"]:
                rows.append({"row": index, "theirs": one["output"][:120], "ours": two["output"][:120]})
                continue
            outputs += 1
            unequal = [name for name in names if abs(one[name] - two[name]) > 1e-9]
            measures += not unequal
            if unequal:
                rows.append({"row": index, "measures": {name: [one[name], two[name]] for name in unequal}})
        gaps = {name: ours["averaged_metrics"][name] - theirs["averaged_metrics"][name] for name in names}
        count = len(theirs["data"])
        worst = max(map(abs, gaps.values()), default=0)
        print(json.dumps({"file": theirs_file.name, "rows": [count, len(ours["data"])], "prompt lengths equal": lengths,
                          "outputs equal": outputs, "of them all measures equal": measures,
                          "largest gap of an average": round(worst, 4)}))
        for row in rows:
            print("  " + json.dumps(row, ensure_ascii=False))
        failed |= (count != len(ours["data"]) or lengths < count or outputs < 0.95 * count or measures < outputs
                   or worst > 0.1)
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    one = verbs.add_parser("prompts", help="compare prompts")
    one.add_argument("--helmet", required=True)
    one.add_argument("--data", required=True, help="the folder in which HELMET's program runs")
    one.add_argument("--model", required=True)
    one.add_argument("--examples", required=True, help="what --write-examples wrote")
    one.add_argument("--config", action="append", default=[], help="configuration files; all of DATA/configs")
    two = verbs.add_parser("results", help="compare result files")
    two.add_argument("theirs")
    two.add_argument("ours")
    options = parser.parse_args()
    options.examples = os.path.abspath(options.examples) if options.verb == "prompts" else None
    return int(prompts(options) if options.verb == "prompts" else results(options))


sys.exit(main())
