import DecoderModels
import GGUF
import ModelImport
import Storage

extension ModelSummary {
    /// A GGUF file, by its metadata and its table of tensors.
    init(_ file: GGUFFile) {
        self.init(format: "GGUF, version \(file.version)", path: file.url.path)
        name = file["general.name"]?.string
        architecture = file["general.architecture"]?.string
        setShape(file)
        setText(file)
        count(file.tensors.map { ($0.type.name, $0.count, $0.range.count) })
        judge(file)
    }

    private mutating func setShape(_ file: GGUFFile) {
        let prefix = architecture ?? ""
        func field(_ key: String) -> GGUFValue? { file["\(prefix).\(key)"] }
        layers = field("block_count")?.int
        heads = field("attention.head_count").flatMap(Self.uniform)
        keyValueHeads = field("attention.head_count_kv").flatMap(Self.uniform) ?? heads
        width = field("embedding_length")?.int
        headSize = field("attention.key_length")?.int
        if headSize == nil, let width, let heads, heads > 0 { headSize = width / heads }
        vocabulary =
            field("vocab_size")?.int ?? file["tokenizer.ggml.tokens"]?.array?.count
            ?? file.info("token_embd.weight")?.shape.first
        positions = field("context_length")?.int
        // JSON has no other numbers.
        let theta = field("rope.freq_base")?.double.flatMap { $0.isFinite ? $0 : nil }
        var scaling = field("rope.scaling.type")?.string
        if let kind = scaling, let factor = field("rope.scaling.factor")?.double {
            scaling = "\(kind), factor \(Self.plain(factor))"
        }
        if let kind = scaling, let first = field("rope.scaling.original_context_length")?.int {
            scaling = "\(kind), from \(first) positions"
        }
        if file.info("rope_freqs.weight") != nil {
            scaling = "\(scaling.map { "\($0), " } ?? "")by the factors in rope_freqs.weight"
        }
        rope = Rope(theta: theta, scaling: scaling)
    }

    /// One number, or that of a list in which all are the same.
    private static func uniform(_ value: GGUFValue) -> Int? {
        guard let list = value.array else { return value.int }
        let numbers = Set(list.map(\.int))
        return numbers.count == 1 ? numbers.first ?? nil : nil
    }

    private mutating func setText(_ file: GGUFFile) {
        if let model = file["tokenizer.ggml.model"]?.string {
            tokenizer = Vocabulary(
                model: model, preTokenizer: file["tokenizer.ggml.pre"]?.string)
        }
        set(template: file["tokenizer.chat_template"]?.string)
        let tokens = file["tokenizer.ggml.tokens"]?.array ?? []
        for kind in ["eos", "eot", "eom"] {
            guard let id = file["tokenizer.ggml.\(kind)_token_id"]?.int,
                !endsOfTurn.contains(where: { $0.id == id })
            else { continue }
            let token = tokens.indices.contains(id) ? tokens[id].string : nil
            endsOfTurn.append(End(id: id, token: token))
        }
    }

    private mutating func judge(_ file: GGUFFile) {
        let all = file.tensors.count
        let unread = file.tensors.filter { !$0.type.isRead }
        can.append(
            unread.isEmpty
                ? "every tensor is read as float32."
                : "\(all - unread.count) of \(all) tensors are read as float32.")
        do {
            let model = try GGUFImport(file.url)
            can.append(
                "retmask import makes the Hugging Face folder of it that everything here works with (\(model.configuration.architecture.name))."
            )
            can += model.notes
        } catch let problem as any ToolError {
            cannot.append("retmask import: \(problem.description)")
        } catch { cannot.append("retmask import: \(error)") }
        let kinds = Set(unread.map(\.type)).sorted { $0.rawValue < $1.rawValue }
        if !kinds.isEmpty {
            cannot.append(
                "\(kinds.map(\.name).joined(separator: ", ")): not read; types that are: \(GGMLType.namesOfRead)."
            )
        }
        if let parts = file["split.count"]?.int, parts > 1 {
            cannot.append("this is one of \(parts) files of the model.")
        }
    }
}
