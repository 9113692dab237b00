"""RAG, citation and re-ranking: questions about one passage among others."""

import functools

from .. import filling
from ..parts import cell, shuffled, stream


def document(number, passage):
    return f"Document [{number}](Title: {passage.title}) {passage.text}"


class DocumentQuestion(filling.LongQuestion):
    """A question to be answered from documents."""

    category = "rag"
    can_cut = True
    instruction = ("Write a short answer, a few words, to the question using only the provided documents "
                   "(some of which might be irrelevant).")
    cue = "Answer:"
    max_tokens = 32
    demonstration_words = 24
    others_shown = 1

    def __init__(self, source, question, library, job, length, index, depth, form):
        self.set_name, self.key, self.question = source, question.key, question
        self.length, self.depth, self.form, self.library = length, depth, form, library
        self.names = (job.seed, self.category, source, length, index)
        self.gold = (self.shown(question.passage, question),)
        # No tokenizer in use makes fewer tokens than one of six characters of English.
        self.candidates = [self.shown(passage, None)
                           for passage in library.distractors(question, job.split, length * 6, *self.names)]

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
                      if not self.library.holds(passage, question.answers)][:self.others_shown]
            gold = question.passage.around(question.answer, self.demonstration_words)
            passages = [passage.cut(self.demonstration_words) for passage in others] + [gold]
            draw.shuffle(passages)
            blocks.append((question, passages, passages.index(gold)))
        return blocks

    def answer_of(self, question, place):
        return question.answer

    def parts(self, passages):
        return filling.forms.Parts(
            instruction=self.instruction, question=f"Question: {self.question.question}", cue=self.cue,
            context="\n".join(document(place + 1, passage) for place, passage in enumerate(passages)),
            demonstrations="\n\n".join(
                "\n".join(document(place + 1, passage) for place, passage in enumerate(shown))
                + f"\n\nQuestion: {question.question}\n{self.cue} {self.answer_of(question, gold)}"
                for question, shown, gold in (self.demonstrated if self.form == "completion" else ())))

    def fields(self, passages):
        return {"metric": "SubEM", "answers": list(self.question.answers), "answerPrefix": self.cue}


class CitationQuestion(DocumentQuestion):
    """The same, with the number of the document in brackets."""

    category = "citation"
    instruction = ("Answer the question in one short sentence using only the provided documents (some of which might "
                   "be irrelevant), and cite the number of the document that you used in square brackets at its end.")
    max_tokens = 56
    metric = "citation F1"

    def answer_of(self, question, place):
        return f"{question.answer} [{place + 1}]."

    def fields(self, passages):
        return {**super().fields(passages), "metric": self.metric,
                "citations": [str(passages.index(self.gold[0]) + 1)]}


class RankingQuestion(DocumentQuestion):
    """Passages to be ordered by relevance: the gold one gains 2, those of the same title 1, others nothing."""

    category = "rerank"
    instruction = ("Rank the passages by how relevant they are to the query. Write the ids of the passages, at most "
                   "ten, the most relevant first, in the form [id] > [id] > [id].")
    cue = "Ranking:"
    max_tokens = 72
    demonstration_words = 16
    others_shown = 2
    words = 50

    def __init__(self, source, question, library, job, length, index, depth, form):
        super().__init__(source, question, library, job, length, index, depth, form)
        kin = [passage for passage in library.passages(job.split)
               if passage.title == question.passage.title and passage != question.passage][:3]
        self.kin = tuple(self.shown(passage, None) for passage in kin)
        others = [passage for passage in self.candidates if passage.title != question.passage.title]
        self.candidates = list(self.kin) + others

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

    def parts(self, passages):
        blocks = []
        for question, shown, gold in self.demonstrated:
            numbers = stream(*self.names, question.key).sample(range(1, len(shown) + 1), len(shown))
            ranking = [numbers[gold]] + [number for place, number in enumerate(numbers) if place != gold]
            blocks.append("\n".join(self.passage(number, passage) for number, passage in zip(numbers, shown))
                          + f"\n\nQuery: {question.question}\n{self.cue} "
                          + " > ".join(f"[{number}]" for number in ranking))
        return filling.forms.Parts(
            instruction=self.instruction, question=f"Query: {self.question.question}", cue=self.cue,
            context="\n".join(self.passage(number, passage)
                              for number, passage in zip(self.ids(len(passages)), passages)),
            demonstrations="\n\n".join(blocks), shown_in_chat=True)

    def fields(self, passages):
        gains = {passage: 1 for passage in self.kin} | {self.gold[0]: 2}
        return {"metric": "NDCG@10", "answers": list(self.question.answers), "answerPrefix": self.cue,
                "relevance": {str(number): gains.get(passage, 0)
                              for number, passage in zip(self.ids(len(passages)), passages)}}


KINDS = {"rag": (DocumentQuestion, ("nq", "xquad")), "citation": (CitationQuestion, ("nq",)),
         "rerank": (RankingQuestion, ("nq",))}


def questions(category, sources, job, form):
    """A list of questions for each length, evenly from the sources that are there."""
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
            batch += [kind(name, question, library, job, length, index, depth, form)
                      for index, (question, depth) in enumerate(zip(asked, filling.depths(len(asked))))]
        yield batch
