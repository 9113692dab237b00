/// The progress of answering many prompts in batches whose rows end at different times.
///
/// Reading and steps of writing have costs of their own (`Pace`, `StepCost`), the lengths of answers are
/// learned (`AnswerLengths`), and what is left is played through (`AnswerForecast`). Of prompts only their size is
/// known before they are read; what a model reads for it is learned too, and so are prompts that
/// several answers share.
///
/// ```swift
/// let meter = AnswerMeter(windows: windows, rows: 32)
/// model.tellWork { meter.take($0); if meter.isDue() { show(meter.estimate) } }
/// meter.begin(window: 0)
/// ```
public final class AnswerMeter {
    /// A prompt to be answered, or a text to be read.
    public struct Request: Sendable {
        /// Of the prompt, in any unit that grows as its tokens do, such as bytes; of a text, tokens.
        let size: Double
        /// Tokens of the answer at most; 0 for a text that is only read.
        let limit: Int
        /// Answers of one kind have like lengths.
        let kind: Int

        /// A prompt whose answer has `limit` tokens at most.
        public static func prompt(size: Int, limit: Int, kind: Int = 0) -> Request {
            Request(size: Double(size), limit: max(1, limit), kind: kind)
        }

        /// A text of so many tokens that gets no answer.
        public static func text(tokens: Int) -> Request {
            Request(size: Double(tokens), limit: 0, kind: 0)
        }
    }

    private var windows: [[Request]]
    private var clock: ProgressClock
    /// Rows at once, as asked and, where longer prompts leave room for fewer, as seen.
    private var slots: Int
    private var reading = Pace()
    private var steps = StepCost()
    private var lengths: [Int: AnswerLengths] = [:]
    /// Of the window under way.
    private var current: [Request] = []
    private var waiting: [Int] = []
    /// The answers under way: tokens that were written of each when its row began.
    private var running: [Int: Int] = [:]
    private var stepCount = 0
    private var read = (all: 0.0, found: 0.0, sinceBegan: 0.0, forPrompts: 0.0)
    private var promptSize = (read: 0.0, found: 0.0)
    private var tokens = (written: 0.0, found: 0.0)
    /// Whole answers, for models that tell nothing else.
    private var answers = Pace()
    private var answered = 0
    private var found = 0
    private var speed = Pace(memory: 20)
    private var silence = 0.0
    private var forecast = (secondsLeft: Double?.none, at: 0.0, next: -Double.infinity)

    /// - Parameters:
    ///   - windows: what is asked together, in order; empty where nothing is left to ask.
    ///   - rows: answers at once at most.
    public init(windows: [[Request]], rows: Int, clock: ProgressClock = ProgressClock()) {
        self.windows = windows
        self.clock = clock
        slots = max(1, rows)
    }

    /// Counts an answer of an earlier process.
    public func find(_ request: Request, tokens: Int) {
        found += 1
        guard request.limit > 0 else { return read.found += request.size }
        promptSize.found += request.size
        self.tokens.found += Double(tokens)
    }

    /// Begins a window; later requests are called by their places in it.
    ///
    /// - Parameter requests: what is asked of it now, where that is not all.
    public func begin(window: Int, asking requests: [Request]? = nil) {
        current = requests ?? windows[window]
        for index in windows.indices where index <= window { windows[index] = [] }
        waiting = Array(current.indices)
        running = [:]
        read.sinceBegan = 0
        forecast.next = -.infinity
    }

    /// Notes that the window under way has ended, however far it was.
    public func end() {
        (current, waiting, running) = ([], [], [:])
        forecast.next = -.infinity
    }

    /// Answers under way.
    public var underWay: Int { running.count }

    /// Tokens that were written in a second of late, prompts that were read in between included.
    public var tokensPerSecond: Double? {
        speed.cost.flatMap { $0 > 0 ? 1 / $0 : nil }
    }

    /// Whether it is time for a report; asked after ``take(_:)``.
    public func isDue() -> Bool { clock.isDue() }

    /// Counts what the model did since the last call.
    public func take(_ work: ModelWork) {
        switch work {
        case .read(let count):
            let seconds = clock.lap()
            silence += seconds
            reading.add(count, in: seconds)
            read.all += count
            read.sinceBegan += count
        case .began(let requests):
            read.forPrompts += read.sinceBegan
            read.sinceBegan = 0
            for request in requests where current.indices.contains(request) {
                promptSize.read += current[request].size
                running[request] = stepCount
            }
            tokens.written += Double(requests.count)
            waiting.removeAll { running[$0] != nil }
        case .wrote(let rows):
            let seconds = clock.lap()
            stepCount += 1
            steps.add(rows: rows, in: seconds)
            speed.add(Double(rows), in: silence + seconds)
            silence = 0
            tokens.written += Double(rows)
            if !waiting.isEmpty, rows > 0 { slots = rows }
        case .ended(let request):
            guard let start = running.removeValue(forKey: request) else { return }
            let length = 1 + stepCount - start
            let limit = current[request].limit
            lengths[current[request].kind, default: AnswerLengths(limit: limit)]
                .ended(at: length, isCut: length >= limit)
        }
    }

