import Storage

/// A row as HELMET's loaders leave it: its fields, the wording that they are put into, and what a right answer is.
struct HelmetItem {
    /// In the order of the columns; `context` is what is cut where a prompt is too long.
    var fields: [JSONMember]
    /// What several rows ask: the key that they are drawn by.
    var key: String?

    subscript(_ name: String) -> JSONValue? {
        get { fields.last { $0.key.isExactly(name) }?.value }
        set {
            guard let value = newValue else {
                fields.removeAll { $0.key.isExactly(name) }
                return
            }
            if let place = fields.firstIndex(where: { $0.key.isExactly(name) }) {
                fields[place].value = value
            } else {
                fields.append(JSONMember(key: name, value: value))
            }
        }
    }

    /// The text of a field.
    /// - Throws: `DataError` for another kind.
    func text(_ name: String) throws -> String {
        guard let text = self[name]?.string else {
            throw DataError("the field \"\(name)\" is no text.")
        }
        return text
    }
}

/// What one task asks: rows and wording.
struct HelmetTaskData {
    let task: HelmetTask
    var items: [HelmetItem]
    /// The prompt without a chat template: the user's part, a joiner, and the cue.
    let prompt: FormatText
    /// The message of the user where there is one.
    let user: FormatText
    /// The cue, which stands before the answer when it is scored.
    let cue: FormatText
    /// How answers are judged.
    let rule: HelmetRule
    /// Rows of the test file.
    let rowsInFile: Int
}

/// HELMET's ways to judge an answer.
enum HelmetRule: Equatable {
    /// Metrics of the whole answer and of what follows the cue; of each the better one.
    case best(prefix: String)
    /// Only what follows the cue counts.
    case parsed(prefix: String)
    /// Share of the answers that occur.
    case recall
    /// An answer with citations, which are taken out: a list of answers, or a text that holds them.
    case cited(isList: Bool)
    /// A ranking, cut at these numbers of passages.
    case ranking(cuts: [Int])
}
