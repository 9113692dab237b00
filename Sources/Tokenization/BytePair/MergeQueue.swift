import Collections

/// Merging of long pieces (a run of a million spaces, text without any) in about linear time, where
/// the plain scan would need n².
///
/// The lowest rank first, the leftmost of equal ones. A rank stands for one pair of tokens, so the
/// places where it applies are kept by rank; merging at one of them never makes another of the same.
struct MergeQueue {
    /// Places where one merge may apply; some are out of date by the time they are looked at.
    private struct Bucket {
        let left: Int32
        let right: Int32
        let made: Int32
        /// Rising; those before `cursor` are done.
        var ordered: [Int32] = []
        var cursor = 0
        /// Entries that came out of order.
        var late = Heap<Int32>()
        var isQueued = false

        mutating func insert(_ place: Int32) {
            if let last = ordered.last, last > place {
                late.insert(place)
            } else {
                ordered.append(place)
            }
        }

        mutating func removeFirst() -> Int32? {
            guard cursor < ordered.count else { return late.popMin() }
            if let first = late.min, first < ordered[cursor] { return late.popMin() }
            cursor += 1
            return ordered[cursor - 1]
        }

        var isEmpty: Bool { cursor == ordered.count && late.isEmpty }
    }

    private let merges: MergeTable
    private var symbols: [(id: Int32, length: Int32)]
    // Neighbours as a linked list; a symbol that was merged into its left one has length 0.
    private var next: [Int32]
    private var previous: [Int32]
    private var buckets: [Bucket] = []
    private var numbers: [Int32: Int] = [:]
    /// Ranks of buckets that are not empty.
    private var ranks = Heap<Int32>()

    static func merge(
        _ symbols: [(id: Int32, length: Int32)], _ merges: MergeTable
    ) -> [(id: Int32, length: Int32)] {
        var queue = MergeQueue(symbols, merges)
        queue.run()
        return queue.symbols.filter { $0.length > 0 }
    }

    private init(_ symbols: [(id: Int32, length: Int32)], _ merges: MergeTable) {
        self.merges = merges
        self.symbols = symbols
        let count = Int32(symbols.count)
        next = (0..<count).map { $0 + 1 < count ? $0 + 1 : -1 }
        previous = (0..<count).map { $0 - 1 }
        for place in 0..<count { push(place) }
    }

    private mutating func push(_ place: Int32) {
        guard place >= 0, next[Int(place)] >= 0 else { return }
        let (left, right) = (symbols[Int(place)].id, symbols[Int(next[Int(place)])].id)
        guard let (rank, made) = merges[left, right] else { return }
        let number = numbers[rank] ?? buckets.count
        if number == buckets.count {
            buckets.append(Bucket(left: left, right: right, made: made))
            numbers[rank] = number
        }
        buckets[number].insert(place)
        if !buckets[number].isQueued {
            buckets[number].isQueued = true
            ranks.insert(rank)
        }
    }

    private mutating func run() {
        while let rank = ranks.popMin(), let number = numbers[rank] {
            buckets[number].isQueued = false
            while let place = buckets[number].removeFirst() {
                apply(buckets[number].left, buckets[number].right, buckets[number].made, Int(place))
                // What was made may go with its neighbours before all others.
                if let lowest = ranks.min, lowest < rank { break }
            }
            if !buckets[number].isEmpty, !buckets[number].isQueued {
                buckets[number].isQueued = true
                ranks.insert(rank)
            }
        }
    }

    private mutating func apply(_ left: Int32, _ right: Int32, _ made: Int32, _ place: Int) {
        guard symbols[place].length > 0, symbols[place].id == left, next[place] >= 0 else { return }
        let gone = Int(next[place])
        guard symbols[gone].id == right else { return }
        symbols[place] = (made, symbols[place].length + symbols[gone].length)
        symbols[gone].length = 0
        next[place] = next[gone]
        if next[gone] >= 0 { previous[Int(next[gone])] = Int32(place) }
        push(previous[place])
        push(Int32(place))
    }
}
