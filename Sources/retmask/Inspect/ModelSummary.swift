import Foundation

/// What `inspect` says of a model; what a file does not say is nil.
struct ModelSummary: Encodable {
    /// The rotation of queries and keys.
    struct Rope: Encodable {
        var theta: Double?
        /// Such as `yarn, factor 4`.
        var scaling: String?
    }
    /// Tensors that are stored alike.
    struct StoredType: Encodable {
        var type: String
        var tensors = 0
        var bytes = 0
    }
    struct Vocabulary: Encodable {
        /// Such as `BPE` or, of GGUF, `gpt2`.
        var model: String?
        /// What cuts text before that.
        var preTokenizer: String?
    }
    /// A token that ends an answer.
    struct End: Encodable {
        var id: Int
        var token: String?
    }

    var format: String
    var path: String
    var name: String?
    var architecture: String?
    var layers: Int?
    /// Query heads of a layer.
    var heads: Int?
    var keyValueHeads: Int?
    var headSize: Int?
    /// Of the residual stream.
    var width: Int?
    /// Rows of the embedding table.
    var vocabulary: Int?
    var positions: Int?
    var rope: Rope?
    var parameters = 0
    /// Those with the most bytes first.
    var types: [StoredType] = []
    var tokenizer: Vocabulary?
    var hasChatTemplate = false
    /// The template's first line.
    var chatTemplate: String?
    var endsOfTurn: [End] = []
    /// What the tool does with the model, in sentences.
    var can: [String] = []
    /// What it does not, and why.
    var cannot: [String] = []

    /// Nothing but what it is.
    init(format: String, path: String) { (self.format, self.path) = (format, path) }

    /// Counts tensors by the type of their numbers.
    mutating func count(_ tensors: [(type: String, numbers: Int, bytes: Int)]) {
        var found: [String: StoredType] = [:]
        for tensor in tensors {
            parameters += tensor.numbers
            found[tensor.type, default: StoredType(type: tensor.type)].tensors += 1
            found[tensor.type]?.bytes += tensor.bytes
        }
        types = found.values.sorted { ($1.bytes, $0.type) < ($0.bytes, $1.type) }
    }

    /// A chat template, of which the first line is kept.
    mutating func set(template: String?) {
        guard let template, !template.isEmpty else { return }
        hasChatTemplate = true
        chatTemplate = template.split(whereSeparator: \.isNewline).first.map(String.init)
    }

    /// For a person: a name and what is to be said of it.
    var lines: [(name: String, text: String)] {
        var lines: [(String, String?)] = [
            ("format", format), ("path", path), ("name", name), ("architecture", architecture),
            ("layers", layers.map(String.init)), ("heads", headText),
            ("width", width.map(String.init)), ("vocabulary", vocabulary.map { "\($0) tokens" }),
            ("positions", positions.map(String.init)), ("rope", ropeText),
            ("parameters", parameters > 0 ? "\(parameters)" : nil),
        ]
        lines += types.map { type in
            let tensors = type.tensors == 1 ? "1 tensor" : "\(type.tensors) tensors"
            return ("stored as", "\(type.type): \(tensors), \(Self.size(type.bytes))")
        }
        let ends = endsOfTurn.map { end in "\(end.token.map { "\($0) " } ?? "")(\(end.id))" }
        let cuts = tokenizer?.preTokenizer.map { ", pre-tokenizer \($0)" } ?? ""
        lines += [
            ("tokenizer", tokenizer.map { ($0.model ?? "of an unnamed kind") + cuts }),
            ("chat template", hasChatTemplate ? "yes: \(Self.start(chatTemplate ?? ""))" : "no"),
            ("ends of turn", ends.isEmpty ? "none" : ends.joined(separator: ", ")),
        ]
        lines += can.map { ("can", $0) } + cannot.map { ("cannot", $0) }
        return lines.compactMap { name, text in text.map { (name, $0) } }
    }

    private var headText: String? {
        let parts = [
            heads.map { "\($0) of queries" }, keyValueHeads.map { "\($0) of keys and values" },
            headSize.map { "each \($0) wide" },
        ].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private var ropeText: String? {
        let parts = [rope?.theta.map { "theta \(Self.plain($0))" }, rope?.scaling].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: "; scaling ")
    }

    /// A number without the `.0` of whole ones.
    static func plain(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? "\(number)"
    }

    private static func size(_ bytes: Int) -> String {
        switch bytes {
        case ..<(1 << 20): "\(bytes) bytes"
        case ..<(1 << 30): String(format: "%.1f MiB", Double(bytes) / 0x1p20)
        default: String(format: "%.2f GiB", Double(bytes) / 0x1p30)
        }
    }

    /// As much of a line as a terminal has room for.
    private static func start(_ line: String) -> String {
        line.count > 90 ? "\(line.prefix(90))…" : line
    }
}
