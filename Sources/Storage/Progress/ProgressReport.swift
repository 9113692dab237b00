/// The progress of a long job: what is done, of how much, and an estimate of the rest.
public struct ProgressReport: Sendable {
    /// The activity in a few words: `probing`, `sampling pairs`.
    public var label: String
    /// Units of work that are finished, those of earlier runs included.
    public var done: Int
    /// Units of the whole job.
    public var total: Int
    /// Work found already finished when the job resumed; not counted in the rate.
    public var resumed: Int
    /// Figures worth seeing now, such as `loss 0.61`; may be empty.
    public var detail: String
    /// Units that have begun and not ended, such as answers that are being written; 0 where that is
    /// not known.
    public var underWay = 0
    /// Tokens that were written in a second of late; nil where none are.
    public var tokensPerSecond: Double?
    /// What the job itself knows of its unequal units; nil where units are alike, and done of total says
    /// it all.
    public var estimate: ProgressEstimate?

    /// A report of one moment, of units that are alike.
    public init(label: String, done: Int, total: Int, resumed: Int = 0, detail: String = "") {
        self.label = label
        self.done = done
        self.total = total
        self.resumed = resumed
        self.detail = detail
    }
}

/// How far a job of unequal units is, by the time that they take.
public struct ProgressEstimate: Sendable, Equatable {
    /// The part of the whole job that is done, work of earlier runs included, 0 to 1.
    public var fraction: Double
    /// Seconds to the end at the speed of late; nil before anything has been measured.
    public var secondsLeft: Double?
    /// Seconds since this process began the job.
    public var elapsed: Double
    /// Whether the job may end earlier, such as detection that stops when heads are stable.
    public var isAtMost: Bool

    /// An estimate of one moment.
    public init(
        fraction: Double, secondsLeft: Double?, elapsed: Double, isAtMost: Bool = false
    ) {
        self.fraction = fraction
        self.secondsLeft = secondsLeft
        self.elapsed = elapsed
        self.isAtMost = isAtMost
    }
}

/// Called on the thread that does the work: after each unit, and a few times a second within long ones.
public typealias ProgressHandler = (ProgressReport) -> Void
