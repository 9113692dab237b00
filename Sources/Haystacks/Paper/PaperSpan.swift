/// The published search for a needle in a prompt.
public enum PaperSpan {
    /// The first window of the needle's length in which more than 90% of the needle's *different*
    /// ids occur; empty when there is none. Windows at the end of the prompt are shorter, but the
    /// span keeps the needle's length.
    ///
    /// It usually begins early: of 23 different ids 21 suffice (0.913), so the window begins as
    /// soon as 21 of them are in it, two tokens before the needle.
    ///
    ///     PaperSpan.find([5, 6, 7], in: [1, 5, 6, 7, 2])   // 1..<4: two of three are not enough
    public static func find(_ needle: [Int], in prompt: [Int]) -> Range<Int> {
        let wanted = Set(needle)
        guard !wanted.isEmpty else { return 0..<0 }
        var counts: [Int: Int] = [:]
        var found = 0
        func enter(_ id: Int) {
            guard wanted.contains(id) else { return }
            if counts[id, default: 0] == 0 { found += 1 }
            counts[id, default: 0] += 1
        }
        func leave(_ id: Int) {
            guard let count = counts[id] else { return }
            counts[id] = count - 1
            if count == 1 { found -= 1 }
        }
        for id in prompt.prefix(needle.count) { enter(id) }
        for start in prompt.indices {
            if Double(found) / Double(wanted.count) > 0.9 { return start..<start + needle.count }
            leave(prompt[start])
            if start + needle.count < prompt.count { enter(prompt[start + needle.count]) }
        }
        return 0..<0
    }
}
