/// The file that tools of the Hugging Face trainer read: `trainer_state.json`, with every field that
/// transformers' `TrainerState` writes.
package struct TrainerState: Encodable {
    var epoch: Double
    var globalStep: Int
    var maxSteps: Int
    var numTrainEpochs: Int
    var loggingSteps: Int
    var saveSteps: Int
    /// Without validation pairs transformers' default, which means nothing then.
    var evalSteps: Int
    var trainBatchSize: Int
    /// `eval_loss` of the best evaluation, its step, and the name that a checkpoint of it would have.
    var bestMetric: Double?
    var bestGlobalStep: Int?
    var bestModelCheckpoint: String?
    /// In the file, evaluations are rows of their own (``LogHistory``).
    var logHistory: [TrainingStep]

    enum CodingKeys: String, CodingKey {
        case epoch
        case globalStep = "global_step"
        case maxSteps = "max_steps"
        case numTrainEpochs = "num_train_epochs"
        case loggingSteps = "logging_steps"
        case saveSteps = "save_steps"
        case evalSteps = "eval_steps"
        case trainBatchSize = "train_batch_size"
        case bestMetric = "best_metric"
        case bestGlobalStep = "best_global_step"
        case bestModelCheckpoint = "best_model_checkpoint"
        case logHistory = "log_history"
    }

    package init(
        epoch: Double, globalStep: Int, maxSteps: Int, numTrainEpochs: Int, loggingSteps: Int,
        saveSteps: Int, evalSteps: Int, trainBatchSize: Int, best: BestEvaluation?,
        logHistory: [TrainingStep]
    ) {
        self.epoch = epoch
        self.globalStep = globalStep
        self.maxSteps = maxSteps
        self.numTrainEpochs = numTrainEpochs
        self.loggingSteps = loggingSteps
        self.saveSteps = saveSteps
        self.evalSteps = evalSteps
        self.trainBatchSize = trainBatchSize
        bestMetric = best?.loss
        bestGlobalStep = best?.step
        bestModelCheckpoint = best.map { "checkpoint-\($0.step)" }
        self.logHistory = logHistory
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(epoch, forKey: .epoch)
        try values.encode(globalStep, forKey: .globalStep)
        try values.encode(maxSteps, forKey: .maxSteps)
        try values.encode(numTrainEpochs, forKey: .numTrainEpochs)
        try values.encode(loggingSteps, forKey: .loggingSteps)
        try values.encode(saveSteps, forKey: .saveSteps)
        try values.encode(evalSteps, forKey: .evalSteps)
        try values.encode(trainBatchSize, forKey: .trainBatchSize)
        // transformers writes null for what there is none of.
        try values.encode(bestMetric, forKey: .bestMetric)
        try values.encode(bestGlobalStep, forKey: .bestGlobalStep)
        try values.encode(bestModelCheckpoint, forKey: .bestModelCheckpoint)
        try values.encode(LogHistory(logHistory), forKey: .logHistory)
        try Constants().encode(to: encoder)
    }

    /// Fields that say the same for every run of ours.
    private struct Constants: Encodable {
        var isHyperParamSearch = false
        var isLocalProcessZero = true
        var isWorldProcessZero = true
        var numInputTokensSeen = 0
        var totalFlos = 0

        enum CodingKeys: String, CodingKey {
            case isHyperParamSearch = "is_hyper_param_search"
            case isLocalProcessZero = "is_local_process_zero"
            case isWorldProcessZero = "is_world_process_zero"
            case numInputTokensSeen = "num_input_tokens_seen"
            case totalFlos = "total_flos"
        }
    }
}

extension TrainerState {
    /// The rows of `log_history`: of a step with an evaluation transformers writes two, the second
    /// with the names that begin with `eval_`. Our log has one row with both.
    struct LogHistory: Encodable {
        var steps: [TrainingStep]

        init(_ steps: [TrainingStep]) { self.steps = steps }

        func encode(to encoder: any Encoder) throws {
            var list = encoder.unkeyedContainer()
            for step in steps {
                let evaluation = step.metrics.filter { $0.key.hasPrefix("eval_") }
                var training = step
                training.metrics = step.metrics.filter { evaluation[$0.key] == nil }
                try list.encode(training)
                if !evaluation.isEmpty {
                    try list.encode(
                        Evaluation(step: step.step, epoch: step.epoch, metrics: evaluation))
                }
            }
        }
    }

    /// A row of an evaluation: step, epoch and the `eval_` values, flat.
    private struct Evaluation: Encodable {
        var step: Int
        var epoch: Double
        var metrics: [String: Double]

        func encode(to encoder: any Encoder) throws {
            var values = metrics
            values["step"] = Double(step)
            values["epoch"] = epoch
            try values.encode(to: encoder)
        }
    }
}
