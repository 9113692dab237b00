import Artifacts
import ContrastPairs
import PreferenceTraining

/// The options of a stage stand beside each other, and the seed once.
extension Recipe {
    private enum Keys: String, CodingKey {
        case seed, detect, select, contrast, prefer, evaluate
    }

    /// A whole recipe; ``read(_:)`` is for files that leave fields out.
    /// - Throws: `DecodingError` for a missing field.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Keys.self)
        seed = try values.decode(UInt64.self, forKey: .seed)
        detect = try values.decode(Detect.self, forKey: .detect)
        select = try values.decode(Select.self, forKey: .select)
        contrast = try values.decode(Contrast.self, forKey: .contrast)
        contrast.options.sampling.seed = seed
        prefer = try PreferenceOptions(groups: values.superDecoder(forKey: .prefer), seed: seed)
        evaluate = try values.decode(Evaluate.self, forKey: .evaluate)
    }

    /// All fields, whole groups of options under the names of the command line.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Keys.self)
        try values.encode(seed, forKey: .seed)
        try values.encode(detect, forKey: .detect)
        try values.encode(select, forKey: .select)
        try values.encode(contrast, forKey: .contrast)
        try prefer.encodeGroups(to: values.superEncoder(forKey: .prefer))
        try values.encode(evaluate, forKey: .evaluate)
    }
}

extension Recipe.Contrast: Codable {
    enum CodingKeys: String, CodingKey {
        case prompts, lengths, temperature, topP, topK, maxTokens, samples, separateNoise, batch
        case window, dropTruncated, maxRepetition
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        prompts = try values.decode(Int.self, forKey: .prompts)
        lengths = try values.decode([Int].self, forKey: .lengths)
        options = ContrastOptions(
            sampling: SamplingParameters(
                temperature: try values.decode(Double.self, forKey: .temperature),
                topP: try values.decode(Double.self, forKey: .topP),
                topK: try values.decode(Int.self, forKey: .topK),
                maxTokens: try values.decode(Int.self, forKey: .maxTokens)),
            samples: try values.decode(Int.self, forKey: .samples),
            sharesNoise: try !values.decode(Bool.self, forKey: .separateNoise),
            batch: try values.decode(Int.self, forKey: .batch),
            window: try values.decode(Int.self, forKey: .window),
            filter: PairFilter(
                dropsTruncated: try values.decode(Bool.self, forKey: .dropTruncated),
                maximumRepetition: try values.decodeIfPresent(
                    Double.self, forKey: .maxRepetition)))
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(prompts, forKey: .prompts)
        try values.encode(lengths, forKey: .lengths)
        try values.encode(options.sampling.temperature, forKey: .temperature)
        try values.encode(options.sampling.topP, forKey: .topP)
        try values.encode(options.sampling.topK, forKey: .topK)
        try values.encode(options.sampling.maxTokens, forKey: .maxTokens)
        try values.encode(options.samples, forKey: .samples)
        try values.encode(!options.sharesNoise, forKey: .separateNoise)
        try values.encode(options.batch, forKey: .batch)
        try values.encode(options.window, forKey: .window)
        try values.encode(options.filter.dropsTruncated, forKey: .dropTruncated)
        try values.encodeIfPresent(options.filter.maximumRepetition, forKey: .maxRepetition)
    }
}
