import Testing

@testable import Torch

/// What the governor makes of times that are made up.
@Suite struct ThreadGovernorTests {
    typealias Sample = ThreadGovernor.Sample

    /// A machine of which processes beside these threads want a core each.
    struct Machine {
        var cores: Int
        var busy: Int
        /// Whether the kernel says what is idle.
        var tellsIdle = true
        /// What is left where threads wait for each other while they share cores.
        var lockstep = 0.7

        /// What is computed in a second, one thread alone being 1: threads wait for the one with the fewest turns.
        func rate(_ threads: Int) -> Double {
            let sharing = (threads + busy + cores - 1) / cores
            let speed = Double(threads) / Double(sharing)
            return sharing > 1 && threads > 1 ? speed * lockstep : speed
        }

        func sample(_ threads: Int, seconds: Double = 0.025) -> Sample {
            let missing = Double(max(threads + busy - cores, 0))
            // Each of those who have to share waits half of the time.
            let waited = min(missing, Double(threads)) * 0.5 * seconds
            let ran = Double(threads) * seconds - waited
            let idle = Double(max(cores - threads - busy, 0)) * seconds
            // A turn of the other process takes a millisecond.
            return Sample(
                seconds: seconds, ran: ran, waited: waited, turns: 1 + Int(waited / 1e-3),
                idle: tellsIdle ? idle : nil, products: 10, work: rate(threads) * seconds)
        }
    }

    /// The number of threads after so many seconds, and each number that there was.
    @discardableResult
    func run(
        _ governor: inout ThreadGovernor, _ machine: Machine, seconds: Double
    ) -> [Int] {
        var seen: [Int] = []
        var time = 0.0
        while time < seconds {
            let sample = machine.sample(governor.threads)
            time += sample.seconds
            let now = governor.decide(after: sample)
            if seen.last != now { seen.append(now) }
        }
        return seen
    }

    @Test(arguments: [1, 2, 16, 64]) func aloneAllThreads(_ cores: Int) {
        var governor = ThreadGovernor(most: cores)
        #expect(run(&governor, Machine(cores: cores, busy: 0), seconds: 30) == [cores])
    }

    @Test func besideOneOnTwoCoresOneThread() {
        var governor = ThreadGovernor(most: 2)
        let machine = Machine(cores: 2, busy: 1)
        // One window is enough.
        let seen = run(&governor, machine, seconds: ThreadGovernor.window + 0.03)
        #expect(seen == [2, 1])
        // It computes more; no core is free, so nothing is added until patience ends.
        #expect(run(&governor, machine, seconds: ThreadGovernor.patience.first) == [1])
    }

    @Test func afterwardsAllThreadsAgain() {
        var governor = ThreadGovernor(most: 2)
        run(&governor, Machine(cores: 2, busy: 1), seconds: 1)
        let alone = Machine(cores: 2, busy: 0)
        // A window may have begun beside the other.
        let soon = ThreadGovernor.morePause.first + 2 * ThreadGovernor.window
        #expect(run(&governor, alone, seconds: soon).last == 2)
        #expect(run(&governor, alone, seconds: 20) == [2])
    }

    @Test(arguments: [(16, 1, 15), (16, 3, 13), (64, 5, 59)])
    func asManyFewerAsThereAreOthers(_ cores: Int, _ busy: Int, _ threads: Int) {
        var governor = ThreadGovernor(most: cores)
        run(&governor, Machine(cores: cores, busy: busy), seconds: 2)
        #expect(governor.threads == threads)
        run(&governor, Machine(cores: cores, busy: 0), seconds: 2)
        #expect(governor.threads == cores)
    }

