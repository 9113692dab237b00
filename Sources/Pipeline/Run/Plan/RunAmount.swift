/// What a stage has to do, in tokens; answers are counted with the most that they may have.
struct RunAmount {
    /// Prompts of about the same length.
    struct Reading {
        var count: Double
        var tokens: Double
    }
    /// Tokens that are written in batches.
    struct Writing {
        var tokens: Double
        /// Rows of a batch.
        var rows: Double
        /// Tokens before an answer.
        var context: Double
    }
    /// Sequences that are trained on.
    struct Training {
        var passes: Double
        var tokens: Double
        /// Times that the weights change.
        var steps: Double
    }

    var reading: [Reading] = []
    var writing: [Writing] = []
    var training: [Training] = []
    /// In words: `360 probes of 512 to 2048 tokens`.
    var words = ""

    var isEmpty: Bool { reading.isEmpty && writing.isEmpty && training.isEmpty }
}
