"""RAG, citation and re-ranking: questions about one passage among others."""

import functools

from .. import filling
from ..grouping import grouped
from ..parts import cell, shuffled, stream


def document(number, passage):
    return f"Document [{number}](Title: {passage.title}) {passage.text}"


class Documents(filling.LongContext):
    """Documents, from which questions are to be answered."""

    category = "rag"
    can_cut = True
    instruction = ("Write a short answer, a few words, to the question using only the provided documents "
                   "(some of which might be irrelevant).")
    cue = "Answer:"
    max_tokens = 32
    demonstration_words = 24
    others_shown = 1

    def __init__(self, source, library, job, length, index, form):
        super().__init__(source, job, length, index, form)
        self.library, self.split = library, job.split

    def close(self):
        # No tokenizer in use makes fewer tokens than one of six characters of English.
        others = self.library.distractors(self.questions, self.split, self.length * 6, *self.names)
        self.candidates = [self.shown(passage, None) for passage in others]

    def key(self, question):
        return question.key

    def needed(self, question):
        return [self.shown(question.passage, question)]

    def agrees(self, question):
        """Whether each answer stays in one passage."""
        return not any(other.passage == question.passage or self.library.holds(other.passage, question)
                       or self.library.holds(question.passage, other) for other in self.questions)

    def wording(self, question):
        return f"Question: {question.question}"

    def shown(self, passage, question):
        """A passage as it is shown; with the question that it answers, if it does."""
        return passage

    def measured(self, passage):
        return document(10, passage) + "\n"

    def shorten(self, passage, share):
        return passage.cut(int(len(passage.text.split()) * share) - 3)

    @functools.cached_property
    def demonstrated(self):
        """Two questions of the demonstrations' part, each with its shortened passage and others."""
        draw, blocks = stream(*self.names, "shown"), []
        for question in draw.sample(self.library.questions("demos"), 2):
            others = [passage for passage in shuffled(self.library.passages("demos"), *self.names, question.key)[:20]
                      if not self.library.holds(passage, question)][:self.others_shown]
            gold = question.passage.around(question.answer, self.demonstration_words)
            passages = [passage.cut(self.demonstration_words) for passage in others] + [gold]
            draw.shuffle(passages)
            blocks.append((question, passages, passages.index(gold)))
        return blocks

    def answer_of(self, question, place):
        return question.answer

    def parts(self, passages, question):
        return filling.forms.Parts(
            instruction=self.instruction, question=self.wording(question) if question else "", cue=self.cue,
            context="\n".join(document(place + 1, passage) for place, passage in enumerate(passages)),
            demonstrations="\n\n".join(
                "\n".join(document(place + 1, passage) for place, passage in enumerate(shown))
                + f"\n\n{self.wording(other)}\n{self.cue} {self.answer_of(other, gold)}"
                for other, shown, gold in (self.demonstrated if self.form == "completion" else ())))

    def fields(self, passages, question):
        return {"metric": "SubEM", "answers": list(question.answers), "answerPrefix": self.cue}


class CitedDocuments(Documents):
    """The same, with the number of the document in brackets."""

    category = "citation"
    instruction = ("Answer the question in one short sentence using only the provided documents (some of which might "
                   "be irrelevant), and cite the number of the document that you used in square brackets at its end.")
    max_tokens = 56
    metric = "citation F1"

    def answer_of(self, question, place):
        return f"{question.answer} [{place + 1}]."

    def fields(self, passages, question):
        return {**super().fields(passages, question), "metric": self.metric,
                "citations": [str(passages.index(self.needed(question)[0]) + 1)]}


class RankedPassages(Documents):
    """Passages to be ordered by relevance: the gold one gains 2, those of the same title 1, others nothing."""

    category = "rerank"
    instruction = ("Rank the passages by how relevant they are to the query. Write the ids of the passages, at most "
                   "ten, the most relevant first, in the form [id] > [id] > [id].")
    cue = "Ranking:"
    max_tokens = 72
    demonstration_words = 16
    others_shown = 2
    words = 50

    def close(self):
        super().close()
        gold, kin = {question.passage for question in self.questions}, {}
        for title in dict.fromkeys(question.passage.title for question in self.questions):
            same = [passage for passage in self.library.passages(self.split)
                    if passage.title == title and passage not in gold and self._may_be_kin(passage)]
            kin[title] = [self.shown(passage, None) for passage in same[:3]]
        others = [passage for passage in self.candidates if passage.title not in kin]
        self.candidates = [passage for same in kin.values() for passage in same] + others

    def _may_be_kin(self, passage):
        """What gains 1 for one question should not answer another."""
        return not self.is_shared or not any(self.library.holds(passage, question) for question in self.questions)

    def wording(self, question):
        return f"Query: {question.question}"

    def shown(self, passage, question):
        """Short passages, so that there are enough to rank."""
        return passage.around(question.answer, self.words) if question else passage.cut(self.words)

    def ids(self, count):
        return stream(*self.names, "ids").sample(range(1, count + 1), count)

    def passage(self, number, passage):
        return f"[{number}] (Title: {passage.title}) {passage.text}"

    def placed(self, taken):
        """The kin come first among the candidates, so the order is drawn anew."""
        return super().placed(shuffled(taken, *self.names, "order"))

    def parts(self, passages, question):
        blocks = []
        for other, shown, gold in self.demonstrated:
            numbers = stream(*self.names, other.key).sample(range(1, len(shown) + 1), len(shown))
            ranking = [numbers[gold]] + [number for place, number in enumerate(numbers) if place != gold]
            blocks.append("\n".join(self.passage(number, passage) for number, passage in zip(numbers, shown))
                          + f"\n\n{self.wording(other)}\n{self.cue} "
                          + " > ".join(f"[{number}]" for number in ranking))
        return filling.forms.Parts(
            instruction=self.instruction, question=self.wording(question) if question else "", cue=self.cue,
            context="\n".join(self.passage(number, passage)
                              for number, passage in zip(self.ids(len(passages)), passages)),
            demonstrations="\n\n".join(blocks), shown_in_chat=True)

    def fields(self, passages, question):
        gold = self.needed(question)[0]
        return {"metric": "NDCG@10", "answers": list(question.answers), "answerPrefix": self.cue,
                "relevance": {str(number): 2 if passage == gold else int(passage.title == gold.title)
                              for number, passage in zip(self.ids(len(passages)), passages)}}


KINDS = {"rag": (Documents, ("nq", "xquad")), "citation": (CitedDocuments, ("nq",)),
         "rerank": (RankedPassages, ("nq",))}


def contexts(category, sources, job, form):
    """A list of contexts for each length, evenly from the sources that are there."""
    kind, names = KINDS[category]
    libraries = job.libraries(sources, names)
    for turn, length in enumerate(job.lengths):
        batch = []
        for place, (name, library) in enumerate(libraries.items()):
            count = job.share(len(libraries), place)
            # The gold passage may take up two fifths of the length, so that there are others.
            rows = [question for question in shuffled(library.questions(job.split), job.seed, category, name)
                    if len(question.passage.text) < length * 4 * 0.4]
            asked = cell(rows, count, turn)
            empty = [kind(name, library, job, length, index, form) for index in range(len(asked))]
            batch += grouped(empty, asked, job, sources.notes)
        yield batch
