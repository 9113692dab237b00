"""Passages with their questions, from NaturalQuestions-Open and XQuAD: a split's own, and demonstrations."""

import dataclasses
import functools

from ..parts import normal, part, shuffled


@dataclasses.dataclass(frozen=True)
class Passage:
    title: str
    text: str

    def cut(self, words):
        return Passage(self.title, " ".join(self.text.split()[:max(1, words)]))

    def around(self, answer, words):
        """About so many words with the answer in them, from the beginning of its sentence where that is near."""
        all_words = self.text.split()
        place = self.text.find(answer)
        first = len(self.text[:place].split()) if place >= 0 else 0
        length = len(answer.split())
        start = max(0, first + length - words, first - words // 2)
        starts = [index for index in range(start, first + 1) if index == 0 or all_words[index - 1][-1] in ".!?"]
        start = starts[0] if starts else start
        return Passage(self.title, " ".join(all_words[start:start + max(words, first + length - start)]))


@dataclasses.dataclass(frozen=True)
class Question:
    key: str
    question: str
    answers: tuple
    passage: Passage

    @functools.cached_property
    def normal_answers(self):
        return [normal(answer) for answer in self.answers]

    @property
    def answer(self):
        """The first answer that is in the passage as it is written there, else the first."""
        return next((answer for answer in self.answers if answer in self.passage.text), self.answers[0])


class Library:
    """The questions of a source with their passages, by part."""

    def __init__(self, source, rows):
        self.source, self._normal, self._parts = source, {}, {}
        for row in rows:
            question = self._question(row)
            if self._is_usable(question):
                self._parts.setdefault(part(source, question.passage.title), []).append(question)

    def _question(self, row):
        passage = Passage(" ".join(row["title"].split()), " ".join(row["text"].split()))
        asked = row["question"].strip()
        return Question(row.get("id", asked), asked[:1].upper() + asked[1:] + ("" if asked.endswith("?") else "?"),
                        tuple(row["answers"]), passage)

    def _is_usable(self, question):
        """Answers of one or two letters match by accident, and those in the question by an echo of it. One has to
        stand in the passage as it is."""
        answers = question.normal_answers
        asked = normal(question.question)
        return (min(map(len, answers)) > 2 and not any(answer in asked for answer in answers)
                and any(answer in question.passage.text for answer in question.answers))

    def questions(self, name):
        return self._parts.get(name, [])

    def passages(self, name):
        """The distinct passages of a part, in the order of the file."""
        return list(dict.fromkeys(question.passage for question in self.questions(name)))

    def holds(self, passage, question):
        """Whether one of the question's answers occurs, both normalised as SubEM does."""
        if passage not in self._normal:
            self._normal[passage] = normal(f"{passage.title} {passage.text}")
        return any(answer in self._normal[passage] for answer in question.normal_answers)

    def distractors(self, questions, name, characters, *names):
        """Other passages of the part without an answer, in a drawn order, until they have so many characters."""
        chosen, gold = [], {question.passage for question in questions}
        for passage in shuffled(self.passages(name), *names):
            if passage not in gold and not any(self.holds(passage, question) for question in questions):
                chosen.append(passage)
                characters -= len(passage.text)
                if characters < 0:
                    break
        return chosen
