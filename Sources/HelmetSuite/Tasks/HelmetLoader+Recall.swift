import Storage

/// Recall: values in JSON objects, and RULER's tasks.
extension HelmetLoader {
    func keyValues(_ task: HelmetTask) throws -> HelmetTaskData {
        let wording = try checkout.wording("load_json_kv", dataset: task.dataset)
        let demonstration = try wording.template("demo_template")
        let (rows, columns) = try rows(task)
        let order = Self.shuffled(rows.count, seed: UInt32(task.seed), most: task.mostSamples)
        let items = try order.map { place -> HelmetItem in
            let row = rows[place]
            var item = HelmetItem(fields: columns.filled(row))
            guard let pairs = row["demos"]?.array else {
                throw DataError("row \(place + 1) of \(task.testFile) has no list \"demos\".")
            }
            let shown = try pairs.prefix(task.shots).map { pair in
                guard let texts = pair.array, texts.count == 2, let value = texts[1].string else {
                    throw DataError(
                        "row \(place + 1) of \(task.testFile): \"demos\" is no list of pairs.")
                }
                return try demonstration.filled { name in
                    // exact: HELMET's own names
                    ["key": texts[0], "value": .string(" " + value)][name]
                }
            }
            item["demos"] = .string(
                shown.joined(separator: "\n\n") + (task.shots > 0 ? "\n\n" : ""))
            item["k"] = row["num_kvs"] ?? .null
            item.key = row["question"]?.string
            return item
        }
        return HelmetTaskData(
            task: task, items: items, prompt: try wording.template("prompt_template"),
            user: try wording.template("user_template"),
            cue: try wording.template("system_template"),
            rule: .best(prefix: "corresponding value:"), rowsInFile: rows.count)
    }

    func ruler(_ task: HelmetTask) throws -> HelmetTaskData {
        let wording = try checkout.wording("load_ruler", dataset: task.dataset)
        let (rows, columns) = try rows(task)
        let order = Self.shuffled(rows.count, seed: UInt32(task.seed), most: task.mostSamples)
        let items = order.map { place -> HelmetItem in
            let row = rows[place]
            var item = HelmetItem(fields: columns.filled(row))
            item["question"] =
                columns.has("query")
                ? row["query"] ?? .null
                : columns.has("question") ? row["question"] ?? .null : .string("")
            // Without a worked example there is no empty line for it either.
            let example = row["example"]?.string ?? ""
            item["example"] = .string(example.isEmpty ? "" : example + "\n\n")
            item["answer"] =
                (columns.has("answer") ? row["answer"] : row["outputs"]) ?? .null
            return item
        }
        return HelmetTaskData(
            task: task, items: items, prompt: try wording.template("prompt_template"),
            user: try wording.template("user_template"),
            cue: try wording.template("system_template"),
            rule: task.dataset.containsExactly("qa") ? .best(prefix: "Answer:") : .recall,
            rowsInFile: rows.count)
    }

    /// All rows of the test file.
    private func rows(_ task: HelmetTask) throws -> ([JSONValue], HelmetColumns) {
        var (rows, columns) = ([JSONValue](), HelmetColumns())
        try HelmetRows(folder.file(task.testFile)).forEach { _, row in
            columns.take(row)
            rows.append(row)
        }
        guard !rows.isEmpty else { throw DataError("\(task.testFile) has no rows.") }
        return (rows, columns)
    }
}
