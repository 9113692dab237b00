import Foundation
import Storage

/// In-context learning: texts to be labelled after many examples (`icl_…`).
extension HelmetLoader {
    /// A dataset of labelled texts: the folder that Hugging Face's name stands for, and the fields.
    private struct Source {
        var folder: String
        var train = "train"
        var test: String? = "test"
        var label: String
        var labels: Int
    }

    private static let sources: [(name: String, source: Source)] = [
        ("trec_fine", Source(folder: "CogComp/trec", label: "fine_label", labels: 50)),
        ("trec_coarse", Source(folder: "CogComp/trec", label: "coarse_label", labels: 6)),
        ("banking77", Source(folder: "PolyAI/banking77", label: "label", labels: 77)),
        (
            "clinic150",
            Source(folder: "clinc_oos", test: "validation", label: "intent", labels: 151)
        ),
        (
            "nlu",
            Source(
                folder: "xingkunliuxtracta/nlu_evaluation_data", test: nil, label: "label",
                labels: 68)
        ),
    ]

    /// A labelled text.
    struct LabelledText {
        let text: String
        let label: Int
    }

    func labels(_ task: HelmetTask) throws -> HelmetTaskData {
        let lowered = task.dataset.lowercased()
        guard let source = Self.sources.first(where: { lowered.containsExactly($0.name) })?.source
        else { throw UsageError("the dataset \(task.dataset) is not known.") }
        guard task.dataset.containsExactly("balance"),
            !task.dataset.containsExactly("natural_label")
        else {
            throw UsageError(
                "\(task.dataset) is none of HELMET's configurations; names end with shot_balance.")
        }
        guard let shots = Self.shots(task.dataset) else {
            throw DataError("\(task.dataset) does not say how many shots, as 400shot_balance does.")
        }
        let wording = try checkout.wording("load_icl", dataset: task.dataset)
        let item = try wording.template("item_template")
        var (train, test) = try parts(source, seed: UInt32(task.seed))
        let rowsInFile = test.count
        if let most = task.mostSamples, test.count > most {
            test = NumpyPermutation.of(test.count, seed: UInt32(task.seed)).map { test[$0] }
            test = Self.balanced(test, shots: most, seed: UInt64(task.seed))
        }
        let items = try test.map { asked -> HelmetItem in
            let seed = Self.hash(asked.text, plus: task.seed)
            let shown = Self.balanced(train, shots: shots, seed: UInt64(seed))
            var numbers = Array(0..<source.labels)
            var random = PythonRandom(seed: UInt64(seed))
            random.shuffle(&numbers)
            func number(_ label: Int) throws -> String {
                guard numbers.indices.contains(label) else {
                    throw DataError(
                        "\(source.folder): the label \(label) is none of 0 to \(source.labels - 1)."
                    )
                }
                return "\(numbers[label])"
            }
            let context = try shown.map { example in
                let label = try number(example.label)
                return try item.filled { name in
                    // exact: HELMET's own names
                    ["text": .string(example.text), "label": .string(label)][name]
                }
            }.joined(separator: "\n\n")
            return HelmetItem(fields: [
                JSONMember(key: "text", value: .string(asked.text)),
                JSONMember(key: source.label, value: .int(asked.label)),
                JSONMember(key: "context", value: .string(context)),
                JSONMember(key: "question", value: .string(asked.text)),
                JSONMember(key: "answer", value: .string(try number(asked.label))),
            ])
        }
        train = []
        return HelmetTaskData(
            task: task, items: items, prompt: try wording.template("prompt_template"),
            user: try wording.template("user_template"),
            cue: try wording.template("system_template"),
            rule: .parsed(prefix: try wording.text("system_template")), rowsInFile: rowsInFile)
    }

    /// The number before `shot`.
    private static func shots(_ dataset: String) -> Int? {
        guard let end = dataset.exactRange(of: "shot")?.lowerBound else { return nil }
        return dataset[..<end].split(separator: "_").last.flatMap { Int($0) }
            .flatMap { 1...1_000_000 ~= $0 ? $0 : nil }
    }

    private func parts(
        _ source: Source, seed: UInt32
    ) throws -> (train: [LabelledText], test: [LabelledText]) {
        func read(_ part: String) throws -> [LabelledText] {
            var rows: [LabelledText] = []
            let file = try folder.file("\(source.folder)/\(part).jsonl")
            try HelmetRows(file).forEach { _, row in
                guard let text = row["text"]?.string, let label = row[source.label]?.int else {
                    throw DataError(
                        "a row needs a text \"text\" and a whole number \"\(source.label)\".")
                }
                rows.append(LabelledText(text: text, label: label))
            }
            guard !rows.isEmpty else { throw DataError("\(file.path) has no rows.") }
            return rows
        }
        let train = try read(source.train)
        guard let test = source.test else {
            // A tenth is asked, the first of one permutation.
            let order = NumpyPermutation.of(train.count, seed: seed).map { train[$0] }
            let count = Int((Double(train.count) * 0.1).rounded(.up))
            return (Array(order.dropFirst(count)), Array(order.prefix(count)))
        }
        return (train, try read(test))
    }

    /// Rows with every label equally often: rounds of one row a label, each round in an order of its own.
    static func balanced(_ rows: [LabelledText], shots: Int, seed: UInt64) -> [LabelledText] {
        var random = PythonRandom(seed: seed)
        var places: [Int: Int] = [:]
        var groups: [[LabelledText]] = []
        for row in rows {
            let place = places[row.label] ?? groups.count
            if place == groups.count {
                places[row.label] = place
                groups.append([])
            }
            groups[place].append(row)
        }
        guard !groups.isEmpty else { return [] }
        let count = (shots + groups.count - 1) / groups.count
        var rounds = [[LabelledText]](repeating: [], count: count)
        for group in groups {
            let all = Array(group.indices)
            // The remainder comes first, then whole passes.
            var drawn = random.sample(all, count % group.count)
            while drawn.count < count {
                drawn += random.sample(all, min(count - drawn.count, group.count))
            }
            for (round, place) in drawn.enumerated() { rounds[round].append(group[place]) }
        }
        for round in rounds.indices { random.shuffle(&rounds[round]) }
        return Array(rounds.joined().prefix(shots))
    }
}
