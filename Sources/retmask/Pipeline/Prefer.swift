public import ArgumentParser
import Artifacts
import DecoderModels
import Foundation
public import PreferenceTraining
import RunReports
import Torch

struct Prefer: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Train the model to prefer the chosen answers (DPO).",
        discussion: """
            Direct Preference Optimization (Rafailov et al. 2023): the loss of a pair is \
            -log sigmoid(beta * ((log p(chosen) - log ref(chosen)) - (log p(rejected) - log \
            ref(rejected)))). Reference log-probabilities are computed once and kept beside the \
            pairs, so no second model is in memory. A prompt is computed once for both answers, in \
            rows without padding; each run first compares that with the plain way on one pair.

              retmask prefer --model DIR --pairs pairs.jsonl --out DIR-retmask
              retmask prefer --model DIR --pairs pairs.jsonl --mode paper --out DIR-retmask

            A batch is computed in parts of 2048 tokens, so its size costs no memory. For long \
            sequences, layers can be computed again on the way back in place of being kept:

              retmask prefer --model DIR --pairs pairs.jsonl --out DIR-retmask \\
                  --batch 64 --batch-tokens 1024 --checkpoint-activations

            The output is a Hugging Face folder with training.jsonl and trainer_state.json in it. \
            Checkpoints stand in OUT.checkpoints until the end; run again after a kill, the same \
            command goes on, with weights equal bit for bit on a CPU.
            """)

    @OptionGroup var source: ModelOptions

    @Option(help: ArgumentHelp("Pairs, .jsonl or .jsonl.gz.", valueName: "file"))
    var pairs: String

    @Option(help: ArgumentHelp("The new model folder.", valueName: "dir"))
    var out: String

    @Option(help: "corrected, or paper (the published run's tokenization with its accidents).")
    var mode = TokenizationMode.corrected

    @Option(help: "preference (DPO), or supervised: the chosen answers alone, as a rival.")
    var objective = PreferenceObjective.preference
    @Option(help: "How far the model may move from the reference; larger is less.")
    var beta = PreferenceOptions().beta
    @Option(help: "Share of pairs taken to be labelled the wrong way round, 0 to 0.5.")
    var labelSmoothing = PreferenceOptions().labelSmoothing
    @Option(help: "Peak learning rate.")
    var learningRate = PreferenceOptions().learningRate
    @Option(help: "Last learning rate as a share of the peak.")
    var minimumRate = PreferenceOptions().minimumRate
    @Option(help: "Share of the steps in which the rate rises.")
    var warmup = PreferenceOptions().warmup
    @Option(help: "Passes over the pairs.")
    var epochs = PreferenceOptions().epochs
    @Option(help: "Pairs of one micro-batch.")
    var batch = PreferenceOptions().batch
    @Option(help: "Micro-batches of one step.")
    var accumulation = PreferenceOptions().accumulation
    @Option(
        help: "Most tokens of a forward pass; a larger batch is computed in parts, to the same end."
    )
    var batchTokens = PreferenceOptions().batchTokens
    @Option(help: "packed (a prompt is computed once for both answers), or padded rows.")
    var layout = PreferenceOptions().layout
    @Flag(help: "Keep layer inputs only and compute the rest again: less memory, more time.")
    var checkpointActivations = false
    @Option(help: "Decay of matrices.")
    var weightDecay = PreferenceOptions().weightDecay
    @Option(help: "Gradients are scaled down to this global norm.")
    var maxGradNorm = PreferenceOptions().maxGradNorm
    @Option(help: "Longest sequence in tokens; the mode's own when left out.")
    var maxLength: Int?
    @Option(help: "Longest prompt in tokens; the mode's own when left out.")
    var maxPromptLength: Int?
    @Option(help: "What a longer sequence keeps: keep_start or keep_end.")
    var truncation: TruncationSide?
    @Option(help: "Seed of the order of the pairs.")
    var seed = PreferenceOptions().seed
    @Option(help: "Steps between checkpoints.")
    var checkpointSteps = PreferenceOptions().checkpointSteps

    @Flag(help: "Begin again instead of going on.")
    var restart = false
    @Flag(help: "Print one JSON object.")
    var json = false

    var options: PreferenceOptions {
        var options = PreferenceOptions()
        options.beta = beta
        options.labelSmoothing = labelSmoothing
        options.learningRate = learningRate
        options.minimumRate = minimumRate
        options.warmup = warmup
        options.epochs = epochs
        options.batch = batch
        options.accumulation = accumulation
        options.batchTokens = batchTokens
        options.layout = layout
        options.checkpointsActivations = checkpointActivations
        options.weightDecay = weightDecay
        options.maxGradNorm = maxGradNorm
        options.maxLength = maxLength
        options.maxPromptLength = maxPromptLength
        options.truncation = truncation
        options.seed = seed
        options.mode = mode
        options.checkpointSteps = checkpointSteps
        options.objective = objective
        return options
    }

    struct Summary: Encodable {
        var out: String
        var steps: Int
        var last: TrainingStep?
        var truncation: TruncationReport
        var warnings: [String]
    }

    func run() throws {
        try options.validate()
        let live = try source.open()
        let bar = ProgressBar()
        defer { bar.finish() }
        var events = PreferenceTrainer.Events()
        events.progress = bar.handler
        events.truncation = { report in
            bar.finish()
            Output.note(report.summary)
        }
        events.warning = { text in
            bar.finish()
            Output.note("warning: \(text)")
        }
        let trainer = PreferenceTrainer(
            model: live.model, text: live.text, fingerprint: live.fingerprint, options: options)
        let folder = URL(fileURLWithPath: out)
        guard
            let run = try trainer.train(
                pairs: URL(fileURLWithPath: pairs), source: live.folder, to: folder,
                restarts: restart, events: events)
        else { return }
        bar.finish()
        let rows = try JSONLines.read(
            TrainingStep.self, from: folder.appendingPathComponent("training.jsonl"))
        if json {
            return try Output.json(
                Summary(
                    out: out, steps: run.steps, last: rows.last, truncation: run.truncation,
                    warnings: run.warnings))
        }
        if let last = rows.last {
            print(
                String(
                    format: "%d steps, loss %.4f, accuracy %.2f, margin %.3f", run.steps,
                    last.loss, last.metrics["rewards/accuracies"] ?? 0,
                    last.metrics["rewards/margins"] ?? 0))
        }
        print("model: \(out)")
    }
}

extension TokenizationMode: ExpressibleByArgument {}
extension PreferenceObjective: ExpressibleByArgument {}
extension BatchLayout: ExpressibleByArgument {}
extension TruncationSide: ExpressibleByArgument {}
