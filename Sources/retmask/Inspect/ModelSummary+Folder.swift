import Artifacts
import DecoderModels
import Foundation
import Storage
import Tokenization
import Torch

extension ModelSummary {
    /// A Hugging Face folder, by its configuration, the headers of its weights, and its tokenizer.
    ///
    /// What keeps it from being loaded is said in ``cannot``.
    /// - Throws: `UsageError` for a folder that has no model; `DataError` for a damaged file.
    init(folder: URL) throws {
        self.init(format: "Hugging Face folder", path: folder.path)
        name = folder.standardizedFileURL.lastPathComponent
        let url = folder.appendingPathComponent("config.json")
        // Its sentence says what is there instead.
        if !FileManager.default.fileExists(atPath: url.path) {
            _ = try ModelConfiguration(folder: folder)
        }
        let fields = try JSONParser.parse(AtomicFile.read(url), name: url.path)
        guard case .object = fields else { throw DataError("\(url.path) is not a JSON object.") }
        var configuration: ModelConfiguration?
        do {
            let read = try ModelConfiguration(folder: folder)
            setShape(read)
            configuration = read
        } catch let problem as DataError {
            setShape(fields)
            cannot.append(problem.description)
        }
        let weights = try setWeights(folder)
        if let configuration, let weights {
            do {
                try DecoderModel.check(folder, configuration, weights)
                can.append("the weights load: they are those that config.json asks for.")
            } catch let problem as DataError { cannot.append(problem.description) }
        }
        try setText(folder)
    }

    private mutating func setShape(_ configuration: ModelConfiguration) {
        architecture = configuration.architecture.name
        layers = configuration.layers
        heads = configuration.heads
        keyValueHeads = configuration.keyValueHeads
        headSize = configuration.headDim
        width = configuration.hiddenSize
        vocabulary = configuration.vocabularySize
        positions = configuration.contextLength
        rope = Rope(
            theta: configuration.rope.theta, scaling: configuration.rope.scaling.map(Self.text))
    }

    /// What a configuration says that is not read as one, by the usual names.
    private mutating func setShape(_ fields: JSONValue) {
        architecture = fields["model_type"]?.string
        layers = fields["num_hidden_layers"]?.int
        heads = fields["num_attention_heads"]?.int
        keyValueHeads = fields["num_key_value_heads"]?.int
        headSize = fields["head_dim"]?.int
        width = fields["hidden_size"]?.int
        vocabulary = fields["vocab_size"]?.int
        positions = fields["max_position_embeddings"]?.int
    }

    private static func text(_ scaling: RopeScaling) -> String {
        switch scaling {
        case .linear(let factor): "linear, factor \(plain(factor))"
        case .llama3(let factor, _, _, let original):
            "llama3, factor \(plain(factor)), from \(original) positions"
        case .yarn(let yarn):
            "yarn, factor \(plain(yarn.factor)), from \(yarn.original) positions"
        }
    }

    private mutating func setWeights(_ folder: URL) throws -> SafeTensorsFolder? {
        let weights: SafeTensorsFolder
        do { weights = try SafeTensorsFolder(folder) } catch let problem as UsageError {
            cannot.append(problem.description)
            return nil
        }
        count(
            weights.names.compactMap(weights.info).map {
                // Shapes of types that are not computed with are not checked; FP8 has a byte for each.
                let isChecked = DType(stored: $0.dtype) != nil
                let numbers = isChecked ? $0.shape.reduce(1, *) : $0.range.count
                return ($0.dtype, numbers, $0.range.count)
            })
        return weights
    }

    /// The parts of tokenizer.json that name kinds.
    private struct Kinds: Decodable {
        struct Part: Decodable {
            var type: String?
            var pretokenizers: [Part]?
        }
        var model: Part?
        var preTokenizer: Part?

        enum CodingKeys: String, CodingKey {
            case model
            case preTokenizer = "pre_tokenizer"
        }
    }

    private mutating func setText(_ folder: URL) throws {
        let url = folder.appendingPathComponent("tokenizer.json")
        if FileManager.default.fileExists(atPath: url.path) {
            let kinds: Kinds
            do {
                kinds = try JSONDecoder().decode(Kinds.self, from: AtomicFile.read(url))
            } catch let problem as DecodingError {
                throw DataError("\(url.path): \(DecodingProblem.sentence(problem))")
            }
            let cuts = kinds.preTokenizer.map { $0.pretokenizers ?? [$0] } ?? []
            let names = cuts.compactMap(\.type)
            tokenizer = Vocabulary(
                model: kinds.model?.type,
                preTokenizer: names.isEmpty ? nil : names.joined(separator: " + "))
        }
        do {
            var problems: [DataError] = []
            let text = try ChatTokenizer.load(folder, problems: &problems)
            set(template: text.templateText)
            cannot += problems.map { "the chat template is not read: \($0.description)" }
            if problems.isEmpty { tryTemplate(of: text) }
            endsOfTurn = text.stopIDs.sorted()
                .map { End(id: $0, token: text.tokenizer.token($0)) }
            can.append("the tokenizer is read.")
        } catch let problem as any ToolError { cannot.append(problem.description) }
    }

    /// What a template does with a function or filter that is not known here shows when it is rendered.
    private mutating func tryTemplate(of text: ChatTokenizer) {
        do { _ = try text.text([.user("Hello")], generationPrompt: true) } catch {
            cannot.append(
                "the chat template does not take a conversation of one user message: \(error)")
        }
    }
}
