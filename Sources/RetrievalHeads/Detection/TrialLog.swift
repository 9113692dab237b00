public import Artifacts
public import Foundation
import Storage

/// The trials of a run, on disk as they are finished: a header line, then one line a trial.
public final class TrialLog {
    let log: JSONLinesAppender<TrialLine>
    /// Trials found in the file, by index.
    public private(set) var finished: [Int: NeedleTrial] = [:]

    /// Opens or creates the file; a torn last line is cut off.
    ///
    /// - Throws: `UsageError` when the file belongs to another run, `DataError` when it is not a
    ///   trial file.
    init(_ url: URL, header: TrialHeader) throws {
        log = try JSONLinesAppender<TrialLine>(url)
        guard let first = log.existing.first else {
            try log.append(.header(header))
            return
        }
        guard case .header(let found) = first else {
            throw DataError("\(url.path) is not a trial file: its first line has no header.")
        }
        guard found == header else {
            throw UsageError(
                "\(url.path) holds trials of another run (another model, grid or option): delete it or choose another output."
            )
        }
        let heads = header.layers * header.heads
        for case .trial(let trial) in log.existing.dropFirst() {
            if let problem = trial.problem(heads: heads) ?? Self.problem(trial, header) {
                throw DataError("\(url.path): trial \(trial.index): \(problem).")
            }
            finished[trial.index] = trial
        }
    }

    /// The problem of a trial that a resumed run could not use; nil without one.
    private static func problem(_ trial: NeedleTrial, _ header: TrialHeader) -> String? {
        guard trial.index < header.trials else {
            return "the run has \(header.trials) trials"
        }
        guard trial.scores.isEmpty, trial.success else { return nil }
        return "it succeeded but has no scores"
    }

    /// Appends a trial unless the file has it.
    func append(_ trial: NeedleTrial) throws {
        guard finished[trial.index] == nil else { return }
        try log.append(.trial(trial))
        finished[trial.index] = trial
    }

    /// The trials of a file, in the order of the grid.
    public static func read(_ url: URL) throws -> [NeedleTrial] {
        try JSONLines.read(TrialLine.self, from: url).compactMap {
            guard case .trial(let trial) = $0 else { return nil }
            if let problem = trial.problem() {
                throw DataError("\(url.path): trial \(trial.index): \(problem).")
            }
            return trial
        }.sorted { $0.index < $1.index }
    }
}
