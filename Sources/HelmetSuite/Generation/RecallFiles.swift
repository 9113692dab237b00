public import Foundation
public import Numbers
public import Storage
public import Tokenization

/// Files of HELMET's recall category at any length, made up from a seed, and a configuration that asks them: `json_kv`,
/// `ruler_niah_mk_2`, `ruler_niah_mk_3`, `ruler_niah_mv`.
///
/// ```swift
/// var files = RecallFiles()
/// files.lengths = [8192]
/// try files.write(to: folder, tokenizer: tokenizer)
/// ```
/// They are no part of HELMET's own data. Row 7 is the same however many there are.
public struct RecallFiles: Sendable {
    /// Tokens of prompt and answer together.
    public var lengths = [4096, 8192]
    /// Rows of a file; of `json_kv` six follow each other about one object.
    public var rows = 100
    /// Fixes the rows.
    public var seed: UInt64 = 1

    /// A hundred rows of each at 4k and 8k.
    public init() {}

    /// Lengths that leave room for a context, and for which there are enough keys.
    public static let range = NumberRange(1024...1 << 20)

    private static let tasks: [(dataset: String, folder: String, maxTokens: Int)] = [
        ("ruler_niah_mk_2", "niah_multikey_2", 50), ("ruler_niah_mk_3", "niah_multikey_3", 100),
        ("ruler_niah_mv", "niah_multivalue", 50), ("json_kv", "", 100),
    ]

    /// Writes `data` and `configs` into a folder, which HELMET's program can run in.
    /// - Throws: `UsageError` for lengths and numbers out of range, and for a folder that is not new or empty.
    public func write(
        to folder: URL, tokenizer: Tokenizer, progress: ProgressHandler = { _ in }
    ) throws {
        guard !lengths.isEmpty else { throw UsageError("there is no length; give one or more.") }
        for length in lengths where !Self.range.contains(length) {
            throw UsageError("length \(length) is out of range; give \(Self.range).")
        }
        guard Limits.examples.contains(rows) else {
            throw UsageError("rows is \(rows); give \(Limits.examples).")
        }
        let held = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        guard held?.isEmpty ?? !FileManager.default.fileExists(atPath: folder.path) else {
            throw UsageError("\(folder.path) is not an empty folder; give another.")
        }
        var entries: [[String]] = []
        for (number, task) in Self.tasks.enumerated() {
            for (place, length) in lengths.enumerated() {
                progress(
                    ProgressReport(
                        label: "making rows", done: number * lengths.count + place,
                        total: Self.tasks.count * lengths.count,
                        detail: "\(task.dataset) at \(length)"))
                // A stream for each task and length, and of it one for each row.
                let stream = seed &+ UInt64(number) << 40 &+ UInt64(length) << 8
                let budget = length - task.maxTokens
                let (name, made) = try rows(task.folder, budget, length, stream, tokenizer)
                let file = folder.appendingPathComponent(name)
                try AtomicFile.createFolder(file.deletingLastPathComponent())
                try AtomicFile.write(Data(made.map { $0.text + "\n" }.joined().utf8), to: file)
                entries.append(["\(length)", task.dataset, "\(task.maxTokens)", name])
            }
        }
        let file = folder.appendingPathComponent("configs/recall.yaml")
        try AtomicFile.createFolder(file.deletingLastPathComponent())
        try AtomicFile.write(Data(configuration(entries).utf8), to: file)
    }

    private func rows(
        _ folder: String, _ budget: Int, _ length: Int, _ stream: UInt64, _ tokenizer: Tokenizer
    ) throws -> (name: String, rows: [JSONValue]) {
        func maker(_ row: Int) -> RecallRows {
            RecallRows(tokenizer, SeededGenerator.derive(stream, UInt64(row)))
        }
        guard !folder.isEmpty else {
            var first = maker(.max)
            let pairs = try first.pairs(in: budget)
            let objects = (rows + RecallRows.depths - 1) / RecallRows.depths
            let made = (0..<objects).flatMap { object -> [JSONValue] in
                var maker = maker(object)
                return maker.keyValues(pairs: pairs)
            }
            return ("data/json_kv/test_k\(pairs)_dep6.jsonl", Array(made.prefix(rows)))
        }
        let made = try (0..<rows).map { row -> JSONValue in
            var maker = maker(row)
            return switch folder {
            case "niah_multivalue": try maker.needleOfValues(in: budget)
            default:
                try maker.needle(amongNeedlesOfUUIDs: folder == "niah_multikey_3", in: budget)
            }
        }
        return ("data/ruler/\(folder)/validation_\(length).jsonl", made)
    }

    /// As HELMET's own recall configuration.
    private func configuration(_ entries: [[String]]) -> String {
        func column(_ place: Int) -> String { entries.map { $0[place] }.joined(separator: ",") }
        let nothing = String(repeating: ",", count: entries.count - 1)
        return """
            input_max_length: '\(column(0))'
            datasets: \(column(1))
            generation_max_length: '\(column(2))'
            test_files: \(column(3))
            demo_files: '\(nothing)'
            use_chat_template: false
            max_test_samples: \(rows)
            shots: 2
            stop_new_line: false

            """
    }
}
