public import Artifacts
public import Foundation

/// The good rows of a file of pairs, with their lines, and what is wrong with the others.
public struct PairRows: Sendable, Equatable {
    public struct Row: Sendable, Equatable {
        /// From 1.
        public var line: Int
        public var pair: PairConversation
    }

    public var file: URL
    public var rows: [Row] = []
    public var problems = RowProblems()

    init(file: URL) { self.file = file }
}
