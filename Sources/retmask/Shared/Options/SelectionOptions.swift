public import ArgumentParser
public import Artifacts
public import HeadAnalysis
import Numbers
import Storage

/// Options of the selection of heads by their scores.
struct SelectionOptions: ParsableArguments {
    @Option(Limits.heads, "The heads with the highest scores.", valueName: "count")
    var top: Int?

    @Option(Limits.threshold, "Every head with at least this score.", valueName: "score")
    var atLeast: Double?

    @Flag(help: "Instead, every head that is not selected.")
    var complement = false

    @Option(
        help: ArgumentHelp(
            "Instead, as many random heads: others (not selected ones), non-retrieval (others with a score below --below), same-layers (others, as many in each layer), or any.",
            valueName: "kind"))
    var random: RandomControl?

    @Option(
        Limits.threshold,
        "The score that heads of --random non-retrieval stay below; \(RandomControl.retrievalScore) when left out.",
        valueName: "score")
    var below: Double?

    @Option(Limits.seed, "Seed of the random heads; 42 when left out.", valueName: "number")
    var selectionSeed: UInt64?

    /// The seed of the random heads, given or not.
    var seed: UInt64 { selectionSeed ?? 42 }

    @Option(
        help: ArgumentHelp(
            "Layers and query heads of the model, such as 32x32, for score files that do not say: QRHead's lists, DuoAttention's key/value heads.",
            valueName: "layersxheads"))
    var shape: HeadShape?

    /// Nil when no option was given.
    var chosen: HeadSelection? {
        get throws {
            try checkRandom()
            guard let base = try base else { return nil }
            if complement { return .complement(of: base) }
            return random?.selection(
                like: base, seed: seed, below: below ?? RandomControl.retrievalScore) ?? base
        }
    }

    /// Options of random heads that nothing would come of are refused.
    private func checkRandom() throws {
        if let below {
            guard random == .nonRetrieval else {
                throw UsageError("--below \(below) does not apply without --random non-retrieval.")
            }
        }
        if let selectionSeed, random == nil {
            throw UsageError(
                "--selection-seed \(selectionSeed) does not apply without --random: nothing is drawn."
            )
        }
    }

    private var base: HeadSelection? {
        get throws {
            if random != nil, complement {
                throw UsageError("--random and --complement exclude each other.")
            }
            switch (top, atLeast) {
            case (let count?, nil): return .top(count)
            case (nil, let threshold?): return .atLeast(threshold)
            case (nil, nil):
                if random != nil {
                    throw UsageError("--random needs --top or --at-least: how many heads to draw.")
                }
                if complement {
                    throw UsageError("--complement needs --top or --at-least: of which heads.")
                }
                return nil
            default: throw UsageError("--top and --at-least exclude each other.")
            }
        }
    }

    /// - Throws: `UsageError` when heads are chosen although there are no scores to choose by.
    func refuse(because reason: String) throws {
        try Self.refuse(chosen, shape, because: reason)
    }

    static func refuse(
        _ choice: HeadSelection?, _ shape: HeadShape?, because reason: String
    ) throws {
        guard choice == nil, shape == nil else {
            throw UsageError(
                "--top, --at-least, --random, --complement and --shape do not apply: \(reason).")
        }
    }
}

extension RandomControl: ExpressibleByArgument {}

extension HeadShape: ExpressibleByArgument {
    /// As ``HeadShape/init(_:)`` reads it; nil is the parser's own error.
    public init?(argument: String) { self.init(argument) }
}
