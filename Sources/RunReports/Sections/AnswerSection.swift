extension RunReport {
    /// Question, answer, and what else the numbers say.
    var answerSection: Markup {
        let answer = RunAnswer(self)
        return tag("section", ["class": "answer", "aria-label": "Answer"]) {
            tag("p", ["class": "question"]) { RunAnswer.question }
            tag("p", ["class": "reply"]) { answer.sentence }
            if !answer.details.isEmpty {
                tag("ul") { for detail in answer.details { tag("li") { detail } } }
            }
            if overall == nil, let change = answer.change(of: subject), change.categories > 1 {
                tag("p", ["class": "note"]) {
                    """
                    The interval of the mean is put together from the intervals of the \
                    categories, lengths of one category moving together and categories on their own.
                    """
                }
            }
        }
    }
}
