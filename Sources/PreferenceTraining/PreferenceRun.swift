import Artifacts

/// What a preference training did.
public struct PreferenceRun: Codable, Sendable, Equatable {
    public var options: PreferenceOptions
    /// SHA-256 of configuration and weights of the model before training.
    public var model: String
    /// SHA-256 of the pairs' file.
    public var pairs: String
    public var truncation: TruncationReport
    public var steps: Int
    public var warnings: [String]

    /// Name of the file with this value in the finished folder.
    public static let fileName = "preference.json"
}

/// The file that tools of the Hugging Face trainer read: `trainer_state.json`.
struct TrainerState: Codable {
    var epoch: Double
    var globalStep: Int
    var maxSteps: Int
    var numTrainEpochs: Int
    var loggingSteps: Int
    var saveSteps: Int
    var trainBatchSize: Int
    var logHistory: [TrainingStep]

    enum CodingKeys: String, CodingKey {
        case epoch
        case globalStep = "global_step"
        case maxSteps = "max_steps"
        case numTrainEpochs = "num_train_epochs"
        case loggingSteps = "logging_steps"
        case saveSteps = "save_steps"
        case trainBatchSize = "train_batch_size"
        case logHistory = "log_history"
    }

    init(_ rows: [TrainingStep], _ options: PreferenceOptions, steps: Int) {
        epoch = rows.last?.epoch ?? 0
        globalStep = rows.last?.step ?? 0
        maxSteps = steps
        numTrainEpochs = options.epochs
        loggingSteps = options.loggingSteps
        saveSteps = options.checkpointSteps
        trainBatchSize = options.batch
        logHistory = rows
    }
}