    /// Where fewer threads would compute less, all stay but for a try now and then.
    @Test(arguments: [2, 4, 16]) func whereEveryCoreIsTakenAllThreadsStay(_ cores: Int) {
        var governor = ThreadGovernor(most: cores)
        let machine = Machine(cores: cores, busy: cores)
        #expect(machine.rate(cores) > machine.rate(cores / 2))
        var (samples, fewer) = (0, 0)
        for _ in 0..<4000 {
            samples += 1
            if governor.threads < cores { fewer += 1 }
            _ = governor.decide(after: machine.sample(governor.threads))
        }
        #expect(governor.threads == cores)
        // 100 seconds: a try of one window after 1, 2, 4, 8, 16, 30, 30 s.
        #expect(fewer > 0 && fewer <= 8 * 6, "\(fewer) of \(samples)")
    }

    /// Where threads that wait for each other hardly compute, one is left.
    @Test(arguments: [2, 4, 16]) func whereTheyOnlyWaitOneThread(_ cores: Int) {
        var governor = ThreadGovernor(most: cores)
        let machine = Machine(cores: cores, busy: 3 * cores, lockstep: 0.02)
        run(&governor, machine, seconds: 3)
        #expect(governor.threads == 1)
    }

    /// Sixty threads that wake up a thousand times a second each wait three hundredths of a millisecond each time, which is
    /// nearly two cores' time and nobody's fault.
    @Test func wakingUpIsNotWaiting() {
        var governor = ThreadGovernor(most: 60)
        for _ in 0..<100 {
            let turns = 60 * 25
            let waited = Double(turns) * 3e-5
            #expect(waited / 0.025 > ThreadGovernor.bearable)
            let now = governor.decide(
                after: Sample(
                    seconds: 0.025, ran: 1.2, waited: waited, turns: turns, idle: nil, products: 9,
                    work: 1))
            #expect(now == 60)
        }
    }

    /// A process that has a core for a moment changes nothing: less than the bearable share of a window.
    @Test func aMomentIsNothing() {
        var governor = ThreadGovernor(most: 2)
        let (alone, beside) = (Machine(cores: 2, busy: 0), Machine(cores: 2, busy: 1))
        for turn in 0..<400 {
            // One sample of four is half a core short: 0.125 of the window.
            #expect(governor.decide(after: (turn % 4 == 3 ? beside : alone).sample(2)) == 2)
        }
    }

    /// Where the kernel does not say what is idle, threads are added to see, ever more rarely when in vain.
    @Test func triesBecomeRarer() {
        var governor = ThreadGovernor(most: 2)
        let machine = Machine(cores: 2, busy: 1, tellsIdle: false)
        let (first, last) = ThreadGovernor.patience
        // Each try lasts a window; the waits before them are 4, 8, 16, 32, 60, 60 … seconds.
        var (tries, patience, time) = (0, first, 0.2)
        while time + patience + 0.1 <= 300 {
            time += patience + 0.1
            patience = min(2 * patience, last)
            tries += 1
        }
        let seen = run(&governor, machine, seconds: 300)
        let added = seen.count { $0 == 2 } - 1
        #expect(abs(added - tries) <= 1, "\(added) tries, not \(tries)")
        // And it is found when the other process has ended.
        run(
            &governor, Machine(cores: 2, busy: 0, tellsIdle: false),
            seconds: ThreadGovernor.patience.last + 1)
        #expect(governor.threads == 2)
    }

    /// A core that is free as long as it is not used: another process of two threads, say, that is governed as well.
    @Test func addingInVainBecomesRarer() {
        var governor = ThreadGovernor(most: 2)
        var (changes, before) = (0, 2)
        for _ in 0..<4000 {
            var sample = Machine(cores: 2, busy: 1).sample(governor.threads)
            if governor.threads == 1 { sample.idle = sample.seconds }
            let now = governor.decide(after: sample)
            if now != before { changes += 1 }
            before = now
        }
        // 100 seconds; at the end a try every 3.2 seconds and two changes a try.
        #expect(changes > 4 && changes < 2 * Int(100 / ThreadGovernor.morePause.last) + 12)
    }
}
