import Numbers

extension QuestionMaker {
    /// One value of a JSON object of UUIDs (HELMET's `json_kv`).
    ///
    /// A unit is a sentence of the note before the object; five of them give way to another pair, so
    /// that prompts come close to their length however long a pair is.
    mutating func jsonPairs(_ units: Int) -> Question {
        let asked = (key: uuid(), value: uuid())
        let shots = (0..<2).map { _ in (key: uuid(), value: uuid()) }
        var source = ProseSource(maker.stream.pick(TopicProse.all))
        // Of their own stream, so that a further sentence does not change the pairs.
        var prose = SeededGenerator(seed: maker.stream.next())
        var pairs = (0..<max(3, units / 5)).map { _ in (key: uuid(), value: uuid()) }
        for shot in shots { pairs.insert(shot, at: maker.stream.below(pairs.count + 1)) }
        pairs.insert(asked, at: place(among: pairs.count))
        let object =
            "{" + pairs.map { "\"\($0.key)\": \"\($0.value)\"" }.joined(separator: ",\n ") + "}"
        let note = source.paragraph(units % 5, &prose)
        return Question(
            instruction:
                "Find the value that belongs to a key in the JSON object below and write it down exactly.",
            shots: shots.map {
                Question.Shot(query: "Key: \"\($0.key)\"", answer: "\"\($0.value)\"")
            },
            context: note.isEmpty ? object : note + "\n\n" + object,
            query: "Key: \"\(asked.key)\"",
            chatQuery:
                "Which value belongs to the key \"\(asked.key)\"? Answer with the value alone.",
            answers: [asked.value], depth: depth)
    }

    /// 128 random bits as RFC 9562 writes them (version 4).
    private mutating func uuid() -> String {
        let high = maker.stream.next() & ~0xF000 | 0x4000
        let low = maker.stream.next() & ~(0b11 << 62) | 0b10 << 62
        func hex(_ number: UInt64) -> [Character] {
            let text = String(number, radix: 16)
            return Array(String(repeating: "0", count: 16 - text.count) + text)
        }
        let digits = hex(high) + hex(low)
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
            .joined(separator: "-")
    }

    /// Needles with keys among prose, all alike (RULER's multi-key and multi-value tasks). Values are
    /// numbers of seven digits, in every second example pairs of words.
    ///
    /// - Parameter count: values of each key.
    mutating func needles(_ units: Int, values count: Int) -> Question {
        let isNumber = index % 2 == 0
        let kind = isNumber ? "number" : "word"
        var keys: Set<String> = []
        var values: Set<String> = []
        // Each example asks for a key of its own.
        var first = SeededGenerator(seed: seed)
        let own = NeedleWords.key(
            seed, (first.below(NeedleWords.count) + index) % NeedleWords.count)
        func key(_ maker: inout WorldMaker) -> String {
            var key = ""
            for _ in 0..<64 {
                key = NeedleWords.key(seed, maker.stream.below(NeedleWords.count))
                if keys.insert(key).inserted { return key }
            }
            // More needles than there are keys: a number makes another one, but not of the asked one.
            if key == own {
                key =
                    NeedleWords.key(seed, 0) == own
                    ? NeedleWords.key(seed, 1) : NeedleWords.key(seed, 0)
            }  // exact: our own words
            key += "-\(keys.count)"
            keys.insert(key)
            return key
        }
        func value(_ maker: inout WorldMaker) -> String {
            var value = ""
            for _ in 0..<64 {
                value =
                    isNumber
                    ? "\(1_000_000 + maker.stream.below(9_000_000))"
                    : NeedleWords.value(&maker.stream)
                if values.insert(value).inserted { return value }
            }
            value += "-\(values.count)"
            values.insert(value)
            return value
        }
        func needle(_ maker: inout WorldMaker, key: String) -> (key: String, values: [String]) {
            (key, (0..<count).map { _ in value(&maker) })
        }
        keys.insert(own)
        let asked = needle(&maker, key: own)
        let shots = (0..<2).map { _ in needle(&maker, key: key(&maker)) }
        // Every third unit is a needle of another key; the last key may have fewer values.
        let needles = units / 3
        let others = stride(from: 0, to: count + needles, by: count).map { start in
            let (key, values) = needle(&maker, key: key(&maker))
            return (key: key, values: Array(values.prefix(count + needles - start)))
        }
        var source = ProseSource(maker.stream.pick(TopicProse.all))
        var sentences = (0..<units - needles).map { number in
            if number % 10 == 9 { source = ProseSource(maker.stream.pick(TopicProse.all)) }
            return source.sentence(&maker.stream)
        }
        func sentence(_ key: String, _ value: String) -> String {
            "One of the special magic \(kind)s for \(key) is: \(value)."
        }
        for needle in shots + others {
            for value in needle.values {
                sentences.insert(
                    sentence(needle.key, value), at: maker.stream.below(sentences.count + 1))
            }
        }
        // A lone value stands at its depth, several stand anywhere.
        for value in asked.values {
            sentences.insert(
                sentence(asked.key, value),
                at: count == 1
                    ? place(among: sentences.count) : maker.stream.below(sentences.count + 1))
        }
        func order(_ values: [String]) -> String {
            let text = sentences.joined()
            return values.sorted {
                (text.range(of: $0)?.lowerBound ?? text.endIndex)
                    < (text.range(of: $1)?.lowerBound ?? text.endIndex)
            }.joined(separator: ", ")
        }
        func query(_ key: String) -> String {
            count == 1
                ? "What is the special magic \(kind) for \(key) mentioned in the text?"
                : "What are all \(count) special magic \(kind)s for \(key) mentioned in the text?"
        }
        return Question(
            instruction:
                "Some special magic \(kind)s are hidden within the following text. Memorise them; afterwards you will be asked for them.",
            shots: shots.map { Question.Shot(query: query($0.key), answer: order($0.values)) },
            context: sentences.joined(separator: " "), query: query(asked.key),
            answers: asked.values, depth: count == 1 ? depth : nil)
    }
}
