/// The budget of one rendering, whatever its template does: steps of work, and bytes of text and
/// lists that are made or looked through.
///
/// A template comes with a downloaded folder, so it must not be able to hang a process or to fill
/// the memory. One count for everything means that no way of working is forgotten.
final class TemplateBudget {
    /// Expressions, statements, passes, values that are compared or printed. Published templates
    /// take some tens for a message.
    static let steps = 4_000_000
    static let bytes = 1 << 27
    /// Values within values; JSON of files has at most 200 levels.
    static let depth = 400

    private var steps = TemplateBudget.steps
    private var bytes = TemplateBudget.bytes
    private var held: [any TemplateHolder] = []

    /// - Throws: `TemplateProblem` when nothing is left.
    func step(_ count: Int = 1) throws {
        steps -= min(max(count, 0), Self.steps + 1)
        guard steps >= 0 else {
            throw TemplateProblem("the template takes more than \(Self.steps) steps.")
        }
    }

    /// Text that is about to be made or looked through.
    func text(_ count: Int) throws {
        bytes -= min(max(count, 0), Self.bytes + 1)
        guard bytes >= 0 else {
            throw TemplateProblem("the template makes more than \(Self.bytes >> 20) MiB of text.")
        }
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
        try text(count, times: MemoryLayout<TemplateValue>.size)
    }

    /// Notes an object that a template can make hold itself; `release` takes it apart.
    func hold(_ holder: any TemplateHolder) throws {
        try text(200)
        held.append(holder)
    }

    /// Ends the cycles that a template made; nothing is left of a rendering.
    func release() {
        for holder in held { holder.letGo() }
        held = []
    }
}

/// An object that can be given a value after it was made, so also one that holds it.
protocol TemplateHolder: AnyObject {
    func letGo()
}

/// An error before it is known on which line it happened.
struct TemplateProblem: Error {
    let message: String
    init(_ message: String) { self.message = message }
}
