/// What a model has just done, told while it works, so that progress counts before an answer ends.
public enum ModelWork: Sendable, Equatable {
    /// So many tokens of prompts or texts were read; within a pass, a layer's share of them at a time.
    case read(tokens: Double)
    /// The prompts of these requests, by their places in the list, are read; their answers begin.
    case began([Int])
    /// So many answers got another token.
    case wrote(rows: Int)
    /// The answer of a request is whole.
    case ended(Int)
}

/// Called on the thread that does the work, many times a second.
public typealias WorkHandler = (ModelWork) -> Void

/// A model that can tell what it does.
public protocol WorkTelling {
    /// Tells a handler from now on; nil tells nobody.
    func tellWork(to handler: WorkHandler?)
}

extension WorkTelling {
    /// Tells nothing, for models that know nothing before an answer is whole.
    public func tellWork(to handler: WorkHandler?) {}
}
