import Artifacts

/// Requests whose prompts begin with the same long context, such as several questions about one text.
///
///     context A | question 1     first of its group: the context is computed
///     context A | question 2     only its question is computed
///     context B | question 1
///
/// They follow each other in the list and have one ablation. A group has at least two different prompts (equal
/// ones are `PromptCache`'s), which share at least half of the shorter one and ``fewestTokens``.
struct SharedContexts {
    /// Shared tokens from which on it pays to keep a context apart.
    static let fewestTokens = 64

    /// The first request of the group of each; its own index where it shares nothing.
    private(set) var first: [Int]
    /// Tokens of the longest prompt of the group of each.
    private(set) var longest: [Int]
    private var sharing: Set<[Int]> = []

    /// - Parameter isOn: whether any request may share anything.
    init(_ requests: [GenerationRequest], isOn: Bool = true) {
        first = Array(requests.indices)
        longest = requests.map(\.prompt.count)
        var start = isOn ? 0 : requests.count
        while start < requests.count {
            var end = start + 1
            while end < requests.count, Self.areAlike(requests[end - 1], requests[end]) { end += 1 }
            if requests[start..<end].contains(where: { $0.prompt != requests[start].prompt }) {
                let most = requests[start..<end].map(\.prompt.count).max() ?? 0
                for index in start..<end {
                    (first[index], longest[index]) = (start, most)
                    sharing.insert(requests[index].prompt)
                }
            }
            start = end
        }
    }

    static func areAlike(_ one: GenerationRequest, _ two: GenerationRequest) -> Bool {
        guard one.ablation == two.ablation else { return false }
        let common = PrefixCache.common(one.prompt, two.prompt)
        return common >= fewestTokens && 2 * common >= min(one.prompt.count, two.prompt.count)
    }

    /// Consecutive requests that are computed together: those of one context, or others that share nothing.
    func runs(_ requests: [GenerationRequest]) -> [(isShared: Bool, rows: Range<Int>)] {
        var runs: [(isShared: Bool, rows: Range<Int>)] = []
        for (row, request) in requests.enumerated() {
            let isShared = sharing.contains(request.prompt)
            if let last = runs.last, last.isShared == isShared,
                !isShared || Self.areAlike(requests[row - 1], request)
            {
                runs[runs.count - 1].rows = last.rows.lowerBound..<row + 1
            } else {
                runs.append((isShared, row..<row + 1))
            }
        }
        return runs
    }
}

/// Computes prompts for a stream: contexts that several of them share once.
struct ContextPrefill {
    let contexts: SharedContexts
    private var kept = (prefixes: PrefixCache(), ablation: HeadAblation.none)

    init(_ contexts: SharedContexts) { self.contexts = contexts }

    /// - Parameter compute: computes some of the requests, with the keys and values of their context where
    ///   they share one.
    mutating func prompts(
        _ requests: [GenerationRequest],
        compute: ([GenerationRequest], PrefixCache?) throws -> ComputedPrompts
    ) throws -> ComputedPrompts {
        var parts: [ComputedPrompts] = []
        var sources: [(prompts: ComputedPrompts, row: Int)] = []
        for run in contexts.runs(requests) {
            let rows = Array(requests[run.rows])
            if run.isShared, rows[0].ablation != kept.ablation {
                kept = (PrefixCache(), rows[0].ablation)
            }
            let part = try compute(rows, run.isShared ? kept.prefixes : nil)
            parts.append(part)
            sources += rows.indices.map { (part, $0) }
        }
        return parts.count == 1 ? parts[0] : try ComputedPrompts.assemble(sources)
    }
}
