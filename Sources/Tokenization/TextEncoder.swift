/// The encoder of one text: added tokens, normalization, pre-tokens, merges, in the order of the
/// `tokenizers` library.
struct TextEncoder {
    private let tokenizer: Tokenizer
    private let text: UnsafeBufferPointer<UInt8>
    private let wantsOffsets: Bool
    private var cursor: ScalarCursor
    var cache: PieceCache
    private(set) var result = Encoding()

    init(
        _ tokenizer: Tokenizer, _ text: UnsafeBufferPointer<UInt8>, _ cache: PieceCache,
        _ wantsOffsets: Bool
    ) {
        self.tokenizer = tokenizer
        self.text = text
        self.wantsOffsets = wantsOffsets
        self.cache = cache
        cursor = ScalarCursor(text)
    }

    mutating func encode() throws {
        try tokenizer.rawAddedTokens.forEachPart(of: text) { range, token in
            if let token {
                add(token, text, range, range.lowerBound, origins: nil)
            } else {
                try encode(range)
            }
        }
    }

    /// A stretch without those added tokens that are looked for in the text as it was given.
    private mutating func encode(_ range: Range<Int>) throws {
        let part = UnsafeBufferPointer(rebasing: text[range])
        // Below U+0300 all text is in normalization form C; from there on lead bytes are 0xCC and up.
        guard tokenizer.normalizesNFC, part.contains(where: { $0 >= 0xCC }) else {
            return try encodeNormalized(part, range.lowerBound, origins: nil)
        }
        let scalars = Array(String(decoding: part, as: UTF8.self).unicodeScalars)
        let first = wantsOffsets ? cursor.scalar(at: range.lowerBound) : 0
        let normalized = NormalizedText(composing: scalars, from: first)
        try normalized.utf8.withUnsafeBufferPointer {
            try encodeNormalized($0, 0, origins: normalized.origins)
        }
    }

    /// - Parameters:
    ///   - start: place of the part in the text, where no origins are needed.
    ///   - origins: the scalar of the text that each byte of the part comes from.
    private mutating func encodeNormalized(
        _ part: UnsafeBufferPointer<UInt8>, _ start: Int, origins: [Int32]?
    ) throws {
        try tokenizer.normalizedAddedTokens.forEachPart(of: part) { range, token in
            if let token {
                return add(token, part, range, start + range.lowerBound, origins: origins)
            }
            let whole = TextSlice(part)[range]
            try tokenizer.preTokenizer.forEachPiece(of: whole) { merge($0, start, origins) }
        }
    }

    private mutating func add(
        _ token: AddedToken, _ part: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ place: Int,
        origins: [Int32]?
    ) {
        if wantsOffsets {
            let bytes = UnsafeBufferPointer(rebasing: part[range])
            let places =
                origins.map { Int($0[range.lowerBound])..<Int($0[range.upperBound - 1]) + 1 }
                ?? cursor.scalar(at: place)..<cursor.scalar(at: place + range.count - 1) + 1
            let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
            let leading = scalars.prefix { $0.properties.isWhitespace }.count
            let trailing = scalars.reversed().prefix { $0.properties.isWhitespace }.count
            result.offsets.append(trimmed(places, leading, trailing))
        }
        result.ids.append(token.id)
    }

    /// Merges one pre-token.
    private mutating func merge(_ piece: TextSlice, _ start: Int, _ origins: [Int32]?) {
        let hash = PieceCache.hash(piece.bytes)
        if let known = cache.find(piece.bytes, hash) {
            var place = 0
            for index in known {
                let (id, length) = cache.ids[index]
                append(Int(id), piece, place..<place + Int(length), start, origins)
                place += Int(length)
            }
            return
        }
        let made = tokenizer.model.encode(piece.bytes)
        cache.insert(piece.bytes, hash, made)
        var place = 0
        for (id, length) in made {
            append(Int(id), piece, place..<place + Int(length), start, origins)
            place += Int(length)
        }
    }

    @inline(__always)
    private mutating func append(
        _ id: Int, _ piece: TextSlice, _ range: Range<Int>, _ start: Int, _ origins: [Int32]?
    ) {
        if wantsOffsets {
            let (first, last) = (piece.offset(range.lowerBound), piece.offset(range.upperBound - 1))
            let places =
                if let origins { Int(origins[first])..<Int(origins[last]) + 1 } else {
                    cursor.scalar(at: start + first)..<cursor.scalar(at: start + last) + 1
                }
            if tokenizer.postProcessor.trimsOffsets {
                let leading = piece.bytes[range].prefix { $0 == 0x20 }.count
                let trailing = piece.bytes[range].reversed().prefix { $0 == 0x20 }.count
                result.offsets.append(trimmed(places, leading, trailing))
            } else {
                result.offsets.append(places)
            }
        }
        result.ids.append(id)
    }

    /// Offsets without the white space that a token begins and ends with, one count each even where
    /// it is the same white space.
    private func trimmed(_ places: Range<Int>, _ leading: Int, _ trailing: Int) -> Range<Int> {
        guard tokenizer.postProcessor.trimsOffsets else { return places }
        var leading = leading
        // One space at the very start is taken for the one that the tokenizer adds.
        if tokenizer.postProcessor.keepsFirstSpace, leading == 1,
            result.ids.isEmpty || places.lowerBound == 0
        {
            leading = 0
        }
        let start = min(places.lowerBound + leading, places.upperBound)
        guard trailing > 0, places.upperBound >= trailing else { return start..<places.upperBound }
        return start..<max(places.upperBound - trailing, start)
    }
}