    /// Leaves out a request that gets no answer, such as a prompt that does not fit.
    public func refuse(_ request: Int) {
        if let place = waiting.firstIndex(of: request) { waiting.remove(at: place) }
        forecast.next = -.infinity
    }

    /// Counts whole answers, which are all that some models tell; those that came together at once, for their
    /// time is one.
    public func takeAnswers(_ count: Int = 1) {
        answered += count
        guard read.all == 0, stepCount == 0 else { return }
        waiting.removeLast(min(count, waiting.count))
        answers.add(Double(count), in: clock.lap())
    }

    /// How far it is, and the time left.
    public var estimate: ProgressEstimate {
        if waiting.isEmpty, running.isEmpty, windows.allSatisfy(\.isEmpty) {
            return ProgressEstimate(fraction: 1, secondsLeft: 0, elapsed: clock.elapsed)
        }
        let time = clock.now()
        if time >= forecast.next {
            forecast = (remaining, time, time)
            // No more than a hundredth of the time goes into forecasts.
            forecast.next = max(time + 0.5, time + 100 * (clock.now() - time))
        }
        let left = forecast.secondsLeft.map { max(0, $0 - (time - forecast.at)) }
        let done = doneSeconds
        return ProgressEstimate(
            fraction: left.map { done + $0 > 0 ? done / (done + $0) : 1 } ?? 0, secondsLeft: left,
            elapsed: clock.elapsed)
    }
}

extension AnswerMeter {
    /// Of the windows to come.
    private var coming: [[Request]] { windows.filter { !$0.isEmpty } }

    /// The work that is done, at the costs of late.
    private var doneSeconds: Double {
        guard read.all > 0 || stepCount > 0 else {
            return Double(answered + found) * (answers.cost ?? 0)
        }
        return (reading.cost ?? 0) * (read.all + read.found + readShare * promptSize.found)
            + steps.ofToken * (tokens.written + tokens.found)
    }

    /// Tokens that are read for a unit of a prompt's size; before any, four bytes a token.
    private var readShare: Double {
        promptSize.read > 0 ? read.forPrompts / promptSize.read : 0.25
    }

    private var remaining: Double? {
        guard read.all > 0 || stepCount > 0 else {
            let count = coming.reduce(waiting.count) { $0 + $1.count }
            return answers.cost.map { Double(max(0, count)) * $0 }
        }
        let readCost = reading.cost ?? 0
        var play = AnswerForecast(
            parts: steps.isKnown ? steps.parts : StepCost.guess(reading: readCost), slots: slots)
        if play.parts.step + play.parts.row <= 0 { play.parts = StepCost.guess(reading: readCost) }
        var hazards: [Int: [Double]] = [:]
        func hazard(_ request: Request) -> [Double] {
            if let known = hazards[request.kind] { return known }
            var seen = lengths[request.kind] ?? AnswerLengths(limit: request.limit)
            for (place, start) in running where current[place].kind == request.kind {
                seen.pass(1 + stepCount - start)
            }
            hazards[request.kind] = seen.hazards
            return seen.hazards
        }
        func length(_ request: Request, _ place: Int, _ shift: Double, after age: Int = 0) -> Int {
            // Spread evenly over the answers (golden ratio), the same in each forecast.
            let share = (Double(place + 1) * 0.618033988749895 + shift)
                .truncatingRemainder(dividingBy: 1)
            return AnswerLengths.length(
                hazard(request), after: age, share: share, limit: request.limit) - age
        }
        let open = running.sorted { $0.key < $1.key }
        let count = open.count + waiting.count + coming.reduce(0) { $0 + $1.count }
        // A few answers are played through several times, with other lengths.
        let plays = min(16, max(1, 256 / max(count, 1)))
        var writing = 0.0
        for number in 0..<plays {
            let shift = Double(number) / Double(plays)
            writing += play.seconds(
                running: open.map { place, start in
                    length(current[place], place, shift, after: 1 + stepCount - start)
                },
                waiting: waiting.filter { current[$0].limit > 0 }
                    .map { length(current[$0], $0, shift) })
            for window in coming {
                writing += play.seconds(
                    waiting: window.enumerated().filter { $1.limit > 0 }
                        .map { length($1, $0, shift) })
            }
        }
        return writing / Double(plays) + readCost * readingLeft
    }

    /// Tokens that are still to be read, about.
    private var readingLeft: Double {
        let now = size(waiting.map { current[$0] })
        let later = size(coming.joined())
        return max(0, now - read.sinceBegan) + later
    }

    private func size(_ requests: some Sequence<Request>) -> Double {
        let share = readShare
        return requests.reduce(0) { $0 + ($1.limit > 0 ? share : 1) * $1.size }
    }
}
