/// Ids of tokens and tokens of ids.
///
/// Tokens are compared byte for byte; Swift's own dictionaries take texts for equal that only look
/// the same, and are slower on the characters that byte-level vocabularies are made of.
struct Vocabulary: Sendable {
    private var ids: ByteTable
    /// By id; nil where an id has no token.
    private(set) var tokens: [String?] = []

    init(capacity: Int = 16) { ids = ByteTable(capacity: capacity) }

    /// The largest id and one.
    var size: Int { tokens.count }

    /// The number of different tokens.
    var count: Int { ids.count }

    /// Ids beyond this one are refused: a table by id has a place for each.
    static let largestID = 1 << 22

    /// Ids are 0 to ``largestID``.
    mutating func insert(_ token: String, _ id: Int) {
        var token = token
        token.withUTF8 { ids.insert($0, Int32(id)) }
        if id >= tokens.count {
            tokens.append(contentsOf: repeatElement(nil, count: id + 1 - tokens.count))
        }
        tokens[id] = token
    }

    func id(of token: String) -> Int? { ids.value(token).map(Int.init) }

    func id(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32? { ids.value(bytes) }

    func token(_ id: Int) -> String? { tokens.indices.contains(id) ? tokens[id] : nil }
}
