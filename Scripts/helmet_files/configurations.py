"""Configuration files for HELMET's program, one a category, as its own are laid out."""

# name: (shots, whether its own ends answers at a newline, which its program does not read)
SETTINGS = {"recall": (2, False), "rag": (2, True), "rerank": (2, True), "icl": (0, True), "ruler": (0, False)}


def text(name, entries, examples):
    """The YAML of a category."""
    shots, stops = SETTINGS[name]

    def column(values):
        joined = ",".join(map(str, values))
        return f"'{joined}'" if not joined.strip(",") or joined.isdigit() else joined

    return "".join(f"{key}: {value}\n" for key, value in {
        "input_max_length": column(entry.length for entry in entries),
        "datasets": column(entry.dataset for entry in entries),
        "generation_max_length": column(entry.new_tokens for entry in entries),
        "test_files": column(entry.test for entry in entries),
        "demo_files": column(entry.demos for entry in entries),
        "use_chat_template": "false", "max_test_samples": examples, "shots": shots,
        "stop_new_line": str(stops).lower()}.items())
