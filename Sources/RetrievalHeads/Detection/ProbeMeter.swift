import Storage

/// The progress of probes: prompts that are read in batches, and their short answers.
///
/// Groups of prompts are made one after the other. What the batches of a group read is then known, less what
/// they share; of groups to come only the lengths are known, and those that were made say how much of them is
/// shared.
final class ProbeMeter {
    /// Probes that share batches and prefixes.
    struct Group {
        /// Tokens of all prompts.
        var tokens: Double
        /// Batches, about.
        var batches: Double
        /// What each batch reads, where that is known before.
        var reads: [Double]?
    }

    private static let reading = 0
    private static let writing = 1

    private let meter: WorkMeter
    private var groups: [Group]
    /// What the batches of the group under way still read, this one first.
    private var batches: [Double] = []
    private var readAtBegin = 0.0
    private var stepsAtBegin = 0.0
    /// What was foreseen of ended batches, and what they read.
    private var (foreseen, found) = (0.0, 0.0)
    /// Of groups whose batches were known.
    private var (lengths, planned) = (0.0, 0.0)
    private var ended = 0.0
    /// Steps of a batch of answers before any has ended.
    private let usual: Double

    /// - Parameters:
    ///   - groups: all of them, in order; none are begun.
    ///   - answer: tokens of an answer at most.
    ///   - stops: whether answers end with the turn; needles are short.
    init(
        _ groups: [Group], answer: Int, stops: Bool = true, clock: ProgressClock = ProgressClock()
    ) {
        self.groups = groups.reversed()
        usual = stops ? Double(answer) / 4 : Double(answer)
        // A step of some rows costs about as much as reading fifty tokens.
        meter = WorkMeter(weights: [1, 50], clock: clock)
        expect()
    }

    /// Begins the next group; of one that an earlier process has done, with no batches.
    func begin(group reads: [Double]?) {
        guard let group = groups.popLast() else { return }
        guard let reads else {
            meter.find(Self.reading, group.tokens * share)
            return expect()
        }
        batches = reads
        lengths += group.tokens
        planned += reads.reduce(0, +)
        beginBatch()
    }

    /// Ends the batch under way, whatever was done of it.
    ///
    /// - Parameter answers: whether it had any.
    func endBatch(answers: Bool = true) {
        guard let first = batches.first else { return }
        let steps = meter.done(Self.writing) - stepsAtBegin
        if meter.done(Self.reading) == readAtBegin, steps == 0 {
            // A model that tells nothing.
            meter.add(Self.reading, first)
        }
        let read = meter.done(Self.reading) - readAtBegin
        // A batch that an earlier process has done says nothing.
        if steps > 0 || read >= first {
            foreseen += first
            found += read
            if answers { ended += 1 }
        }
        batches.removeFirst()
        beginBatch()
    }

    /// Counts what the model did.
    func take(_ work: ModelWork) {
        switch work {
        case .read(let tokens): meter.add(Self.reading, tokens)
        case .wrote: meter.add(Self.writing, 1)
        case .began, .ended: return
        }
    }

    /// Whether it is time for a report; asked after ``take(_:)``.
    func isDue() -> Bool { meter.isDue() }

    func estimate(isAtMost: Bool = false) -> ProgressEstimate {
        expect()
        return meter.estimate(isAtMost: isAtMost)
    }

    private func beginBatch() {
        readAtBegin = meter.done(Self.reading)
        stepsAtBegin = meter.done(Self.writing)
        expect()
    }

    /// Tokens that are read for one of a group's lengths.
    private var share: Double { lengths > 0 ? planned / lengths : 1 }

    private func expect() {
        // Detectors read more than the prompts, drafts of answers too.
        let excess = foreseen > 0 ? found / foreseen : 1
        let begun = meter.done(Self.reading) - readAtBegin
        let now = max(0, (batches.first ?? 0) * excess - begun)
        let later = groups.reduce(batches.dropFirst().reduce(0, +)) { sum, group in
            sum + (group.reads?.reduce(0, +) ?? group.tokens * share)
        }
        meter.expect(Self.reading, now + later * excess)
        let steps = (meter.done(Self.writing) + usual) / (ended + 1)
        let written = meter.done(Self.writing) - stepsAtBegin
        let others =
            groups.reduce(Double(max(0, batches.count - 1))) { $0 + $1.batches }
        meter.expect(
            Self.writing, (batches.isEmpty ? 0 : max(0, steps - written)) + others * steps)
    }
}
