import ArgumentParser
import Artifacts
import Foundation
import HeadAnalysis

/// The heads that a verb ablates: a mask file, a score file with a selection, or a list.
struct HeadOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A mask or score file, or a list such as 2-3,4-0 (layer-head).", valueName: "heads"))
    var heads: String

    @OptionGroup var selection: SelectionOptions

    /// - Throws: `UsageError` for a selection that fits no head, `DataError` for a damaged file.
    func mask() throws -> HeadMask { try Self.mask(heads, selection) }

    static func mask(_ text: String, _ selection: SelectionOptions) throws -> HeadMask {
        try mask(text, choice: selection.chosen, shape: selection.shape)
    }

    /// - Parameters:
    ///   - choice: which heads of a score file; the others are complete and take none.
    ///   - shape: of the model, for score files that do not say.
    static func mask(
        _ text: String, choice: HeadSelection?, shape: HeadShape? = nil
    ) throws -> HeadMask {
        if let list = list(text) {
            try SelectionOptions.refuse(
                choice, shape, because: "a list of heads is complete already")
            return HeadMask(heads: list, selection: "listed")
        }
        let url = URL(fileURLWithPath: text)
        let data = try AtomicFile.read(url)
        if let mask = try? JSONDecoder().decode(HeadMask.self, from: data) {
            try SelectionOptions.refuse(choice, shape, because: "\(text) is a mask already")
            guard !mask.heads.isEmpty else { throw DataError("\(text) is a mask without heads.") }
            return mask
        }
        let file = try ScoreFile.read(url, shape: shape)
        guard let choice else {
            throw UsageError("\(text) holds scores; choose heads with --top or --at-least.")
        }
        guard !file.hasKeyValueHeads else {
            let (layers, heads) = (file.scores.layers, file.scores.heads)
            throw UsageError(
                "\(text) has scores of \(layers) layers of \(heads) key/value heads: give the model's layers and query heads, such as --shape \(layers)x\(4 * heads)."
            )
        }
        file.notes.forEach(Output.note)
        return try choice.mask(of: file.scores, fingerprint: Fingerprint.of(file: url))
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
