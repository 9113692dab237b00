"""Conversations whose last message goes on, recorded from transformers' `continue_final_message=True`.

    .venv/bin/python Tests/Fixtures/jinja/make_continuations.py        (transformers 4.57.6)

Writes templates/continuations.json: for each template its text, and conversations with what is rendered, or without
`output` where transformers refuses. The .jinja files beside it have the shapes of well-known templates.
"""

import json
from pathlib import Path

from transformers.utils.chat_template_utils import render_jinja_template

HERE = Path(__file__).parent / "templates"
CHATML = (
    "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\n"
    "You are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' }}{% endif %}"
    "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
TEMPLATES = {name: (HERE / f"{name}.jinja").read_text() for name in ("llama", "qwen", "mistral", "olmo")}
TEMPLATES["chatml"] = CHATML
TEMPLATES["dropping"] = "{% for m in messages %}{% if m.role == 'user' %}{{ m.content }}{% endif %}{% endfor %}"
TEMPLATES["upper"] = "{% for m in messages %}<{{ m.role }}>{{ m.content | upper }}</{{ m.role }}>{% endfor %}"
TEMPLATES["parts"] = (
    "{% for m in messages %}{{ m.role }}: {% if m.content is string %}{{ m.content }}{% else %}"
    "{% for part in m.content %}{{ part.text }}{% endfor %}{% endif %}\n{% endfor %}"
)
TEMPLATES["plain"] = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"

QUESTION = {"role": "user", "content": "Where is the key?"}
FINALS = [
    "The key is",
    "The key is ",
    "  The key is\n\n",
    "\tThe\u00a0key",
    "key",
    "assistant",
    "Where is the key?",
    "<|im_end|>",
    "<think>\nA pot?\n</think>\n\nUnder",
    "<think>\nA pot? ",
    "caf\u00e9 und cafe\u0301 ",
    "日本語の答えは、",
    "a\u001c",
    "x" * 300,
]


def conversations(name):
    for final in FINALS:
        yield [QUESTION, {"role": "assistant", "content": final}]
    yield [{"role": "system", "content": "Be short."}, QUESTION, {"role": "assistant", "content": "Under "}]
    yield [QUESTION, {"role": "assistant", "content": "It is there."}, {"role": "user", "content": "Where?"},
           {"role": "assistant", "content": "It is there."}]
    # Other templates print the list as Python would, which we refuse.
    if name == "parts":
        yield [QUESTION, {"role": "assistant", "content": [{"type": "text", "text": "It "}, {"type": "text", "text": "is "}]}]


def record(template, messages):
    row = {"messages": messages}
    try:
        rendered, _ = render_jinja_template(
            [messages], chat_template=template, continue_final_message=True, bos_token="<|begin_of_text|>",
            eos_token="<|end|>")
        row["output"] = rendered[0]
    except Exception:  # any refusal counts
        pass
    return row


if __name__ == "__main__":
    rows = [
        {"name": name, "template": text, "rows": [record(text, messages) for messages in conversations(name)]}
        for name, text in TEMPLATES.items()
    ]
    (HERE / "continuations.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    print({row["name"]: sum("output" in r for r in row["rows"]) for row in rows})
