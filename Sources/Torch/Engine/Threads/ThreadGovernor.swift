/// How many threads an operator uses while other processes take cores away.
///
/// An operator waits for the slowest of its threads. Beside a process that keeps a core busy, one of them always waits for
/// its turn, milliseconds where the operator takes tenths, and a core's worth of threads does nothing. So the governor looks at what the
/// kernel says of these threads: how long they were ready to run without a core. From a certain share on they are one thread (or
/// as many as waited) fewer, and more again when cores are free.
///
/// It decides from numbers alone, so that what it does can be tried without a clock. What is computed does not depend on it
/// (``ThreadTeam``).
struct ThreadGovernor {
    /// What happened since the last look.
    struct Sample: Equatable {
        /// Length of the time.
        var seconds: Double
        /// Seconds that all threads together were on a core.
        var ran: Double
        /// Seconds that all threads together were ready to run and had no core.
        var waited: Double
        /// Times that a thread was given a core.
        var turns: Int
        /// Seconds that all usable cores together were idle; nil where the kernel does not say, or nobody asked.
        var idle: Double?
    }

    /// Decisions are made from this much time, in seconds: a few slices of every process.
    static let window = 0.1
    /// The share of the time, summed over the threads, that they may wait. Alone it is 0.01 to 0.03, beside one
    /// busy process 0.5 to 0.9 [two cores, Linux 6.18].
    static let bearable = 0.3
    /// Mean seconds that a thread waits for a core. Threads that wake up on an idle core take some hundred-thousandths, which many
    /// threads add up; a turn of another process takes a thousand times that.
    static let wakeUp = 80e-6
    /// Cores of which this part is missing count as whole ones.
    static let nearlyFree = 0.35
    /// Seconds before threads are added because cores are free; doubled each time that they were not.
    static let pause = (first: 0.2, last: 3.2)
    /// Seconds before one thread is added to see what happens: another process may be one that gives way.
    static let patience = (first: 4.0, last: 60.0)
    /// A thread that is too many this soon after it was added was added in vain.
    static let trial = 1.0

    /// Threads where nothing is in the way.
    let most: Int
    /// Never fewer, for where many processes compete every one that steps back only makes room for the others: half of
    /// all, so that this never costs more than half of the speed.
    let fewest: Int
    /// Threads now.
    private(set) var threads: Int

    private var seen = Sample(seconds: 0, ran: 0, waited: 0, turns: 0, idle: 0)
    private var sinceChange = 0.0
    private var hasAdded = false
    private var pause = Self.pause.first
    private var patience = Self.patience.first

    init(most: Int) {
        self.most = max(most, 1)
        fewest = max(self.most / 2, 1)
        threads = self.most
    }

    /// The number of threads from now on.
    mutating func decide(after sample: Sample) -> Int {
        seen.seconds += sample.seconds
        seen.ran += sample.ran
        seen.waited += sample.waited
        seen.turns += sample.turns
        if let idle = sample.idle { seen.idle? += idle } else { seen.idle = nil }
        sinceChange += sample.seconds
        guard seen.seconds >= Self.window else { return threads }
        defer { seen = Sample(seconds: 0, ran: 0, waited: 0, turns: 0, idle: 0) }
        let waiting = seen.waited / seen.seconds
        let isCrowded =
            waiting >= Self.bearable && seen.waited >= Self.wakeUp * Double(seen.turns)
        if isCrowded {
            remove(max(1, Int(waiting.rounded())))
        } else if threads < most {
            add(waiting: waiting)
        }
        if threads == most, sinceChange > Self.patience.first {
            (pause, patience) = (Self.pause.first, Self.patience.first)
        }
        return threads
    }

    private mutating func remove(_ count: Int) {
        guard threads > fewest else { return }
        if hasAdded, sinceChange <= Self.trial {
            pause = min(pause * 2, Self.pause.last)
            patience = min(patience * 2, Self.patience.last)
        }
        change(to: max(threads - count, fewest))
        hasAdded = false
    }

    private mutating func add(waiting: Double) {
        // What these threads had and what nobody had.
        if let idle = seen.idle, sinceChange >= pause {
            let free = Int((seen.ran + idle) / seen.seconds + Self.nearlyFree)
            if free > threads {
                change(to: min(free, most))
                hasAdded = true
                return
            }
        }
        if sinceChange >= patience, waiting < Self.bearable / 2 {
            change(to: threads + 1)
            hasAdded = true
        }
    }

    private mutating func change(to count: Int) {
        threads = count
        sinceChange = 0
    }
}
