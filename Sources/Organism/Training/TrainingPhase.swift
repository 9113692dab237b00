/// A stretch of pre-training with one setting.
public struct TrainingPhase: Codable, Sendable, Equatable {
    public var name: String
    public var steps: Int
    /// Tokens of a row.
    public var length: Int
    /// Rows of a step.
    public var rows: Int
    /// Most positions skipped within one row (position skips as in PoSE, Zhu et al. 2024): a row of
    /// 128 tokens then spans up to `128 + maximumSkip` positions, so that attention learns
    /// distances that no row is long enough to hold.
    public var maximumSkip: Int
    /// Share of the in-context answers replaced by what memory says, 0 to 1: the competition
    /// between memory and context that a model of real text has.
    public var defaultShare: Double
    /// Share of rows that echo pairs of words (`red bells red bells`), 0 to 1. To tell the second
    /// pair, a head has to look at the token before; without that lesson such heads, and the
    /// induction heads that build on them, take thousands of steps to form.
    public var echoShare: Double
    /// Share of rows with questions that memory answers, 0 to 1. Few at first: copying forms faster
    /// where less has to be learned by heart at the same time.
    public var closedBookShare: Double
    /// Head dropout of a row is none with probability 1/4, else uniform in 0 to this.
    public var headDropout: Double
    /// The same for rows without a book. Where it is high, what is known by heart does not lean on
    /// the heads that read books, so that silencing those costs retrieval and not memory.
    public var closedBookDropout: Double
    /// Learning rate at the first and after the last step, as parts of the peak; linear between.
    public var rateStart: Double
    public var rateEnd: Double

    public init(
        name: String, steps: Int, length: Int, rows: Int, maximumSkip: Int = 0,
        defaultShare: Double = 0, echoShare: Double = 0, closedBookShare: Double = 0.08,
        headDropout: Double = 0,
        closedBookDropout: Double = 0, rateStart: Double = 1, rateEnd: Double = 1
    ) {
        self.name = name
        self.steps = steps
        self.length = length
        self.rows = rows
        self.maximumSkip = maximumSkip
        self.defaultShare = defaultShare
        self.echoShare = echoShare
        self.closedBookShare = closedBookShare
        self.headDropout = headDropout
        self.closedBookDropout = closedBookDropout
        self.rateStart = rateStart
        self.rateEnd = rateEnd
    }
}
