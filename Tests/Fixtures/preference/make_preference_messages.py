"""Golden files of pairs whose messages hold more than a role and a text, recorded from TRL 0.24.

    .venv/bin/python Tests/Fixtures/preference/make_preference_messages.py

Reads the tokenizer that make_preference.py wrote, and writes beside it (trl 0.24.0, transformers
4.57.6):

messages.json   for chat templates that print tools, tool calls, thoughts and parts: rows as they
                stand in a file, the text that TRL's apply_chat_template makes of each with the row's
                tools, documents and chat_template_kwargs, and the token ids of its DPOTrainer
"""

import json
from pathlib import Path

from transformers import PreTrainedTokenizerFast
from trl import DPOTrainer
from trl.data_utils import maybe_apply_chat_template, maybe_extract_prompt

HERE = Path(__file__).parent

TOOLS = (
    "{{- bos_token }}"
    "{%- if tools %}{{- '<|start|>tools\n' }}{%- for tool in tools %}{{- tool | tojson + '\n' }}"
    "{%- endfor %}{{- '<|eot|>' }}{%- endif %}"
    "{%- for document in documents or [] %}{{- '[' + document.title + '] ' + document.text + '\n' }}"
    "{%- endfor %}"
    "{%- if style is defined %}{{- 'style ' + style + '\n' }}{%- endif %}"
    "{%- for message in messages %}"
    "{{- '<|start|>' + message.role }}"
    "{%- if message.name is defined %}{{- ' ' + message.name }}{%- endif %}"
    "{%- if message.tool_call_id is defined %}{{- ' ' + message.tool_call_id }}{%- endif %}"
    "{{- '<|head|>' }}"
    "{%- if message.reasoning_content %}"
    "{{- '<think>\n' + message.reasoning_content + '\n</think>\n\n' }}{%- endif %}"
    "{%- if message.thinking %}{{- '(' + message.thinking + ')' }}{%- endif %}"
    "{%- if message.content is string %}{{- message.content | trim }}"
    "{%- elif message.content is iterable %}{%- for part in message.content %}"
    "{%- if part.type == 'text' %}{{- part.text }}{%- endif %}{%- endfor %}{%- endif %}"
    "{%- for call in message.tool_calls or [] %}"
    "{{- ' call: ' + call.function.name + call.function.arguments | tojson }}{%- endfor %}"
    "{{- '<|eot|>' }}{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|start|>assistant<|head|>' }}{%- endif %}"
)
# Opens a thought when it opens an answer.
THINK = (
    "{%- for message in messages %}"
    "{{- '<|start|>' + message.role + '<|head|>' + message.content + '<|eot|>' }}{%- endfor %}"
    "{%- if add_generation_prompt %}{{- '<|start|>assistant<|head|><think>\n' }}{%- endif %}"
)


def user(text, **more):
    return {"role": "user", "content": text, **more}


def call(name, **arguments):
    function = {"name": name, "arguments": arguments}
    return {"role": "assistant", "content": "", "tool_calls": [{"type": "function", "function": function}]}


def said(text, **more):
    return {"role": "assistant", "content": text, **more}


FIND = {
    "type": "function",
    "function": {
        "name": "find",
        # Keys that are in no order of the alphabet, letters outside of ASCII.
        "parameters": {"type": "object", "properties": {"who": {"type": "string", "description": "für wen"}, "at": {"type": "number", "default": 1.0}}, "required": ["who"]},
        "description": "Finds a person.",
    },
}
QUESTION = user("Where is Tom?")

ROWS = {
    "tools": [
        {"prompt": [QUESTION], "chosen": [call("find", who="Tom", at=2)],
         "rejected": [call("find", who="Ann")], "tools": [FIND]},
        {"chosen": [QUESTION, said("Oslo.", reasoning_content="Tom moved.")],
         "rejected": [QUESTION, said("Oslo.", reasoning_content="Tom stayed.")]},
        {"chosen": [QUESTION, said("Oslo.", thinking="he moved")],
         "rejected": [QUESTION, said("Paris.", thinking=None)]},
        {"prompt": [user([{"type": "text", "text": "Where "}, {"type": "text", "text": "is Tom?"}])],
         "chosen": [said([{"type": "text", "text": "Oslo."}])], "rejected": [said("Paris.")]},
        {"chosen": [user("Where is Tom?", name="mira"), {"role": "assistant", "content": None, "tool_calls": call("find", who="Tom")["tool_calls"]},
                    {"role": "tool", "tool_call_id": "c1", "content": "Oslo"}, user("So?"), said("Oslo.")],
         "rejected": [user("Where is Tom?", name="mira"), {"role": "assistant", "content": None, "tool_calls": call("find", who="Tom")["tool_calls"]},
                      {"role": "tool", "tool_call_id": "c1", "content": "Oslo"}, user("So?"), said("Paris.")]},
        {"prompt": [QUESTION], "chosen": [said("Oslo.")], "rejected": [said("Paris.")],
         "documents": [{"title": "A", "text": "Tom is in Oslo."}], "chat_template_kwargs": {"style": "short"}},
        # An answer with a call and another without: the same text otherwise.
        {"chosen": [QUESTION, said("Oslo.", tool_calls=call("find", who="Tom")["tool_calls"])],
         "rejected": [QUESTION, said("Oslo.")], "tools": [FIND, FIND]},
        # Composed and decomposed: two texts.
        {"chosen": [QUESTION, said("caf\u00e9"), user("So?"), said("ja")],
         "rejected": [QUESTION, said("cafe\u0301"), user("So?"), said("ja")], "chat_template_kwargs": {}},
    ],
    "think": [
        {"prompt": [QUESTION], "chosen": [said("<think>\nTom moved.\n</think>\nOslo.")], "rejected": [said("Paris.")]},
        {"prompt": [QUESTION], "chosen": [said("Oslo.")], "rejected": [said("<think>\nHm.\n</think>\nParis.")]},
        {"prompt": [QUESTION], "chosen": [said("<think>\nTom moved.\n</think>\nOslo.")],
         "rejected": [said("<think>\nHm.\n</think>\nParis.")]},
        {"prompt": [QUESTION], "chosen": [said("Oslo.")], "rejected": [said("Paris.")]},
    ],
}


def record(tokenizer, template, row):
    tokenizer.chat_template = template
    sides = {key: row[key] for key in ("prompt", "chosen", "rejected") if key in row}
    example = maybe_extract_prompt(sides)
    if "chat_template_kwargs" in row:
        example["chat_template_kwargs"] = row["chat_template_kwargs"]
    more = {"documents": row["documents"]} if "documents" in row else {}
    text = maybe_apply_chat_template(example, tokenizer=tokenizer, tools=row.get("tools"), **more)
    ids = DPOTrainer.tokenize_row(text, tokenizer, add_special_tokens=False)
    return {"row": json.dumps(row, ensure_ascii=False), **text, **ids}


def main():
    tokenizer = PreTrainedTokenizerFast.from_pretrained(HERE / "model")
    cases = [
        {"name": name, "template": template,
         "rows": [record(tokenizer, template, row) for row in ROWS[name]]}
        for name, template in (("tools", TOOLS), ("think", THINK))
    ]
    for case in cases:
        for row in case["rows"]:
            print(case["name"], *(repr(row[key]) for key in ("prompt", "chosen", "rejected")))
    (HERE / "messages.json").write_text(json.dumps(cases, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
