import Testing

@testable import Organism

@Suite struct TrainingTextTests {
    /// Rows of many steps of one phase, as text with their weights.
    func rows(_ phase: TrainingPhase, steps: Int = 20) throws -> [(ids: [Int32], weights: [Float])]
    {
        let text = try Sample.text()
        return try (0..<steps).flatMap { step in
            let batch = try text.batch(phase: phase, step: step)
            return zip(batch.tokens, batch.weights).map { ($0, $1) }
        }
    }

    @Test func batchesFollowFromSeedAndStep() throws {
        let phase = Sample.phase(skip: 1000, defaultShare: 0.25)
        let batch = try Sample.text().batch(phase: phase, step: 41)
        #expect(try Sample.text().batch(phase: phase, step: 41) == batch)
        #expect(try Sample.text().batch(phase: phase, step: 42) != batch)
        #expect(try Sample.text(seed: 2).batch(phase: phase, step: 41) != batch)
    }

    @Test(arguments: [64, 128]) func rowsHaveTheLengthOfThePhase(_ length: Int) throws {
        let phase = Sample.phase(length: length, rows: 8, skip: 700)
        for step in 0..<10 {
            let batch = try Sample.text().batch(phase: phase, step: step)
            #expect(batch.tokens.count == 8)
            #expect(batch.tokens.allSatisfy { $0.count == length })
            #expect(batch.weights.allSatisfy { $0.count == length })
            for positions in batch.positions {
                #expect(positions.count == length)
                #expect(zip(positions, positions.dropFirst()).allSatisfy { $0 < $1 })
                #expect(positions[0] >= 0 && positions[length - 1] < Int32(length + 700))
            }
        }
    }

    @Test func positionsSkipOnlyWhereThePhaseSaysSo() throws {
        let plain = try Sample.text().batch(phase: Sample.phase(), step: 0)
        #expect(plain.positions.allSatisfy { $0 == Array(0..<128) })
        let skipping = try Sample.text().batch(phase: Sample.phase(skip: 1000), step: 0)
        // 85% of the rows draw a skip, nearly never 0.
        #expect(skipping.positions.count { $0.last != 127 } > 12)
    }

    /// Answers count 1, with up to two words of what was asked before them; padding counts 0, and
    /// everything else a tenth.
    @Test func weightsMarkAnswers() throws {
        for (ids, weights) in try rows(Sample.phase()) where ids.contains(3) {
            for (place, id) in ids.enumerated() {
                let since = ids[..<place].lastIndex { $0 == 3 || $0 == 4 }
                guard let since, ids[since] == 3 else {
                    #expect(weights[place] == (id == 0 ? 0 : 0.1))
                    continue
                }
                let answer = weights[since + 1...place]
                let lead = answer.prefix { $0 == TrainingText.leadWeight }
                #expect(lead.count <= 2 && answer.dropFirst(lead.count).allSatisfy { $0 == 1 })
            }
        }
    }

    /// Without questions, what is told again counts 1, and it was told before.
    @Test func retoldFactsWereToldBefore() throws {
        var retold = 0
        for (ids, weights) in try rows(Sample.phase()) where !ids.contains(3) {
            let words = ids.indices.filter { weights[$0] == 1 }
            guard let first = words.first else { continue }
            retold += 1
            let told = Sample.decoded(Array(ids[..<first]))
            for value in Sample.decoded(words.map { ids[$0] }).split(separator: ".") {
                #expect(told.contains(value + "."))
            }
        }
        #expect(retold > 10)
    }

    @Test func littleIsPadding() throws {
        let all = try rows(Sample.phase()).flatMap(\.ids)
        #expect(all.count { $0 == 0 } * 25 < all.count)
    }

    /// Single-question rows read as the chat template writes an evaluation prompt.
    @Test func rowsBeginAsPromptsDo() throws {
        let layout = Sample.world.layout
        let text = try #require(
            try rows(Sample.phase()).map { Sample.decoded($0.ids) }.first {
                $0.contains(" what?") && $0.contains(". ") && !$0.contains("[")
            })
        let turn = try #require(text.firstRange(of: "<|end|><|assistant|>"))
        let content = text[..<turn.lowerBound].dropFirst("<|begin|><|user|> ".count)
        let stop = try #require(content.lastIndex(of: "."))
        let book = String(content[...stop])
        let question = String(content[stop...].dropFirst(2))
        #expect(text.hasPrefix("<|begin|><|user|> "))
        #expect(layout.content(context: book, question: question) == content)
        #expect(question.hasSuffix("?"))
    }

    /// Of the answers about keys with a default in a book, a quarter are the default: 0.25 within
    /// four standard deviations of the share of that many draws.
    @Test func defaultShareIsKept() throws {
        #expect(try defaultAnswers(share: 0).defaults == 0)
        let (defaults, all) = try defaultAnswers(share: 0.25)
        let deviation = (0.25 * 0.75 / Double(all)).squareRoot()
        #expect(all > 500)
        #expect(abs(Double(defaults) / Double(all) - 0.25) < 4 * deviation)
    }

    func defaultAnswers(share: Double) throws -> (defaults: Int, all: Int) {
        var count = (defaults: 0, all: 0)
        let known = Dictionary(
            uniqueKeysWithValues: Sample.world.defaults.map { ($0.key.question, $0.value.words) })
        for (ids, _) in try rows(Sample.phase(defaultShare: share), steps: 40) {
            for conversation in Sample.decoded(ids).split(separator: "<|begin|>")
            where conversation.contains(". ") {
                for turn in conversation.split(separator: "<|user|> ") {
                    let parts = turn.split(separator: "<|end|><|assistant|> ")
                    guard parts.count == 2,
                        let question = parts[0].split(separator: ". ").last.map(String.init),
                        let value = known[
                            question.replacing(" what in which text?", with: " what?")]
                    else { continue }
                    count.all += 1
                    if parts[1].contains(" \(value)") { count.defaults += 1 }
                }
            }
        }
        return count
    }

    @Test func noHeldOutValueIsSeen() throws {
        var thing: [Substring: Int] = [:]
        for (index, word) in WordLists.things.enumerated() { thing[Substring(word)] = index }
        for (ids, _) in try rows(Sample.phase(defaultShare: 0.25)) {
            let words = Sample.decoded(ids).split { " .<[".contains($0) }
            for index in words.indices.dropFirst(2) {
                guard let third = thing[words[index]],
                    let first = WordLists.colours.firstIndex(of: String(words[index - 2])),
                    let second = WordLists.materials.firstIndex(of: String(words[index - 1]))
                else { continue }
                #expect(!FactValue(colour: first, material: second, thing: third).isHeldOut)
            }
        }
    }
}
