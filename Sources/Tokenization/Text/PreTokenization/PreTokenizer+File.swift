import Storage

extension PreTokenizer {
    /// More steps than this are no tokenizer that anybody uses, and each costs stack.
    private static let mostSteps = 64

    /// From the `pre_tokenizer` of tokenizer.json.
    ///
    /// - Parameter prefixSpace: what tokenizer_config.json says about a space in front. It counts
    ///   where the pre-tokenizer is a single ByteLevel, as transformers has it.
    /// - Throws: `DataError` for kinds and behaviors that are not supported.
    init(_ value: JSONValue?, _ name: String, prefixSpace: Bool?) throws {
        var steps: [PreTokenizerStep] = []
        if let value {
            let isAlone = value["type"]?.string == "ByteLevel"
            try Self.read(value, name, isAlone ? prefixSpace : nil, &steps)
        }
        try self.init(steps, name: name)
    }

    private static func read(
        _ value: JSONValue, _ name: String, _ prefixSpace: Bool?, _ steps: inout [PreTokenizerStep]
    ) throws {
        func behavior(_ key: String, else standard: SplitBehavior?) throws -> SplitBehavior {
            let text = value[key]?.string ?? standard?.rawValue ?? "none"
            if let known = SplitBehavior(rawValue: text) { return known }
            let all = SplitBehavior.allCases.map(\.rawValue).joined(separator: ", ")
            throw DataError("\(name): the split behavior \(text) is not supported; \(all) are.")
        }
        switch value["type"]?.string ?? "none" {
        case "Sequence":
            for part in value["pretokenizers"]?.array ?? [] { try read(part, name, nil, &steps) }
        case "ByteLevel":
            let usesRegex = value["use_regex"]?.bool ?? true
            steps.append(
                .byteLevel(
                    addsPrefixSpace: prefixSpace ?? value["add_prefix_space"]?.bool ?? true,
                    usesRegex ? try RegexPattern(PreTokenizerStep.gpt2, file: name) : nil))
        case "Split":
            steps.append(
                .split(
                    try RegexPattern(expression(value, name), file: name),
                    try behavior("behavior", else: nil), inverted: value["invert"]?.bool ?? false))
        case "Digits":
            let isSingle = value["individual_digits"]?.bool ?? false
            steps.append(.scalars(.numeric, isSingle ? .isolated : .contiguous))
        case "Punctuation":
            steps.append(.scalars(.punctuation, try behavior("behavior", else: .isolated)))
        case "WhitespaceSplit": steps.append(.scalars(.whitespace, .removed))
        case "BertPreTokenizer":
            steps += [.scalars(.whitespace, .removed), .scalars(.punctuation, .isolated)]
        case "Whitespace":
            let word = #"\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d"#
            let pattern = "[\(word)]+|[^\(word)\\p{White_Space}]+"
            steps.append(.split(try RegexPattern(pattern, file: name), .removed, inverted: true))
        case "CharDelimiterSplit":
            guard let text = value["delimiter"]?.string?.unicodeScalars, text.count == 1,
                let delimiter = text.first
            else {
                throw DataError("\(name): the delimiter of CharDelimiterSplit is no character.")
            }
            steps.append(.scalars(.one(delimiter), .removed))
        case "Metaspace":
            throw DataError(
                "\(name): the pre-tokenizer Metaspace is not supported: it belongs to SentencePiece "
                    + "vocabularies, which write a space as ▁, and only byte-level ones are read.")
        case let kind:
            throw DataError(
                "\(name): the pre-tokenizer \(kind) is not supported; BertPreTokenizer, ByteLevel, "
                    + "CharDelimiterSplit, Digits, Punctuation, Sequence, Split, Whitespace and "
                    + "WhitespaceSplit are.")
        }
        guard steps.count <= mostSteps else {
            throw DataError("\(name): the pre-tokenizer has more than \(mostSteps) steps.")
        }
    }

    private static func expression(_ value: JSONValue, _ name: String) throws -> String {
        if let regex = value["pattern"]?["Regex"]?.string { return regex }
        if let literal = value["pattern"]?["String"]?.string {
            return RegexPattern.escaped(literal)
        }
        throw DataError("\(name): a Split pre-tokenizer has no pattern.")
    }
}
