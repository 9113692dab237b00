public import Artifacts
public import Foundation
public import Storage

extension PreferenceTrainer {
    /// Names in a finished folder, or in that of its checkpoints, that training does not write.
    package static func strangers(in folder: URL) -> [String] {
        JobRecord.strangers(in: folder, PreferenceOutput.isOwn)
    }

    /// Callbacks of a training.
    public struct Events {
        /// Problems of rows of a file, none included; called before anything else.
        public var rows: (URL, RowProblems) -> Void = { _, _ in }
        /// The tokens and pairs that the limits cut off; called before the first step, and once more
        /// for a file of held-out pairs.
        public var truncation: (TruncationReport) -> Void = { _ in }
        /// A sentence that should be seen, such as that the chosen answers become unlikely.
        public var warning: (String) -> Void = { _ in }
        /// Of how many pairs the reference was captured while they were sampled, and of how many there are.
        public var captured: (Int, Int) -> Void = { _, _ in }
        /// Called after each step, and after each batch of the reference.
        public var progress: ProgressHandler = { _ in }
        /// Called within an evaluation with the held-out pairs done, and all.
        public var evaluating: (Int, Int) -> Void = { _, _ in }
        /// Each row of the log: first those found when a run goes on, then the new ones.
        public var logged: (TrainingStep) -> Void = { _ in }
        /// Asked after each step; true writes a checkpoint and ends the run there.
        public var isStopped: () -> Bool = { false }
        /// For tests of kills: what it throws ends the run without any writing.
        package var afterStep: (Int) throws -> Void = { _ in }

        public init() {}
    }
}
