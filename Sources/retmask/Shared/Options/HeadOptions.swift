import ArgumentParser
import Artifacts
import Foundation
import HeadAnalysis
import Pipeline
import RetrievalHeads
import Storage

/// The heads that a verb ablates, and how: a mask file, a score file with a selection, or a list,
/// and a gate.
struct HeadOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The heads: a mask or score file, or a list such as 2-3,4-0 (layer-head).",
            valueName: "heads"))
    var heads: String?
    /// The name of `--heads` in earlier versions.
    @Option(name: .customLong("mask"), help: .hidden)
    var earlier: String?

    @OptionGroup var selection: SelectionOptions

    @Option(help: HeadGate.help, transform: HeadGate.parse)
    var gate = HeadGate.zero

    @Option(
        help: ArgumentHelp(
            "Text over which --gate mean takes the means, 512 tokens at most; that of the organism, or built-in prose, when left out.",
            valueName: "path"))
    var filler: String?

    /// As it was written; nil when no heads are named.
    var text: String? { heads ?? earlier }

    /// Files that are read, for `JobFiles`.
    var inputs: [URL] {
        (text.map { [URL(fileURLWithPath: $0)] } ?? [])
            + source.inputs
    }

    /// - Throws: `UsageError` for no heads, a selection that fits none, and options that do not go
    ///   together; `DataError` for a damaged file.
    func mask() throws -> HeadMask {
        try checkNames()
        guard let text else { throw UsageError("give --heads: which heads to silence.") }
        return try Self.mask(text, selection)
    }

    /// Of no heads when none are named.
    ///
    /// - Parameter isOpen: whether heads may be named later, so that a gate alone says something.
    func ablation(isOpen: Bool = false) throws -> HeadAblation {
        guard text == nil else { return HeadAblation(try mask().heads, gate: gate) }
        try checkNames()
        try selection.refuse(because: "there is no --heads")
        guard isOpen || gate == .zero else {
            throw UsageError("--gate \(gate) does not apply: there is no --heads.")
        }
        return HeadAblation([], gate: gate)
    }

    /// The text of means.
    var source: FillerSource { FillerSource(filler.map { URL(fileURLWithPath: $0) }) }

    private func checkNames() throws {
        if let heads, let earlier {
            throw UsageError(
                "--heads is \(heads) and --mask, its earlier name, is \(earlier); give --heads alone."
            )
        }
        guard let filler else { return }
        guard gate == .mean else {
            throw UsageError("--filler \(filler) does not apply: the gate is \(gate), not mean.")
        }
        // Before a model is loaded.
        _ = try source.text(tokens: 1)
    }

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

extension HeadGate {
    static let help = ArgumentHelp(
        "What is done to the heads: zero, uniform (even attention), mean (their mean output over a text; not in mask), or a number that scales their output (0 to 1000; default: zero).",
        valueName: "gate")

    static func parse(_ text: String) throws -> HeadGate {
        guard let gate = HeadGate(text) else { throw UsageError("give \(accepted)") }
        return gate
    }
}

extension Substring {
    func trimming() -> String { trimmingCharacters(in: .whitespaces) }
}
