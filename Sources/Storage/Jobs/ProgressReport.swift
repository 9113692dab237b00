/// The progress of a long job; the command line draws it with an ETA.
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

    /// A report of one moment.
    public init(label: String, done: Int, total: Int, resumed: Int = 0, detail: String = "") {
        self.label = label
        self.done = done
        self.total = total
        self.resumed = resumed
        self.detail = detail
    }
}

/// Called on the thread that does the work, after each unit.
public typealias ProgressHandler = (ProgressReport) -> Void
