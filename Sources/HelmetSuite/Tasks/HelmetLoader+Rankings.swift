import Storage

/// Re-ranking: passages with ids and grades, to be ordered.
extension HelmetLoader {
    /// Numbers of passages at which metrics are cut.
    private static let cuts = [1, 5, 10, 20, 50, 100, 200, 500, 1000]

    func rankings(_ task: HelmetTask) throws -> HelmetTaskData {
        let tests = HelmetRows(try folder.file(task.testFile))
        var columns = HelmetColumns()
        var rowsInFile = 0
        try tests.forEach { _, row in
            columns.take(row)
            rowsInFile += 1
        }
        let keyName = columns.has("qid") ? "qid" : "query"
        var keys: Set<Key> = []
        try tests.forEach { _, row in keys.insert(try Key(row[keyName], keyName)) }
        let chosen = Self.drawn(keys, most: task.mostSamples, seed: task.seed)
        var kept: [JSONValue] = []
        try tests.forEach { _, row in
            if chosen.contains(try Key(row[keyName], keyName)) { kept.append(row) }
        }
        guard let first = kept.first?["ctxs"]?.array else {
            throw DataError("\(task.testFile) has no rows with a list \"ctxs\".")
        }
        let wording = try checkout.wording(
            "load_msmarco_rerank", dataset: task.dataset,
            passageFields: columns.ofPassages.map(\.text))
        let demos = try RankedDemonstrations(
            HelmetRows(try folder.file(task.demoFile)), besides: kept,
            passage: try wording.template("passage_template"),
            answer: try wording.formatted(with: "ranking"))
        let items = try kept.map { row in
            let key = try Key(row[keyName], keyName)
            guard let id = row["qid"]?.string else {
                throw DataError("\(task.testFile): the field \"qid\" is no text.")
            }
            let passages = row["ctxs"]?.array ?? []
            var item = HelmetItem(fields: columns.filled(row), key: key.text)
            item["context"] = .string(try demos.passages(passages, columns))
            item["question"] = row["query"] ?? .null
            item["demos"] = .string(try demos.text(for: id, shots: task.shots))
            item["answer"] = .string(try RankedDemonstrations.ranking(passages))
            item["qrel"] = .array(
                try passages.map { passage in
                    let grade = try RankedDemonstrations.grade(passage)
                    return .array([passage["id"] ?? .null, .string("\(grade)")])
                })
            item["query"] = nil
            item["ctxs"] = nil
            item["k"] = .int(passages.count)
            return item
        }
        return HelmetTaskData(
            task: task, items: items, prompt: try wording.template("prompt_template"),
            user: try wording.template("user_template"),
            cue: try wording.template("system_template"),
            rule: .ranking(cuts: Self.cuts.filter { $0 <= first.count }), rowsInFile: rowsInFile)
    }
}

/// Queries with their passages in the right order.
private struct RankedDemonstrations {
    private var rows: [JSONValue] = []
    private var keys: [HelmetLoader.Key] = []
    private var columns = HelmetColumns()
    /// Whether what is asked is not among them anyway.
    private let isFiltered: Bool
    private let passage: FormatText
    private let answer: FormatText

    init(
        _ file: HelmetRows, besides asked: [JSONValue], passage: FormatText, answer: FormatText
    ) throws {
        var all: [JSONValue] = []
        var columns = HelmetColumns()
        try file.forEach { _, row in
            columns.take(row)
            all.append(row)
        }
        // With many of them the asked queries go at once, with few each query alone is spared.
        isFiltered = all.count > 2 * asked.count
        if isFiltered {
            let own = Set(asked.compactMap { $0["qid"]?.string.map { ExactText($0) } })
            all.removeAll { row in row["qid"]?.string.map { own.contains(ExactText($0)) } ?? false }
        }
        keys = try all.map { try HelmetLoader.Key($0["qid"], "qid") }
        (rows, self.columns, self.passage, self.answer) = (all, columns, passage, answer)
    }

    func passages(_ list: [JSONValue], _ columns: HelmetColumns) throws -> String {
        try list.map { shown in
            try passage.filled { columns.field($0, ofPassage: shown) }
        }.joined(separator: "\n\n")
    }

    func text(for id: String, shots: Int) throws -> String {
        guard shots > 0 else { return "" }
        let own = HelmetLoader.Key.text(ExactText(id))
        let order = HelmetLoader.firsts(of: keys, seed: HelmetLoader.hash(id)) {
            isFiltered || keys[$0] != own
        }
        guard order.count >= shots else {
            throw DataError("there are \(order.count) demonstrations, and \(shots) are wanted.")
        }
        return try order.prefix(shots).map { place in
            let row = rows[place]
            let list = row["ctxs"]?.array ?? []
            let ranking = try Self.ranking(list)
            return try passages(list, columns)
                + answer.filled { $0.isExactly("ranking") ? .string(ranking) : row[$0] } + "\n\n"
        }.joined()
    }

    /// The ids by grade, the highest first, equal ones in their order.
    static func ranking(_ passages: [JSONValue]) throws -> String {
        let graded = try passages.enumerated().map { place, passage in
            (try grade(passage), place, try PythonText.of(passage["id"] ?? .null, "id"))
        }
        return graded.sorted { ($1.0, $0.1) < ($0.0, $1.1) }.map(\.2).joined(separator: " > ")
    }

    static func grade(_ passage: JSONValue) throws -> Int {
        guard let grade = passage["label"]?.int else {
            throw DataError("a passage has no whole number \"label\".")
        }
        return grade
    }
}
