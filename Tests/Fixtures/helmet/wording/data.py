"""Wording of our own in the shape in which HELMET's data.py has its own: names, branches and kinds of literals.

make_helmet.py puts these texts in place of HELMET's and records what its functions make of them.
"""


def load_qa(dataset, path, demo_path, max_test_samples=None, popularity_threshold=None, shots=0):
    """Questions with documents."""
    if "nq_bad" in dataset:
        user_template = "Some questions have no answer.\n\n{demos}{context}\n\nAsked: {question}"
    else:
        user_template = "Read the papers and say it briefly, as in:\nAnswer: [a few words]\n\n{demos}{context}\n\nAsked: {question}"
    system_template = "Answer:"
    prompt_template = user_template + "\n" + system_template

    demo_template = "{documents}\n\nAsked: {question}\nAnswer: {answer}"
    passage_template = 'Paper "{title}": {text}'
    return user_template, prompt_template, demo_template, passage_template


def load_json_kv(path, shots, max_test_samples=None, seed=42):
    # The object comes first, then the task.
    user_template = "{context}\n\nWhich value belongs to the key?" "\n\n{demos}Of the key: {question}"
    system_template = "Its value:"
    prompt_template = user_template + "\n" + system_template
    demo_template = "Of the key: {key}\nIts value:{value}"
    return user_template, prompt_template, demo_template


def load_msmarco_rerank(path, demo_path=None, max_test_samples=None, shots=0, seed=42):
    user_template = """Put the papers in order, the best first, as in:
Ranking: 12 > 7\n\n{demos}{context}\n\nAsked: {question}"""
    system_template = "Ranking:"
    prompt_template = user_template + "\n" + system_template

    def update(sample, demos):
        passage_template = "[{id}] Paper ({title}): {text}" if "title" in sample["ctxs"][0] else "[{id}] Paper: {text}"
        demo_text = ""
        if len(demos) > 0:
            for d in demos:
                ranking = d["query"]
                demo_text += passage_template + f"\n\nAsked: {d['query']}\nRanking: {ranking}" + "\n\n"
        return demo_text

    return update, prompt_template


def load_alce(dataset, path, demo_path, shots=0):
    user_template = "{demo_text}{instruction}\n\nAsked: {question}\n\n{context}"
    system_template = "Answer:"
    prompt_template = user_template + "\n\n" + system_template
    return prompt_template


def load_icl(dataset, max_test_sample=None, seed=42):
    item_template = "Text: {text}\nlabel: {label}"
    user_template = "Learn which number goes with a text. Write \"label: {{label}}\" alone. \n\n{context}\n\n{question}"
    system_template = "label:"
    prompt_template = user_template + "\n" + system_template
    return item_template, prompt_template


def load_ruler(dataset, path, max_test_samples=None, seed=42):
    user_template = "{context}\n\n{question}"
    system_template = "Answer:"
    prompt_template = user_template + "\n" + system_template

    if "niah_mv" in dataset or "niah_mq" in dataset:
        user_template = "There are {type_needle_v} in this text.\n{context}\nWhich {type_needle_v} belong to {query}?"
        system_template = "The {type_needle_v} of {query} are"
    elif "niah" in dataset:
        user_template = "There is a {type_needle_v} in this text.\n{context}\nWhich {type_needle_v} belongs to {query}?"
        system_template = "The {type_needle_v} of {query} is"
    elif "vt" in dataset:
        user_template = "{example}Follow the variables.\n\n{context}\nAsked: which of them are {query}?"
        system_template = "Answer: these {num_v} variables are {query}:"
    elif "cwe" in dataset:
        user_template = "{example}Count the words.\n{context}\nAsked: which ten are most common?"
        system_template = "Answer: the ten are:"
    elif "fwe" in dataset:
        user_template = "Count the coded words.\n{context}\nAsked: which three are most frequent?"
        system_template = "Answer: the three are:"
    elif "qa" in dataset:
        user_template = "Answer from the papers.\n\n{context}\n\nAnswer from the papers.\n\nAsked: {question}"
        system_template = "Answer:"
    prompt_template = user_template + "\n" + system_template
    return user_template, prompt_template
