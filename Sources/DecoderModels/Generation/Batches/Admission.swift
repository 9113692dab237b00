/// The requests of a batch that have no row yet, and the rule by which they get one.
struct Admission {
    /// The next one last.
    private var waiting: [Int]
    /// Tokens of each request's prompt, or of the longest one that shares its context.
    private let lengths: [Int]
    private let rows: Int
    private let promptTokens: Int

    private init(_ waiting: [Int], _ lengths: [Int], rows: Int, promptTokens: Int) {
        self.waiting = waiting
        self.lengths = lengths
        self.rows = max(rows, 1)
        self.promptTokens = promptTokens
    }

    /// All at once, in their order.
    static func together(_ requests: [GenerationRequest]) -> Admission {
        Admission(
            requests.indices.reversed(), requests.map(\.prompt.count), rows: .max,
            promptTokens: .max)
    }

    /// As many as there is room for, and others as soon as rows end (continuous batching; Yu et al. 2022,
    /// "Orca").
    ///
    /// The longest prompt goes first, so that prompts of like length are together, little is padding, and a
    /// new row always fits into the columns that are there. Equal prompts follow each other
    /// (``PromptCache``), and those of one context (``SharedContexts``).
    ///
    /// - Parameters:
    ///   - rows: at most.
    ///   - promptTokens: rows times the longest prompt among them at most; one row is always taken.
    static func asRowsFreeUp(
        _ requests: [GenerationRequest], _ contexts: SharedContexts, rows: Int,
        promptTokens: Int
    ) -> Admission {
        var firsts: [[Int]: Int] = [:]
        for index in requests.indices.reversed() { firsts[requests[index].prompt] = index }
        // The last of these goes first. Of equals, the first one goes first.
        let keys = requests.enumerated().map { index, request in
            let first = firsts[request.prompt] ?? 0
            return [
                contexts.longest[index],
                contexts.first[index] == index ? -first : -contexts.first[index],
                request.prompt.count, -first, -index,
            ]
        }
        let waiting = requests.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }
        return Admission(waiting, contexts.longest, rows: rows, promptTokens: promptTokens)
    }

    var isEmpty: Bool { waiting.isEmpty }

    /// Takes as many requests out of the queue as there is room for beside those that are still running.
    mutating func next(beside running: [Int]) -> [Int] {
        guard let next = waiting.last else { return [] }
        let longest = (running + [next]).map { lengths[$0] }.max() ?? 1
        let room = min(rows, max(1, promptTokens / longest)) - running.count
        guard room > 0 else { return [] }
        let joining = Array(waiting.suffix(room).reversed())
        waiting.removeLast(joining.count)
        return joining
    }
}
