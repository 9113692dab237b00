import Foundation
import Storage

/// A clock that a test moves.
final class SimulatedClock {
    var now = 1000.0
    var progress: ProgressClock { ProgressClock(now: { self.now }) }
}

/// What an estimate said, and when.
struct Reading {
    var time: Double
    var estimate: ProgressEstimate
}

/// Random numbers of a test.
struct Draws {
    var state: UInt64
    mutating func uniform() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) * 0x1p-53
    }
    /// Skewed as answers are: half are below the median, some many times as long.
    mutating func skewed(median: Double, spread: Double) -> Int {
        let normal = sqrt(-2 * log(max(uniform(), 1e-12))) * cos(2 * .pi * uniform())
        return max(1, Int(median * exp(spread * normal)))
    }
}

/// A model that answers prompts in batches, as the live one does, in simulated time.
struct SimulatedAnswers {
    struct Item {
        /// Tokens of the prompt, and of the whole answer.
        var prompt: Int
        var answer: Int
        var limit: Int
        var kind = 0
        var request: AnswerMeter.Request {
            .prompt(size: 4 * prompt, limit: limit, kind: kind)
        }
    }

    var windows: [[Item]]
    var slots = 32
    var secondsOfRead = 0.002
    var secondsOfStep = 0.04
    var secondsOfRow = 0.004
    /// How many times as slow the machine is at a time.
    var slowness: (Double) -> Double = { _ in 1 }
    /// Windows that an earlier process has done.
    var resumed = 0

    /// Runs to the end; what the meter said a few times a second.
    func run() -> [Reading] {
        let clock = SimulatedClock()
        let start = clock.now
        let meter = AnswerMeter(
            windows: windows.enumerated().map { $0 < resumed ? [] : $1.map(\.request) },
            rows: slots, clock: clock.progress)
        for item in windows.prefix(resumed).joined() {
            meter.find(item.request, tokens: min(item.answer, item.limit))
        }
        var readings: [Reading] = []
        func tell(_ work: ModelWork, after seconds: Double = 0) {
            clock.now += seconds * slowness(clock.now - start)
            meter.take(work)
            if meter.isDue() {
                readings.append(Reading(time: clock.now - start, estimate: meter.estimate))
            }
        }
        for (number, window) in windows.enumerated() where number >= resumed {
            meter.begin(window: number)
            // The longest prompt first.
            var waiting = window.indices.sorted { window[$0].prompt < window[$1].prompt }
            var rows: [(item: Int, left: Int)] = []
            while true {
                let joining = Array(waiting.suffix(slots - rows.count).reversed())
                if !joining.isEmpty {
                    waiting.removeLast(joining.count)
                    let tokens = Double(joining.reduce(0) { $0 + window[$1].prompt })
                    for _ in 0..<10 {
                        tell(.read(tokens: tokens / 10), after: tokens / 10 * secondsOfRead)
                    }
                    rows += joining.map { ($0, min(window[$0].answer, window[$0].limit) - 1) }
                    tell(.began(joining))
                }
                for row in rows where row.left <= 0 { tell(.ended(row.item)) }
                rows.removeAll { $0.left <= 0 }
                if rows.isEmpty {
                    if waiting.isEmpty { break }
                    continue
                }
                for row in rows.indices { rows[row].left -= 1 }
                tell(
                    .wrote(rows: rows.count),
                    after: secondsOfStep + Double(rows.count) * secondsOfRow)
            }
            meter.end()
        }
        readings.append(Reading(time: clock.now - start, estimate: meter.estimate))
        return readings
    }
}

extension SimulatedAnswers.Item {
    /// Both answers to prompts of `prompts` tokens; of the second ones a part goes round in circles.
    static func pairs(
        _ count: Int, seed: UInt64, median: Double, spread: Double, limit: Int, circles: Double,
        prompts: ClosedRange<Int>
    ) -> [Self] {
        var draws = Draws(state: seed)
        return (0..<count).flatMap { _ -> [Self] in
            let prompt =
                prompts.lowerBound + Int(draws.uniform() * Double(prompts.count - 1))
            let first = draws.skewed(median: median, spread: spread)
            let turns = draws.uniform() < circles
            let second = draws.skewed(median: median, spread: spread)
            return [
                Self(prompt: prompt, answer: first, limit: limit),
                Self(prompt: prompt, answer: turns ? .max : second, limit: limit, kind: 1),
            ]
        }
    }
}

extension [SimulatedAnswers.Item] {
    func windows(of size: Int) -> [[SimulatedAnswers.Item]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}

extension [Reading] {
    var total: Double { last?.time ?? 0 }

    /// The worst estimate after a part of the time: how many thirds of the truth it is off. What is off
    /// by less than a twentieth of the whole job does not count: the last answers are a few draws.
    func worst(after part: Double = 0.1) -> Double {
        filter { $0.time >= part * total }.map { reading in
            let truth = total - reading.time
            let error = abs((reading.estimate.secondsLeft ?? .infinity) - truth)
            return Swift.max(0, error - total / 20) / Swift.max(truth / 3, 1e-9)
        }.max() ?? 0
    }
}
