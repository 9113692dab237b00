/// How many threads an operator uses while other processes take cores away.
///
/// An operator waits for the slowest of its threads. Beside a process that keeps a core busy one of them waits for its
/// turn, milliseconds where the operator takes tenths, and the other core is idle meanwhile. Whether fewer threads compute more depends on
/// who competes: a decoding step of 64 rows (SmolLM2-135M, two cores, Linux 6.18; alone 0.18 s with two threads, 0.23 with one)
/// took beside one process 0.34 to 0.38 s with two threads and 0.26 to 0.28 with one; beside two of the same session 0.38 and
/// 0.45, beside two of other sessions, whose shares do not depend on how many threads compete, 0.61 and 0.35.
///
/// So the governor looks at what the kernel says of these threads: how long they were ready to run without a core. From a certain
/// share on it tries how much is computed with fewer, as many as there are cores left, and stays there if that is not
/// less. It tries more of them when cores are free, and now and then.
///
/// It decides from numbers alone, so that what it does can be tried without a clock. What is computed does not depend on it
/// (``ThreadTeam``).
struct ThreadGovernor {
    /// What happened since the last look.
    struct Sample: Equatable {
        /// Length of the time.
        var seconds = 0.0
        /// Seconds that all threads together were on a core.
        var ran = 0.0
        /// Seconds that all threads together were ready to run and had no core.
        var waited = 0.0
        /// Times that a thread was given a core.
        var turns = 0
        /// Seconds that all usable cores together were idle; nil where the kernel does not say, or nobody asked.
        var idle: Double? = 0
        /// Products that were computed, and what they cost in a unit of their own.
        var products = 0
        var work = 0.0

        static func += (one: inout Sample, other: Sample) {
            one.seconds += other.seconds
            one.ran += other.ran
            one.waited += other.waited
            one.turns += other.turns
            one.idle = one.idle.flatMap { own in other.idle.map { own + $0 } }
            one.products += other.products
            one.work += other.work
        }
    }

    /// Decisions are made from this much time, in seconds, and so many products; or from `longest`, where these take longer.
    static let window = 0.1
    static let products = 20
    static let longest = 1.0
    /// The share of the time, summed over the threads, that they may wait. Alone it is 0.01 to 0.03, beside one
    /// busy process 0.5 to 0.9 [two cores, Linux 6.18].
    static let bearable = 0.3
    /// Mean seconds that a thread waits for a core. Threads that wake up on an idle core take some hundred-thousandths, which many
    /// threads add up; a turn of another process takes a hundred times that.
    static let wakeUp = 80e-6
    /// Cores of which this part is missing count as whole ones.
    static let nearlyFree = 0.35
    /// What another number of threads must compute of what was computed before: no less, as far as that can be measured, and
    /// clearly more where it takes cores from others.
    static let enough = (noLess: 0.97, more: 1.05)
    /// Seconds before another number is tried, doubled each time that it was in vain: fewer, more because cores are
    /// free, and more because there may be processes that give way.
    static let fewerPause = (first: 1.0, last: 30.0)
    static let morePause = (first: 0.2, last: 3.2)
    static let patience = (first: 4.0, last: 60.0)

    /// Threads where nothing is in the way.
    let most: Int
    /// Threads now.
    private(set) var threads: Int

    private var seen = Sample()
    private var sinceChange = 0.0
    /// While another number is tried: the one before, how much it computed a second, and what the other one must.
    private var before: (threads: Int, rate: Double, share: Double)?
    private var fewerPause = 0.0
    private var morePause = Self.morePause.first
    private var patience = Self.patience.first

    init(most: Int) {
        self.most = max(most, 1)
        threads = self.most
    }

    /// The number of threads from now on.
    mutating func decide(after sample: Sample) -> Int {
        seen += sample
        sinceChange += sample.seconds
        guard
            seen.seconds >= Self.longest
                || seen.seconds >= Self.window && seen.products >= Self.products
        else { return threads }
        let whole = seen
        seen = Sample()
        // Somebody computes something else, or nothing.
        guard whole.products > 0 else { return threads }
        let rate = whole.work / whole.seconds
        if let before {
            judge(rate, before)
            return threads
        }
        let waiting = whole.waited / whole.seconds
        let isCrowded =
            waiting >= Self.bearable && whole.waited >= Self.wakeUp * Double(whole.turns)
        if isCrowded, threads > 1, sinceChange >= fewerPause {
            // On a core that is shared with one other process a thread waits half of the time.
            attempt(
                max(threads - max(1, Int((2 * waiting).rounded())), 1), rate, Self.enough.noLess)
        } else if threads < most {
            // What these threads had and what nobody had.
            let free = whole.idle.map {
                Int((whole.ran + $0) / whole.seconds + Self.nearlyFree)
            }
            if let free, free > threads, sinceChange >= morePause {
                attempt(min(free, most), rate, Self.enough.noLess)
            } else if sinceChange >= patience {
                attempt(min(max(threads + 1, threads * 3 / 2), most), rate, Self.enough.more)
            }
        } else if !isCrowded, sinceChange >= Self.patience.first {
            forget()
        }
        return threads
    }

    private mutating func attempt(_ count: Int, _ rate: Double, _ share: Double) {
        before = (threads, rate, share)
        threads = count
        sinceChange = 0
    }

    private mutating func judge(
        _ rate: Double, _ before: (threads: Int, rate: Double, share: Double)
    ) {
        self.before = nil
        sinceChange = 0
        guard rate < before.rate * before.share else { return forget() }
        if threads < before.threads {
            fewerPause = min(max(fewerPause * 2, Self.fewerPause.first), Self.fewerPause.last)
        } else {
            morePause = min(morePause * 2, Self.morePause.last)
            patience = min(patience * 2, Self.patience.last)
        }
        threads = before.threads
    }

    /// Nothing has been tried in vain.
    private mutating func forget() {
        (fewerPause, morePause, patience) = (0, Self.morePause.first, Self.patience.first)
    }
}
