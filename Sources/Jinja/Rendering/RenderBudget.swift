/// The budget of a rendering, whatever its template does: steps of work, and bytes of text and
/// lists that are made or looked through.
///
/// A template comes with a downloaded folder, so it must not be able to hang a process or to fill
/// the memory. One count for everything means that no way of working is forgotten. Renderings that
/// are given the same budget share it.
public final class RenderBudget {
    /// Values within values; JSON of files has at most 200 levels.
    static let depth = 400

    private let stepLimit: Int
    private let mebibytes: Int
    private var steps: Int
    private var bytes: Int
    private var held: [any Releasable] = []

    /// - Parameters:
    ///   - steps: expressions, statements, passes, values that are compared or printed. Published
    ///     templates take some tens for a message.
    ///   - mebibytes: text and lists that are made or looked through, in MiB.
    public init(steps: Int = 4_000_000, mebibytes: Int = 128) {
        (stepLimit, self.steps) = (steps, steps)
        self.mebibytes = mebibytes
        bytes = min(mebibytes, 1 << 40) << 20
    }

    /// - Throws: `RenderError` when nothing is left.
    func step(_ count: Int = 1) throws {
        guard max(count, 0) <= steps else {
            steps = -1
            throw RenderError("the template takes more than \(stepLimit) steps.")
        }
        steps -= max(count, 0)
    }

    /// Text that is about to be made or looked through.
    func text(_ count: Int) throws {
        guard max(count, 0) <= bytes else {
            bytes = -1
            throw RenderError("the template makes more than \(mebibytes) MiB of text.")
        }
        bytes -= max(count, 0)
    }

    func text(_ text: String) throws { try self.text(text.utf8.count) }

    /// A text that is about to be gone through letter by letter, which takes about eight times as
    /// long as to copy it.
    func letters(_ text: String) throws { try self.text(text.utf8.count, times: 8) }

    /// Copies of a text that are about to be made.
    func text(_ length: Int, times count: Int) throws {
        let (product, overflow) = max(length, 0).multipliedReportingOverflow(by: max(count, 0))
        try text(overflow ? .max : product)
    }

    /// Items of a list that is about to be made or gone over.
    func items(_ count: Int) throws {
        try step(count / 8)
        try text(count, times: MemoryLayout<Value>.size)
    }

    /// Notes an object that a template can make hold itself; `release` takes it apart.
    func hold(_ holder: any Releasable) throws {
        try text(200)
        held.append(holder)
    }

    /// Ends the cycles that a template made; nothing is left of a rendering.
    func release() {
        for holder in held { holder.release() }
        held = []
    }
}

/// An object that can be given a value after it was made, so also one that holds it.
protocol Releasable: AnyObject {
    func release()
}

/// An error before it is known on which line it happened.
struct RenderError: Error {
    let message: String
    init(_ message: String) { self.message = message }
}

/// Text that grows within a budget.
struct BudgetedText {
    private(set) var text = ""
    let budget: RenderBudget

    mutating func append(_ more: String) throws {
        try budget.text(more)
        text += more
    }

    mutating func append(_ more: String, times count: Int) throws {
        try budget.text(more.utf8.count, times: count)
        guard !more.isEmpty, count > 0 else { return }
        text += String(repeating: more, count: count)
    }
}
