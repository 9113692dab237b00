public import Artifacts
public import Foundation
import Storage

/// The first line of a trial file, about the run that wrote it.
public struct TrialHeader: Codable, Sendable, Equatable {
    public var kind: String
    public var version: Int
    /// SHA-256 over everything that decides a trial: model, grid, prompts and options.
    public var run: String
    public var model: String
    public var mode: String
    public var layers: Int
    public var heads: Int
    /// Trials of the whole run.
    public var trials: Int

    static let kind = "needle-trials"

    init(
        run: String, model: String, mode: String, layers: Int, heads: Int, trials: Int
    ) {
        kind = Self.kind
        version = 1
        self.run = run
        self.model = model
        self.mode = mode
        self.layers = layers
        self.heads = heads
        self.trials = trials
    }
}

/// A line of a trial file.
enum TrialLine: Codable {
    case header(TrialHeader)
    case trial(NeedleTrial)

    init(from decoder: any Decoder) throws {
        // Only the header has a kind.
        if let header = try? TrialHeader(from: decoder), header.kind == TrialHeader.kind {
            self = .header(header)
        } else {
            self = .trial(try NeedleTrial(from: decoder))
        }
    }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .header(let header): try header.encode(to: encoder)
        case .trial(let trial): try trial.encode(to: encoder)
        }
    }
}

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
