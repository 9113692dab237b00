import ArgumentParser
import DecoderModels
import Numbers
import PreferenceTraining
import Storage

/// Options of the trained parameters: all weights, adapters, or the slices of heads.
struct TrainedOptions: ParsableArguments {
    private static let lora = LoRASettings()

    enum Kind: String, CaseIterable, ExpressibleByArgument { case all, lora, heads }

    @Option(
        help: ArgumentHelp(
            "all (weights), lora (adapters beside frozen weights) or heads (slices of listed heads); see above. Follows from the options below when left out.",
            valueName: "part"))
    var train: Kind?
    @Option(
        Limits.rank, "lora: rank of the adapters; \(lora.rank) when left out.", valueName: "rank")
    var loraRank: Int?
    @Option(
        Limits.alpha, "lora: the update counts alpha over rank; twice the rank when left out.",
        valueName: "alpha")
    var loraAlpha: Double?
    @Option(
        help: ArgumentHelp(
            "lora: which matrices get adapters: \(LoRASettings.attention.joined(separator: ",")), or \"all\" with those of the MLP.",
            valueName: "names"))
    var loraTargets: String?
    @Option(
        help: ArgumentHelp(
            "heads: a mask or score file, or a list such as 2-3,4-0 (layer-head). The options below choose heads of a score file.",
            valueName: "heads"))
    var trainHeads: String?

    @OptionGroup var selection: SelectionOptions

    var part: TrainableParameters {
        get throws {
            let kind = train ?? (hasLoRA ? .lora : trainHeads != nil ? .heads : .all)
            if kind != .lora, let option = loRAOption {
                throw UsageError("\(option) does not apply: \(kind.rawValue) is trained, not lora.")
            }
            if kind != .heads {
                if let trainHeads {
                    throw UsageError(
                        "--train-heads \(trainHeads) does not apply: \(kind.rawValue) is trained, not heads."
                    )
                }
                try selection.refuse(because: "only --train-heads chooses heads")
            }
            switch kind {
            case .all: return .all
            case .lora: return .lora(settings)
            case .heads:
                guard let trainHeads else {
                    throw UsageError(
                        "--train heads needs --train-heads: a mask or score file, or a list such as 2-3,4-0."
                    )
                }
                return .heads(try HeadOptions.mask(trainHeads, selection).heads)
            }
        }
    }

    private var hasLoRA: Bool { loRAOption != nil }

    /// One that was given, as it was.
    private var loRAOption: String? {
        loraRank.map { "--lora-rank \($0)" } ?? loraAlpha.map { "--lora-alpha \($0)" }
            ?? loraTargets.map { "--lora-targets \($0)" }
    }

    private var settings: LoRASettings {
        let rank = loraRank ?? Self.lora.rank
        let targets = loraTargets.map { text in
            text == "all" ? LoRASettings.all : text.split(separator: ",").map { $0.trimming() }
        }
        return LoRASettings(
            rank: rank, alpha: loraAlpha ?? 2 * Double(rank),
            targets: targets ?? LoRASettings.attention)
    }
}
