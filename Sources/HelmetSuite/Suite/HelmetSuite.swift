import Artifacts
public import Foundation
import LongContextEval
public import Storage
public import Tokenization

/// HELMET's questions from its own data files (Yen et al. 2024, arXiv:2410.02694), with the wording of the user's
/// checkout: the same rows, demonstrations, cuts and measures as its program has with a local model.
///
/// ```swift
/// var suite = HelmetSuite(data: folder, checkout: helmet)
/// suite.lengths = [8192]
/// let set = try suite.set(for: chatTokenizer)
/// ```
/// Without judges, whatever is averaged is called `helmet-nojudge`.
public struct HelmetSuite: Sendable {
    /// The folder in which HELMET's program would run, or its `data` folder.
    public var data: URL
    /// A checkout of HELMET.
    public var checkout: URL
    /// Configuration files; those of `configs` in the data folder or else in the checkout when nil.
    public var configurations: [URL]?
    /// Tokens of prompt and answer; all that the model has positions for when nil.
    public var lengths: [Int]?
    /// Categories or datasets; all that can be asked without a judge when empty.
    public var names: [String] = []
    /// Whether prompts go through the chat template; as the configurations say when nil.
    public var usesChat: Bool?
    /// Rows, or questions where several rows ask one; as the configurations say when nil.
    public var mostSamples: Int?
    /// Whether an answer ends at a line break. The configurations of HELMET ask for it under a name that its program
    /// does not read, so its published results are without.
    public var stopsAtNewline = false

    /// All that needs no judge.
    public init(data: URL, checkout: URL, lengths: [Int]? = nil) {
        self.data = data
        self.checkout = checkout
        self.lengths = lengths
    }

    /// The name of what is averaged over categories.
    public static let overallName = "helmet-nojudge"

    /// The tasks that are asked, in the order of the configurations.
    /// - Throws: `UsageError` for names and lengths that no configuration has.
    public func tasks() throws -> [HelmetTask] {
        let files = configurations ?? configurationFiles()
        guard !files.isEmpty else {
            throw UsageError(
                "neither \(data.path) nor \(checkout.path) has configurations in a folder configs.")
        }
        let all = try HelmetConfiguration.tasks(of: files)
        for name in names
        where HelmetCategory(rawValue: name) == nil && !all.contains(where: { $0.has(name) }) {
            let datasets = Set(all.map(\.name)).sorted()
            let categories = HelmetCategory.allCases.map(\.rawValue)
            throw UsageError(
                "there is no category or dataset \"\(name)\"; there are \((categories + datasets).joined(separator: ", "))."
            )
        }
        var chosen = all.filter { task in
            names.isEmpty
                ? task.category?.isWithoutJudge ?? false
                : names.contains { task.has($0) }
        }
        for length in lengths ?? [] where !chosen.contains(where: { $0.length == length }) {
            let known = Set(chosen.map(\.length)).sorted().map { "\($0)" }
            throw UsageError(
                "no configuration has the length \(length) for these categories; there are \(known.joined(separator: ", "))."
            )
        }
        if let lengths { chosen.removeAll { !lengths.contains($0.length) } }
        return chosen.map { task in
            var task = task
            if let usesChat { task.usesChat = usesChat }
            if let mostSamples { task.mostSamples = mostSamples }
            return task
        }
    }

    /// The files that are read, as far as they are there.
    public func inputs() -> [URL] {
        let folder = HelmetFolder(folder: data)
        let paths = ((try? tasks()) ?? []).flatMap { [$0.testFile, $0.demoFile] }
        return paths.filter { !$0.isEmpty }.compactMap { try? folder.file($0) }
            + (configurations ?? configurationFiles())
            + [checkout.appendingPathComponent("data.py")]
    }

    private func configurationFiles() -> [URL] {
        let folders = [data, data.deletingLastPathComponent(), checkout]
        let found = folders.lazy.map {
            HelmetConfiguration.files(in: $0.appendingPathComponent("configs"))
        }
        return found.first { !$0.isEmpty } ?? []
    }

    /// Everything that is asked of a model, which needs its text side alone.
    ///
    /// - Parameter contextLength: positions of the model.
    /// - Throws: `UsageError` and `DataError` as ``tasks()`` and for files that are missing or not what they should
    ///   be.
    public func set(
        for text: ChatTokenizer, contextLength: Int = .max,
        progress: ProgressHandler = { _ in }
    ) throws -> HelmetSet {
        let helmet = try HelmetCheckout(checkout)
        let loader = HelmetLoader(checkout: helmet, folder: HelmetFolder(folder: data))
        let fitter = PromptFitter(text: text)
        var set = HelmetSet(stopsAtNewline: stopsAtNewline, wording: helmet.fingerprint)
        var ids: Set<ExactText> = []
        let tasks = try tasks()
        let fitting = tasks.filter { $0.length <= contextLength }
        if let task = tasks.first(where: { $0.length > contextLength }),
            lengths != nil || fitting.isEmpty
        {
            throw UsageError(
                "length \(task.length) is more than the \(contextLength) positions of the model.")
        }
        for (number, task) in fitting.enumerated() {
            progress(
                ProgressReport(
                    label: "preparing prompts", done: number, total: fitting.count,
                    detail: "\(task.name) at \(task.length)"))
            var part = try HelmetTaskSet(
                loader.load(task), fitter: fitter, stopsAtNewline: stopsAtNewline)
            // Two configurations may ask one dataset with other files.
            while !ids.insert(ExactText(part.prefix)).inserted { part.rename(part.prefix + "'") }
            set.parts.append(part)
        }
        return set
    }
}

extension HelmetTask {
    /// Whether a name of the user's means this task.
    func has(_ name: String) -> Bool {
        if let category, category == HelmetCategory(rawValue: name) { return true }
        return self.name.isExactly(name) || dataset.isExactly(name)
    }
}
