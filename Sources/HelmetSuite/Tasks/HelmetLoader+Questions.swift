import Foundation
import Storage

/// RAG: questions with passages (`kilt_…`), each at several places of the passage that answers it.
extension HelmetLoader {
    func questions(_ task: HelmetTask) throws -> HelmetTaskData {
        let wording = try checkout.wording("load_qa", dataset: task.dataset)
        let popularity = try Self.popularity(task.dataset)
        let tests = HelmetRows(try folder.file(task.testFile))
        var columns = HelmetColumns()
        var rowsInFile = 0
        func isPopular(_ row: JSONValue) throws -> Bool {
            guard let popularity else { return true }
            guard let views = Self.number(row["s_pop"]), views > 0 else {
                throw DataError("the field \"s_pop\" is no number above 0.")
            }
            return log10(views) < popularity
        }
        try tests.forEach { _, row in
            columns.take(row)
            rowsInFile += 1
        }
        let keyName = columns.has("id") ? "id" : "question"
        var keys: Set<Key> = []
        try tests.forEach { _, row in
            if try isPopular(row) { keys.insert(try Key(row[keyName], keyName)) }
        }
        let chosen = Self.drawn(keys, most: task.mostSamples, seed: task.seed)
        let demos = try Demonstrations(
            HelmetRows(try folder.file(task.demoFile)), key: keyName, where: isPopular)
        let parts = QuestionWording(
            demonstration: try wording.template("demo_template"),
            passage: try wording.template("passage_template"))
        let skipsOwn = task.dataset.containsExactly("popqa")
        var items: [HelmetItem] = []
        try tests.forEach { _, row in
            let key = try Key(row[keyName], keyName)
            guard chosen.contains(key), try isPopular(row) else { return }
            var item = HelmetItem(fields: columns.filled(row), key: key.text)
            let passages = row["ctxs"]?.array ?? []
            item["ctxs"] = nil
            item["k"] = .int(passages.count)
            item["demos"] = .string(
                try demos.text(for: key, shots: task.shots, skipsOwn: skipsOwn, parts))
            item["context"] = .string(try parts.passages(passages, columns))
            guard let answers = row["answers"] else { throw DataError("there is no \"answers\".") }
            item["answer"] = answers
            items.append(item)
        }
        return HelmetTaskData(
            task: task, items: items, prompt: try wording.template("prompt_template"),
            user: try wording.template("user_template"),
            cue: try wording.template("system_template"), rule: .best(prefix: "Answer:"),
            rowsInFile: rowsInFile)
    }

    /// The bound of `kilt_popqa_3`, in powers of ten; nil for other datasets.
    private static func popularity(_ dataset: String) throws -> Double? {
        guard dataset.containsExactly("popqa") else { return nil }
        guard let bound = dataset.split(separator: "_").last.flatMap({ Double($0) }) else {
            throw DataError(
                "\(dataset) does not end with a bound of popularity, as kilt_popqa_3 does.")
        }
        return bound
    }

    static func number(_ value: JSONValue?) -> Double? {
        switch value {
        case .int(let number)?: Double(number)
        case .double(let number)?: number
        default: nil
        }
    }
}

/// The wording of passages and demonstrations.
private struct QuestionWording {
    let demonstration: FormatText
    let passage: FormatText

    func passages(_ list: [JSONValue], _ columns: HelmetColumns) throws -> String {
        try list.map { shown in
            try passage.filled { columns.field($0, ofPassage: shown) }
        }.joined(separator: "\n\n")
    }
}

/// The rows that demonstrations are drawn from.
private struct Demonstrations {
    private var keys: [HelmetLoader.Key] = []
    private var rows: [JSONValue] = []
    private var columns = HelmetColumns()

    init(_ file: HelmetRows, key: String, where isWanted: (JSONValue) throws -> Bool) throws {
        var (keys, rows, columns) = (self.keys, self.rows, self.columns)
        try file.forEach { _, row in
            columns.take(row)
            guard try isWanted(row) else { return }
            keys.append(try HelmetLoader.Key(row[key], key))
            rows.append(row)
        }
        (self.keys, self.rows, self.columns) = (keys, rows, columns)
    }

    /// `shots` of them for a key, always the same ones, with a blank line behind.
    func text(
        for key: HelmetLoader.Key, shots: Int, skipsOwn: Bool, _ wording: QuestionWording
    ) throws -> String {
        guard shots > 0 else { return "" }
        let order = HelmetLoader.firsts(of: keys, seed: HelmetLoader.hash(key.text)) {
            !skipsOwn || keys[$0] != key
        }
        guard order.count >= shots else {
            throw DataError("there are \(order.count) demonstrations, and \(shots) are wanted.")
        }
        return try order.prefix(shots).map { place in
            let row = rows[place]
            let documents = try wording.passages(row["ctxs"]?.array ?? [], columns)
            guard let answer = row["answers"]?.array?.first else {
                throw DataError("a demonstration has no answers.")
            }
            return try wording.demonstration.filled { name in
                switch name {
                case "documents": .string(documents)  // exact: HELMET's own names
                case "answer": answer
                default: row[name]
                }
            }
        }.joined(separator: "\n\n") + "\n\n"
    }
}
