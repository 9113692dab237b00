import Storage

/// Merges of a byte-level byte-pair encoding (Sennrich et al. 2016), ready to be applied.
struct BytePairModel: Sendable {
    /// Id of each single byte; without one the unknown token's, and -1 where there is none.
    let byteIDs: [Int32]
    let merges: MergeTable
    /// Bytes of every entry of the vocabulary, for pieces that are looked up whole and for decoding.
    let entries: [[UInt8]?]
    /// A piece that is an entry stays whole, even if the merges would not lead there (Llama 3).
    let ignoresMerges: Bool
    let wholePieces: ByteTable
    /// Whether every byte has an entry of its own.
    let hasAllBytes: Bool
    /// The token for a byte that is not in the vocabulary.
    private let unknown: Int32
    /// Neighbouring unknown bytes share one token.
    private let fusesUnknown: Bool

    /// - Parameters:
    ///   - merges: left and right token of each merge, the most urgent first.
    ///   - unknown: the unknown token and whether neighbours of it are one.
    init(
        vocabulary: Vocabulary, merges list: [(String, String)], ignoresMerges: Bool,
        unknown: (id: Int?, isFused: Bool), file: String
    ) throws {
        self.unknown = unknown.id.map(Int32.init) ?? -1
        fusesUnknown = unknown.isFused
        hasAllBytes = (0..<256).allSatisfy {
            vocabulary.id(of: ByteAlphabet.encode([UInt8($0)])) != nil
        }
        entries = vocabulary.tokens.map { $0.flatMap(ByteAlphabet.decode) }
        byteIDs = (0..<256).map { byte in
            vocabulary.id(of: ByteAlphabet.encode([UInt8(byte)])).map(Int32.init)
                ?? unknown.id.map(Int32.init) ?? -1
        }
        var table = MergeTable(capacity: list.count)
        for (rank, (left, right)) in list.enumerated() {
            guard let one = vocabulary.id(of: left), let two = vocabulary.id(of: right),
                let made = vocabulary.id(of: left + right)
            else {
                throw DataError(
                    "\(file): merge \(rank) (\"\(left) \(right)\") uses tokens that are not in the "
                        + "vocabulary.")
            }
            table.insert(Int32(one), Int32(two), rank: Int32(rank), made: Int32(made))
        }
        merges = table
        self.ignoresMerges = ignoresMerges
        var whole = ByteTable(capacity: ignoresMerges ? vocabulary.size : 0)
        if ignoresMerges {
            for (id, bytes) in entries.enumerated() {
                if let bytes { whole.insert(bytes, Int32(id)) }
            }
        }
        wholePieces = whole
    }

    /// Ids of one pre-token, and how many bytes each stands for.
    func encode(_ piece: UnsafeBufferPointer<UInt8>) -> [(id: Int32, length: Int32)] {
        if ignoresMerges, let id = wholePieces.value(piece) {
            return [(id, Int32(piece.count))]
        }
        // Bytes without an id are dropped, as the reference drops what it has no unknown token for.
        var symbols: [(id: Int32, length: Int32)] = []
        symbols.reserveCapacity(piece.count)
        for byte in piece where byteIDs[Int(byte)] >= 0 { symbols.append((byteIDs[Int(byte)], 1)) }
        if fusesUnknown { fuse(&symbols) }
        if symbols.count > 64 { return MergeQueue.merge(symbols, merges) }
        mergeShort(&symbols)
        return symbols
    }

    private func fuse(_ symbols: inout [(id: Int32, length: Int32)]) {
        var fused: [(id: Int32, length: Int32)] = []
        for symbol in symbols {
            if symbol.id == unknown, fused.last?.id == unknown {
                fused[fused.count - 1].length += symbol.length
            } else {
                fused.append(symbol)
            }
        }
        symbols = fused
    }

    /// The lowest rank first, the leftmost of equal ones: a scan is fastest for words.
    func mergeShort(_ symbols: inout [(id: Int32, length: Int32)]) {
        while symbols.count > 1 {
            var best = Int32.max
            var place = -1
            var made: Int32 = 0
            for index in 0..<symbols.count - 1 {
                if let merge = merges[symbols[index].id, symbols[index + 1].id], merge.rank < best {
                    (best, place, made) = (merge.rank, index, merge.made)
                }
            }
            guard place >= 0 else { return }
            symbols[place] = (made, symbols[place].length + symbols[place + 1].length)
            symbols.remove(at: place + 1)
        }
    }
}
