import Numbers
import Storage
import Tokenization

/// Makes rows of HELMET's recall category: values in JSON objects of UUIDs (Liu et al. 2023), and RULER's needles
/// among needles and among sentences (Hsieh et al. 2024, arXiv:2404.06654), to an asked number of tokens.
struct RecallRows {
    let tokenizer: Tokenizer
    var random: SeededGenerator
    /// Tokens for the wording of a prompt, which is not known here.
    static let around = 200
    /// Places of the asked pair, from the first to the last.
    static let depths = 6

    init(_ tokenizer: Tokenizer, _ random: SeededGenerator) {
        (self.tokenizer, self.random) = (tokenizer, random)
    }

    /// How many pairs of UUIDs a prompt of so many tokens holds, beside two that are shown.
    mutating func pairs(in tokens: Int) throws -> Int {
        // A UUID has some two tokens more or less. Of a sample of these the mean is within half a per cent of the truth,
        // and one is kept back.
        let sample = (0..<256).map { _ in pairLine(uuid(), uuid()) }
        let cost = try count(of: sample.joined())
        return max(4, (tokens - Self.around) * 99 * sample.count / (100 * max(cost, 1)) - 2)
    }

    /// Rows about one object: its asked pair at each depth.
    mutating func keyValues(pairs count: Int) -> [JSONValue] {
        let asked = (key: uuid(), value: uuid())
        let others = (1..<max(count, 2)).map { _ in (key: uuid(), value: uuid()) }
        let demos = others.prefix(5).map { JSONValue.array([.string($0.key), .string($0.value)]) }
        return (0..<Self.depths).map { depth in
            var placed = others
            placed.insert(asked, at: depth * others.count / (Self.depths - 1))
            let lines = placed.map { pairLine($0.key, $0.value) }.joined()
            return row([
                ("context", .string("{\n" + lines.dropLast(2) + "\n}")),
                ("question", .string(asked.key)), ("answer", .string(asked.value)),
                ("demos", .array(demos)), ("num_kvs", .int(count)),
                ("depth", .double(Double(depth) / Double(Self.depths - 1))),
            ])
        }
    }

    /// Among needles like it one is asked; of UUIDs or of words and numbers.
    mutating func needle(amongNeedlesOfUUIDs isOfUUIDs: Bool, in tokens: Int) throws -> JSONValue {
        let kind = isOfUUIDs ? "uuid" : "number"
        func pair(_ maker: inout RecallRows) -> (key: String, value: String) {
            isOfUUIDs
                ? (maker.uuid(), maker.uuid()) : (maker.key(), maker.number())
        }
        let asked = pair(&self)
        var used: Set<ExactText> = [ExactText(asked.key), ExactText(asked.value)]
        let own = Self.needle(kind, asked.key, asked.value)
        let lines = try fitting(tokens - Self.around - count(of: own)) { maker in
            while true {
                let other = pair(&maker)
                guard used.insert(ExactText(other.key)).inserted,
                    used.insert(ExactText(other.value)).inserted
                else { continue }
                return Self.needle(kind, other.key, other.value)
            }
        }
        return placed([own], among: lines, key: asked.key, kind: kind, values: [asked.value])
    }

    /// Four values of one key among sentences.
    mutating func needleOfValues(in tokens: Int) throws -> JSONValue {
        let key = key()
        var values: [String] = []
        while values.count < 4 {
            let value = number()
            if !values.contains(where: { $0.isExactly(value) }) { values.append(value) }
        }
        let own = values.map { Self.needle("number", key, $0) }
        let lines = try fitting(tokens - Self.around - count(of: own.joined(separator: "\n"))) {
            maker in
            (0..<6).map { _ in maker.random.pick(Self.sentences) }.joined(separator: " ")
        }
        return placed(own, among: lines, key: key, kind: "numbers", values: values)
    }

    private static func needle(_ kind: String, _ key: String, _ value: String) -> String {
        "Note: the special magic \(kind) for \(key) is \(value)."
    }

    private mutating func placed(
        _ needles: [String], among lines: [String], key: String, kind: String, values: [String]
    ) -> JSONValue {
        var lines = lines
        for needle in needles { lines.insert(needle, at: random.below(lines.count + 1)) }
        return row([
            ("context", .string(lines.joined(separator: "\n"))), ("query", .string(key)),
            ("type_needle_v", .string(kind)), ("outputs", .array(values.map { .string($0) })),
        ])
    }

    /// As many lines as have so many tokens together, a token for each break.
    private mutating func fitting(
        _ tokens: Int, _ next: (inout RecallRows) -> String
    ) throws -> [String] {
        var (lines, left) = ([String](), tokens)
        while true {
            let line = next(&self)
            left -= try count(of: line) + 1
            if left < 0 { return lines }
            lines.append(line)
        }
    }

    private func count(of text: String) throws -> Int {
        try tokenizer.encode(text, addSpecialTokens: false).count
    }

    private func row(_ fields: [(String, JSONValue)]) -> JSONValue {
        .object(fields.map { JSONMember(key: $0.0, value: $0.1) })
    }

    private func pairLine(_ key: String, _ value: String) -> String {
        "\"\(key)\": \"\(value)\",\n"
    }

    /// 122 random bits as RFC 9562 writes them (version 4).
    private mutating func uuid() -> String {
        let high = random.next() & ~0xF000 | 0x4000
        let low = random.next() & ~(0b11 << 62) | 0b10 << 62
        func hex(_ number: UInt64) -> [Character] {
            let text = String(number, radix: 16)
            return Array(String(repeating: "0", count: 16 - text.count) + text)
        }
        let digits = hex(high) + hex(low)
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
            .joined(separator: "-")
    }

    private mutating func number() -> String { "\(1_000_000 + random.below(9_000_000))" }

    /// `quiet-ladder-41`, of 90,000.
    private mutating func key() -> String {
        "\(random.pick(Self.first))-\(random.pick(Self.second))-\(random.below(100))"
    }

    private static let first = Self.words(
        "amber brisk calm dusty eager faint gentle hollow ivory jolly keen lively mellow narrow olive plain quiet rapid silver tender upper vivid windy young zesty bold crisp dense early fair"
    )
    private static let second = Self.words(
        "anchor basket candle door engine feather garden hammer island jacket kettle ladder mirror needle orchard pencil quarry ribbon saddle tunnel umbrella village wagon yard zipper bridge castle desk forest glove"
    )
    private static func words(_ text: String) -> [String] {
        text.split(separator: " ").map(String.init)
    }
    private static let sentences = [
        "Rain fell on the roofs.", "The road was long.", "A bell rang twice.",
        "Birds sat on the wire.", "Somebody closed a window.", "The kettle was warm.",
        "Snow lay in the yard.", "The train was late.", "Two boats came in.",
    ]
}
