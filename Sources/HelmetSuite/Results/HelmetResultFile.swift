public import Artifacts
public import Foundation
import Storage

/// Answers in the files that HELMET's program writes, so that its collecting script and its judges read them.
///
/// A file holds what theirs holds, but for passages (`ctxs`), of which only the number stands there (`k`), speed and
/// memory. The tag is `v1`, which the script looks for.
public struct HelmetResultFile {
    /// The questions that were asked.
    public let part: HelmetTaskSet
    /// Answers by the id of their example; rows without one are left out, as HELMET leaves out failed requests.
    private let results: [ExactText: EvaluationResult]
    /// Name of the model in the file.
    public let model: String
    private let stopsAtNewline: Bool

    /// Files of all tasks of a set.
    public static func all(
        _ set: HelmetSet, _ results: [EvaluationResult], model: String
    ) -> [HelmetResultFile] {
        let byID = Dictionary(results.map { (ExactText($0.id), $0) }) { first, _ in first }
        return set.parts.map {
            HelmetResultFile(
                part: $0, results: byID, model: model, stopsAtNewline: set.stopsAtNewline)
        }
    }

    /// The name that HELMET's program gives the file, by its settings in Python's spelling.
    public var name: String {
        let task = part.task
        let most = task.mostSamples.map { "\($0)" } ?? "None"
        return "\(task.dataset)_v1_\(task.testName)_in\(task.length)_size\(most)_shots\(task.shots)"
            + "_sampFalsemax\(task.maxTokens)min0t0.0p1.0_chat\(task.usesChat ? "True" : "False")"
            + "_\(task.seed).json"
    }

    /// What a file of ours begins with, by which it is told from one of HELMET's program of the same name.
    private static let mark = Data("{\"args\":{\"made_by\":\"retmask\"".utf8)

    /// - Throws: `UsageError` when a file of somebody else's has the name in the folder.
    public func check(_ folder: URL) throws {
        let file = folder.appendingPathComponent(name)
        guard FileManager.default.fileExists(atPath: file.path) else { return }
        let (descriptor, _) = try RegularFile.open(file)
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        guard try handle.read(upToCount: Self.mark.count) == Self.mark else {
            throw UsageError(
                "\(file.path) was not written by this tool; give another folder for --helmet-results."
            )
        }
    }

    /// Writes the file and its averages beside it (`.score`).
    /// - Throws: `UsageError` when the folder cannot be written.
    public func write(to folder: URL) throws {
        let (document, averages) = contents()
        let file = folder.appendingPathComponent(name)
        try AtomicFile.write(Data("\(document.text)\n".utf8), to: file)
        let scores = CitedScores(part, results)?.json ?? averages
        try AtomicFile.write(
            Data("\(scores.text)\n".utf8), to: folder.appendingPathComponent("\(name).score"))
    }

    /// The document and the averages alone.
    func contents() -> (document: JSONValue, averages: JSONValue) {
        var rows: [JSONValue] = []
        var columns: [(name: String, values: [JSONValue])] = []
        for (number, example) in part.examples.enumerated() {
            guard let result = results[ExactText(example.id)] else { continue }
            let output = (example.answerStart ?? "") + result.response
            let metrics = HelmetMetrics(
                output, part.rule, answers: example.answers, grades: example.relevance ?? [:])
            var row = part.rows[number]
            row["output"] = .string(output)
            row["input_len"] = .int(part.inputTokens[number])
            row["output_len"] = .int(result.tokens)
            row["input_text"] = .string(part.inputTexts[number])
            row["parsed_output"] = metrics.parsed
            let lengths = ["input_len", "output_len"].map {
                JSONMember(key: $0, value: row[$0] ?? .null)
            }
            for member in metrics.values { row[member.key] = member.value }
            rows.append(.object(row.fields))
            for member in metrics.values + lengths {
                if let place = columns.firstIndex(where: { $0.name.isExactly(member.key) }) {
                    columns[place].values.append(member.value)
                } else {
                    columns.append((member.key, [member.value]))
                }
            }
        }
        let averages = JSONValue.object(
            columns.map { JSONMember(key: $0.name, value: .double(Self.average($0))) })
        let document = JSONValue.object([
            JSONMember(key: "args", value: settings), JSONMember(key: "data", value: .array(rows)),
            JSONMember(
                key: "metrics",
                value: .object(columns.map { JSONMember(key: $0.name, value: .array($0.values)) })),
            JSONMember(key: "averaged_metrics", value: averages),
        ])
        return (document, averages)
    }

    /// Every mean is in per cent but those of lengths in tokens.
    private static func average(_ column: (name: String, values: [JSONValue])) -> Double {
        let numbers = column.values.map { value -> Double in
            switch value {
            case .bool(let flag): flag ? 1 : 0
            case .int(let number): Double(number)
            case .double(let number): number
            default: 0
            }
        }
        let mean = numbers.reduce(0, +) / Double(max(numbers.count, 1))
        return column.name.containsExactly("_len") ? mean : 100 * mean
    }

    /// The settings under HELMET's names.
    private var settings: JSONValue {
        let task = part.task
        return .object(
            [
                ("made_by", .string("retmask")), ("tag", .string("v1")),
                ("model_name_or_path", .string(model)),
                ("datasets", .string(task.dataset)), ("test_files", .string(task.testFile)),
                ("demo_files", .string(task.demoFile)),
                ("max_test_samples", task.mostSamples.map { .int($0) } ?? .null),
                ("shots", .int(task.shots)), ("input_max_length", .int(task.length)),
                ("do_sample", .bool(false)), ("generation_max_length", .int(task.maxTokens)),
                ("generation_min_length", .int(0)), ("temperature", .double(0)),
                ("top_p", .double(1)), ("stop_newline", .bool(stopsAtNewline)),
                ("system_message", .null), ("seed", .int(task.seed)),
                ("use_chat_template", .bool(task.usesChat)), ("thinking", .bool(false)),
            ].map { JSONMember(key: $0.0, value: $0.1) })
    }
}
