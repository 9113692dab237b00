public import Foundation
import Numbers
import Storage

/// The tasks that HELMET's configuration files name.
public enum HelmetConfiguration {
    /// The files of the categories in a folder, `recall.yaml` and `recall_short.yaml`, and those of all of RULER; those
    /// that are not there are left out.
    static func files(in folder: URL) -> [URL] {
        (HelmetCategory.allCases.map(\.rawValue) + ["ruler"])
            .flatMap { ["\($0)_short.yaml", "\($0).yaml"] }
            .map { folder.appendingPathComponent($0) }.filter(RegularFile.isThere)
    }

    /// The tasks of files in their order; of two with the same dataset, length and file the first.
    ///
    /// - Throws: `DataError` naming the file and what lacks in it.
    public static func tasks(of files: [URL]) throws -> [HelmetTask] {
        var tasks: [HelmetTask] = []
        for file in files {
            for task in try Self.tasks(FlatYAML(file), name: file.path)
            where !tasks.contains(where: { $0.isSame(task) }) { tasks.append(task) }
        }
        return tasks
    }

    /// One file. As HELMET's program has it: lists are cut at commas, a single length is that of all datasets, and
    /// what is not named has the program's default.
    static func tasks(_ file: FlatYAML, name: String) throws -> [HelmetTask] {
        guard let datasets = file.list("datasets"), !datasets.contains("") else {
            throw DataError("\(name) names no datasets.")
        }
        func column(_ key: String, _ usual: String) throws -> [String] {
            let list = file.list(key) ?? [usual]
            if list.count == 1 { return datasets.map { _ in list[0] } }
            guard list.count == datasets.count else {
                throw DataError(
                    "\(name): \(key) has \(list.count) entries for \(datasets.count) datasets.")
            }
            return list
        }
        func numbers(_ key: String, _ usual: String) throws -> [Int] {
            try column(key, usual).map { text in
                guard let number = Int(text), Limits.tokens.contains(number) else {
                    throw DataError("\(name): \(key) has \(text); give \(Limits.tokens).")
                }
                return number
            }
        }
        let lengths = try numbers("input_max_length", "8192")
        let answers = try numbers("generation_max_length", "10")
        let tests = try column("test_files", "")
        let demos = try column("demo_files", "")
        let (shots, seed) = (try file.number("shots") ?? 2, try file.number("seed") ?? 42)
        let samples = try file.number("max_test_samples")
        guard 0...1000 ~= shots else {
            throw DataError("\(name): shots is \(shots); give 0 to 1000.")
        }
        guard 0...Int(Int32.max) ~= seed else {
            throw DataError("\(name): seed is \(seed); give 0 to \(Int32.max).")
        }
        if let samples, !(1...1_000_000 ~= samples) {
            throw DataError("\(name): max_test_samples is \(samples); give 1 to 1000000.")
        }
        let usesChat = try file.flag("use_chat_template") ?? false
        return try datasets.indices.map { index in
            guard lengths[index] > answers[index] else {
                throw DataError(
                    "\(name): \(datasets[index]) has \(lengths[index]) tokens, of which an answer of \(answers[index]) leaves none."
                )
            }
            return HelmetTask(
                dataset: datasets[index], length: lengths[index], maxTokens: answers[index],
                testFile: tests[index], demoFile: demos[index], shots: shots,
                mostSamples: samples, usesChat: usesChat, seed: seed)
        }
    }
}
