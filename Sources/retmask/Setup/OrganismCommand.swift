import ArgumentParser
import Foundation
import Numbers
import Organism
import OrganismTraining
import RunReports
import Storage
import Tokenization
import Torch

struct OrganismCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "organism",
        abstract: "Grow a small model of your own, or print text of its world.",
        subcommands: [Grow.self, Text.self])

    struct Grow: ParsableCommand, Restartable {
        static let configuration = CommandConfiguration(
            abstract: "Make world, tokenizer and training text, and pre-train.",
            discussion: """
                The embedded organism was made by: retmask organism grow --out organism
                It takes about 20 minutes on two cores. Run again after a kill, the same command \
                goes on from the last checkpoint, bit for bit.
                """)

        @Option(help: ArgumentHelp("The new model folder.", valueName: "dir"))
        var out: String
        @Option(Limits.seed, "Seed of weights, batches and head dropout.")
        var seed: UInt64 = OrganismRecipe().seed
        @Option(Limits.width, "Width of the model.")
        var width = OrganismRecipe().width
        @Option(Limits.layers, "Layers.")
        var layers = OrganismRecipe().layers
        @Option(Limits.layers, "Heads per layer.")
        var heads = OrganismRecipe().heads
        @Option(Limits.headWidth, "Width of a head, an even number.")
        var headDim = OrganismRecipe().headDim
        @Option(Limits.width, "Width of the MLP.")
        var mlpWidth = OrganismRecipe().mlpWidth
        @Option(
            Limits.factor, "All steps times this; 0.1 is a quick try.", valueName: "factor")
        var steps = 1.0
        @Option(Limits.workers, "Threads; each takes a share of the rows.")
        var workers = OrganismRecipe().training.workers
        @Flag(help: "Begin again instead of going on.")
        var restart = false

        func run() throws {
            guard headDim % 2 == 0 else {
                throw UsageError("--head-dim is \(headDim); rotation needs an even number.")
            }
            try checkMemory()
            let folder = URL(fileURLWithPath: out)
            try JobFiles(
                reads: [], writes: [JobRecord.place(folder)],
                folders: [folder, URL(fileURLWithPath: folder.path + ".checkpoints")]
            ).check()
            // Every worker computes on a thread of its own; libtorch's idle ones must not spin beside them.
            setenv("OMP_WAIT_POLICY", "passive", 0)
            try Engine.load()
            var recipe = OrganismRecipe()
            recipe.seed = seed
            recipe.width = width
            recipe.layers = layers
            recipe.heads = heads
            recipe.headDim = headDim
            recipe.mlpWidth = mlpWidth
            recipe.training.workers = workers
            recipe.scale(steps: steps)
            let bar = ProgressBar()
            defer { bar.finish() }
            let rows = try recipe.grow(
                to: folder, restarts: restart, progress: bar.handler)
            bar.finish()
            if let last = rows.last {
                print(
                    String(
                        format: "%@: %d steps, loss %.3f, %.1f %% of the answers' tokens right",
                        out, last.step, last.loss, 100 * last.answerAccuracy))
            }
        }

        /// Weights, their gradients and two states of the optimizer, and gradients of each worker, float32.
        private func checkMemory() throws {
            let numbers = layers * width * (4 * heads * headDim + 3 * mlpWidth)
            let need = Double(numbers) * 4 * Double(4 + workers)
            let all = Double(ProcessInfo.processInfo.physicalMemory)
            guard need < all else {
                throw UsageError(
                    String(
                        format:
                            "%d layers of width %d with %d heads of %d, an MLP of %d and %d workers need %.0f GiB, and this machine has %.0f; give less.",
                        layers, width, heads, headDim, mlpWidth, workers, need / 0x1p30,
                        all / 0x1p30))
            }
        }
    }

    struct Text: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print prose of the organism's world, for benchmarks and for looking.")

        @Option(Limits.printed, "Tokens, rounded up to whole sentences.", valueName: "count")
        var tokens = 1000

        func run() throws {
            let tokenizer = try ChatTokenizer.load(EmbeddedOrganism.folder()).tokenizer
            var left = tokens
            // Whole sentences: the last is the one that reaches the number.
            let sentences = try EmbeddedOrganism.world().filler(tokens: tokens).sentences.prefix {
                guard left > 0 else { return false }
                left -= try tokenizer.encode(" " + $0.text, addSpecialTokens: false).count
                return true
            }
            print(sentences.map(\.text).joined(separator: " "))
        }
    }
}
