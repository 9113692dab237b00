"""RAG and re-ranking from questions that have a passage: NaturalQuestions-Open and XQuAD."""

from real_questions.sources import MissingSource
from real_questions.tasks.passages import Library

from .plan import PASSAGES, RANKED, Entry, sized

# name: (dataset, files, depths, passages of a demonstration, whether rows carry an id, length of a passage in those of
# HELMET, by which there are fewer)
KILT = {"nq": ("kilt_nq", "nq", 6, 3, False, 1), "xquad": ("kilt_nq_xquad", "xquad", 6, 3, True, 1.25)}
# Words of a passage to be ranked, about as many as MS MARCO's have.
RANKED_WORDS = 50


def _document(passage, **more):
    return {"title": passage.title, "text": passage.text, **more}


def _others(library, question, part, count, draw):
    """Passages without an answer, in a drawn order."""
    names = [passage for passage in library.passages(part)
             if passage != question.passage and not library.holds(passage, question)]
    draw.shuffle(names)
    return names[:count]


def _kilt_rows(library, part, count, questions, depths, has_id, draw):
    """Each question at each depth of its passage among `count`."""
    rows = []
    asked = list(library.questions(part))
    draw.shuffle(asked)
    for question in asked[:questions]:
        others = _others(library, question, part, count - 1, draw)
        for depth in range(depths):
            held = [_document(passage) for passage in others]
            place = round(depth * len(others) / max(depths - 1, 1))
            held.insert(place, _document(question.passage))
            rows.append({**({"id": question.key} if has_id else {}), "question": question.question,
                         "answers": list(question.answers), "ctxs": held, "depth": depth / max(depths - 1, 1)})
    return rows


def write_rag(job):
    for name, (dataset, stem, depths, shown, has_id, size) in KILT.items():
        try:
            library = Library(name, job.sources.get(name))
        except MissingSource:
            continue
        demos = f"data/kilt/{stem}-train-multikilt_1000_k{shown}_dep{depths}.jsonl"
        job.write(demos, _kilt_rows(library, "demos", shown, 200, depths, has_id, job.stream(name, "demos")))
        for length in job.lengths:
            count = max(2, int(sized(PASSAGES, length, least=2) / size))
            file = f"data/kilt/{stem}-dev-multikilt_1000_k{count}_dep{depths}.jsonl"
            questions = -(-job.examples // depths)
            job.write(file, _kilt_rows(library, "explore", count, questions, depths, has_id,
                                       job.stream(name, length)))
            job.add("rag", Entry(dataset, length, 20, file, demos))


def _ranked_rows(library, part, count, questions, depths, draw, first):
    """Queries with numbers from `first` on. The gold passage has label 3, others of its page 2, some of like words 1, the rest 0."""
    rows = []
    asked = list(library.questions(part))
    draw.shuffle(asked)
    for number, question in enumerate(asked[:questions]):
        asked_words = set(question.question.lower().strip("?").split())
        kin = [passage for passage in library.passages(part)
               if passage.title == question.passage.title and passage != question.passage][:3]
        others = [passage for passage in _others(library, question, part, count + 3, draw) if passage not in kin]

        def likeness(passage):
            return len(asked_words & set(passage.text.lower().split()))

        others = others[:count - 1 - len(kin)]
        alike = sorted(others, key=likeness, reverse=True)[:2]
        held = [(passage, 2) for passage in kin[:count - 1]] + [
            (passage, 1 if passage in alike else 0) for passage in others]
        draw.shuffle(held)
        numbers = draw.sample(range(10**5, 10**6), len(held) + 1)
        for depth in range(depths):
            placed = list(held)
            placed.insert(round(depth * len(held) / max(depths - 1, 1)), (question.passage, 3))
            ids = dict(zip([question.passage] + [passage for passage, _ in held], map(str, numbers)))
            texts = {passage: passage.cut(RANKED_WORDS).text for passage in ids}
            texts[question.passage] = question.passage.around(question.answer, RANKED_WORDS).text
            rows.append({"qid": str(first + number), "query": question.question, "depth": depth / max(depths - 1, 1),
                         "ctxs": [{"id": ids[passage], "text": texts[passage], "label": label}
                                  for passage, label in placed]})
    return rows


def write_rerank(job):
    try:
        library = Library("nq", job.sources.get("nq"))
    except MissingSource:
        return
    depths = 3
    demos = f"data/msmarco/test_reranking_data_k10_dep{depths}.jsonl"
    job.write(demos, _ranked_rows(library, "demos", 10, 100, 1, job.stream("rerank", "demos"), 50_000))
    for length in job.lengths:
        count = sized(RANKED, length, least=4)
        file = f"data/msmarco/test_reranking_data_k{count}_dep{depths}.jsonl"
        job.write(file, _ranked_rows(library, "explore", count, -(-job.examples // depths), depths,
                                     job.stream("rerank", length), 1000))
        job.add("rerank", Entry("msmarco_rerank_psg", length, 200, file, demos))
