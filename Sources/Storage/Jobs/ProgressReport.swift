/// The progress of a long job; the command line draws it with an ETA.
public struct ProgressReport: Sendable {
    /// The activity in a few words: `probing`, `sampling pairs`.
    public var label: String
    public var done: Int
    public var total: Int
    /// Work found already finished when the job resumed; not counted in the rate.
    public var resumed: Int
    /// Figures worth seeing now, such as `loss 0.61`; may be empty.
    public var detail: String

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
