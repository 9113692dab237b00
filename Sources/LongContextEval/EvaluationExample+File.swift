import Artifacts
public import Foundation
public import Storage

extension EvaluationExample {
    /// The good rows of an evaluation file, and what is wrong with the others.
    public struct Rows: Sendable, Equatable {
        /// The good rows, in their order.
        public var examples: [EvaluationExample] = []
        /// Rows that cannot be used, and why.
        public var problems = RowProblems()
    }

    /// Reads and checks an evaluation file.
    /// - Throws: `DataError` naming file and line of the first row that cannot be used, also for an id
    ///   that occurs twice.
    public static func read(_ file: URL) throws -> [EvaluationExample] {
        try rows(of: file, isStrict: true).examples
    }

    /// Reads an evaluation file; a row that cannot be used is refused by itself.
    ///
    /// - Parameters:
    ///   - isStrict: whether one refused row is enough to refuse the file.
    ///   - accepts: throws a `DataError` for an example that cannot be asked.
    /// - Throws: `DataError` naming file and line when every row is refused.
    public static func rows(
        of file: URL, isStrict: Bool = false, accepts: (EvaluationExample) throws -> Void = { _ in }
    ) throws -> Rows {
        var ids: Set<ExactText> = []
        var rows = Rows()
        try JSONLines.forEachRow(of: file, &rows.problems) { row, _, _ in
            var example = try RowDecoder.decode(EvaluationExample.self, from: row)
            example.inputs = try RowDecoder.decode(TemplateInputs.self, from: row)
            if let problem = example.problem { throw DataError("\(problem).") }
            guard !ids.contains(ExactText(example.id)) else {
                throw DataError("the id \(example.id) occurs twice.")
            }
            try accepts(example)
            ids.insert(ExactText(example.id))
            rows.examples.append(example)
        }
        try rows.problems.check(file.path, good: rows.examples.count, isStrict: isStrict)
        return rows
    }
}
