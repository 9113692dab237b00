"""The floors of a Llama-shaped model: products and bytes that a work cannot do without, over what the machine was measured at."""

import json


class Shape:
    def __init__(self, folder):
        config = json.loads((folder / "config.json").read_text())
        self.layers, self.width = config["num_hidden_layers"], config["hidden_size"]
        self.vocabulary, heads = config["vocab_size"], config["num_attention_heads"]
        groups = config.get("num_key_value_heads", heads)
        self.weights = self.layers * self.width * (
            2 * self.width + 2 * self.width * groups // heads + 3 * config["intermediate_size"])

    def dense(self, tokens):
        """Floating-point operations of all layers but attention."""
        return 2 * self.weights * tokens

    def attention(self, seen):
        """Of queries that see so many keys, all together, forward."""
        return 4 * self.layers * self.width * seen

    def logits(self, tokens):
        return 2 * self.width * self.vocabulary * tokens

    def prefill(self, tokens):
        return self.dense(tokens) + self.attention(tokens * tokens / 2) + self.logits(1)

    def bytes(self):
        """What a step reads at least, in float32."""
        return 4 * (self.weights + self.width * self.vocabulary)
