import Foundation
import Storage

/// Answers with citations (`alce_…`), as far as they are judged without an entailment model.
extension HelmetLoader {
    func citations(_ task: HelmetTask) throws -> HelmetTaskData {
        let wording = try checkout.wording("load_alce", dataset: task.dataset)
        guard let shown = task.dataset.split(separator: "_").last.flatMap({ Int($0) }), shown > 0
        else {
            throw DataError(
                "\(task.dataset) does not say how many documents, as alce_asqa_30 does.")
        }
        let demos = try CitedDemonstrations(promptFile(task.demoFile))
        let rows = HelmetRows(try folder.file(task.testFile))
        // Demonstrations are drawn for every row of the file, before it is known which are asked.
        var random = PythonRandom(seed: UInt64(task.seed))
        var drawn: [[Int]] = []
        try rows.forEach { _, _ in
            drawn.append(try demos.draw(task.shots, &random))
        }
        let order = Self.shuffled(drawn.count, seed: UInt32(task.seed), most: task.mostSamples)
        let wanted = Set(order)
        // As ALCE's script decides it: by the name of the result file.
        let isList = "\(task.dataset) \(task.testFile)".containsExactly("qampari")
        var items: [Int: HelmetItem] = [:]
        try rows.forEach { number, row in
            guard wanted.contains(number) else { return }
            var fields: [JSONMember] = []
            if case .object(let members) = row { fields = members }
            var item = HelmetItem(fields: fields)
            let documents = Array((row["docs"]?.array ?? []).prefix(shown))
            item["docs"] = .array(documents)
            item["k"] = .int(documents.count)
            item["context"] = .string(try demos.documents(documents))
            item["demo_text"] = .string(try demos.text(drawn[number]))
            item["instruction"] = .string(demos.instruction)
            items[number] = item
        }
        return HelmetTaskData(
            task: task, items: order.compactMap { items[$0] },
            prompt: try wording.template("prompt_template"),
            user: try wording.template("user_template"),
            cue: try wording.template("system_template"), rule: .cited(isList: isList),
            rowsInFile: drawn.count)
    }

    /// A file of prompts, which is in the data folder or the checkout.
    private func promptFile(_ path: String) throws -> URL {
        if folder.has(path) { return try folder.file(path) }
        let file = checkout.folder.appendingPathComponent(path)
        guard RegularFile.isThere(file) else { throw UsageError("there is no \(file.path).") }
        return file
    }
}

/// Wording and demonstrations of ALCE, from a file of `prompts`.
private struct CitedDemonstrations {
    let instruction: String
    private let document: FormatText
    /// Each as it stands in a prompt.
    private let texts: [String]

    init(_ file: URL) throws {
        let json = try JSONParser.parse(AtomicFile.read(file), name: file.path)
        func text(_ name: String) throws -> String {
            guard let text = json[name]?.string else {
                throw DataError("\(file.path) has no text \"\(name)\".")
            }
            return text
        }
        instruction = try text("instruction")
        document = try FormatText(text("doc_prompt"))
        let demonstration = try FormatText(text("demo_prompt"))
        let (instruction, document) = (instruction, document)
        texts = try (json["demos"]?.array ?? []).map { demo in
            let context = try Self.documents(demo["docs"]?.array ?? [], document)
            return try demonstration.filled { name in
                switch name {
                case "instruction": .string(instruction)  // exact: HELMET's own names
                case "context": .string(context)
                default: demo[name]
                }
            }
        }
    }

    func draw(_ shots: Int, _ random: inout PythonRandom) throws -> [Int] {
        guard shots <= texts.count else {
            throw DataError("there are \(texts.count) demonstrations, and \(shots) are wanted.")
        }
        return random.sample(Array(texts.indices), shots)
    }

    func text(_ places: [Int]) throws -> String {
        let text = places.map { texts[$0] }.joined(separator: "\n\n\n")
        return places.isEmpty ? text : text + "\n\n\n"
    }

    func documents(_ list: [JSONValue]) throws -> String { try Self.documents(list, document) }

    private static func documents(_ list: [JSONValue], _ format: FormatText) throws -> String {
        try list.enumerated().map { number, document in
            try format.filled { $0.isExactly("ID") ? .int(number + 1) : document[$0] }
        }.joined(separator: "\n\n")
    }
}
