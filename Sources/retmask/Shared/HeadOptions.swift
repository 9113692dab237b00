import ArgumentParser
import Artifacts
import Foundation
import RetrievalHeads

/// Which heads a verb silences: a mask file, a score file with a selection, or a list.
struct HeadOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A mask or score file, or a list such as 2-3,4-0 (layer-head).", valueName: "heads"))
    var heads: String

    @OptionGroup var selection: SelectionOptions

    /// - Throws: `UsageError` for a selection that fits no head, `DataError` for a damaged file.
    func mask() throws -> HeadMask { try Self.mask(heads, selection) }

    static func mask(_ text: String, _ selection: SelectionOptions) throws -> HeadMask {
        if let list = list(text) {
            try selection.refuse(because: "a list of heads is complete already")
            return HeadMask(heads: list, selection: "listed")
        }
        let url = URL(fileURLWithPath: text)
        let data = try AtomicFile.read(url)
        if let mask = try? JSONDecoder().decode(HeadMask.self, from: data) {
            try selection.refuse(because: "\(text) is a mask already")
            guard !mask.heads.isEmpty else { throw DataError("\(text) is a mask without heads.") }
            return mask
        }
        let scores = try HeadScores.read(url)
        return try selection.required(for: text)
            .mask(of: scores, fingerprint: Fingerprint.of(file: url))
    }

    /// `2-3,4-0`; nil when the text is something else.
    static func list(_ text: String) -> [HeadID]? {
        let parts = text.split(separator: ",").map { HeadID($0.trimming()) }
        guard !parts.isEmpty, parts.allSatisfy({ $0 != nil }) else { return nil }
        return parts.compactMap { $0 }
    }
}

extension Substring {
    func trimming() -> String { trimmingCharacters(in: .whitespaces) }
}

/// How heads are chosen from scores.
struct SelectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The heads with the highest scores.", valueName: "count"))
    var top: Int?

    @Option(help: ArgumentHelp("Every head with at least this score.", valueName: "score"))
    var atLeast: Double?

    @Option(
        help: ArgumentHelp(
            "Instead, as many random heads: others (not selected ones), any, or same-layers.",
            valueName: "kind"))
    var random: RandomKind?

    @Option(help: "Seed of the random heads.")
    var selectionSeed: UInt64 = 42

    enum RandomKind: String, ExpressibleByArgument, CaseIterable {
        case others, any
        case sameLayers = "same-layers"
    }

    /// Nil when no option was given.
    var chosen: HeadSelection? {
        get throws {
            let base: HeadSelection
            switch (top, atLeast) {
            case (let count?, nil): base = .top(count)
            case (nil, let threshold?): base = .atLeast(threshold)
            case (nil, nil):
                if random != nil {
                    throw UsageError("--random needs --top or --at-least: how many heads to draw.")
                }
                return nil
            default: throw UsageError("--top and --at-least exclude each other.")
            }
            switch random {
            case .others: return .randomOthers(like: base, seed: selectionSeed)
            case .any: return .randomAny(like: base, seed: selectionSeed)
            case .sameLayers: return .randomSameLayers(like: base, seed: selectionSeed)
            case nil: return base
            }
        }
    }

    func required(for file: String) throws -> HeadSelection {
        guard let selection = try chosen else {
            throw UsageError("\(file) holds scores; choose heads with --top or --at-least.")
        }
        return selection
    }

    func refuse(because reason: String) throws {
        guard top == nil, atLeast == nil, random == nil else {
            throw UsageError("--top, --at-least and --random do not apply: \(reason).")
        }
    }
}
