import Foundation
import TestSupport
import Testing
import Tokenization

@testable import Organism

@Suite struct OrganismTokenizerTests {
    /// By hand: "ab" occurs 3 times, "bc" once, so "ab" merges first; then (ab, c) ties with
    /// nothing else of count 1 but (ab, ab), whose right id is larger than that of "c".
    @Test func mostFrequentPairMergesFirst() {
        var trainer = BytePairTrainer(counts: ["abab": 1, "abc": 1], special: [])
        trainer.train(limit: 258)
        #expect(Array(trainer.entries[256...]) == ["ab", "abc"])
        let (a, b, c) = (0x61, 0x62, 0x63)
        #expect(trainer.merges[0] == (left: a, right: b))
        #expect(trainer.merges[1] == (left: 256, right: c))
    }

    @Test func trainingIsDeterministic() {
        let again = OrganismTokenizerTrainer.train(world: OrganismWorld())
        #expect(again.entries == Sample.tokenizer.entries)
        #expect(again.vocabularySize < 1400)
    }

    @Test func everyWordIsOneToken() {
        let words = Set(
            Sample.world.sampleTexts().flatMap { WordScanner.words(" " + $0) })
        // The sample leaves out no word that a fact can have.
        let listed = WordLists.names + WordLists.verbs + WordLists.things
        #expect(words.isSuperset(of: listed.map { " " + $0 }))
        #expect(words.filter { Sample.tokenizer.ids($0).count != 1 } == [])
    }

    @Test func factsAreSixTokens() {
        let fact = WorldFact(
            key: FactKey(person: 0, verb: 0), value: FactValue(colour: 0, material: 0, thing: 0))
        #expect(fact.sentence == "Mira keeps red brass foxes.")
        #expect(Sample.tokenizer.ids(" " + fact.sentence).count == 6)
    }

    /// The files give the reader of model folders the same ids, of every kind of text.
    @Test func writtenFilesReadBackEqual() throws {
        let folder = try TemporaryFolder()
        try Sample.tokenizer.write(to: folder.url)
        let read = try Tokenizer.load(folder.url)
        #expect(read.vocabularySize == Sample.tokenizer.vocabularySize)
        for text in Sample.world.sampleTexts(count: 70) {
            #expect(try read.ids(" " + text) == Sample.tokenizer.ids(" " + text))
        }
        for token in OrganismChat.special {
            #expect(try read.ids(token) == Sample.tokenizer.ids(token))
        }
        let chat =
            "<|begin|><|user|> Mira sells what?<|end|><|assistant|> Mira sells red brass bells [3].<|end|>"
        let ids = try read.ids(chat)
        #expect(read.decode(ids, skipSpecialTokens: false) == chat)
        // Five special tokens, two times two words of the fact, "what" and its mark, three words,
        // and the bracket with its number and stop: whatever the brackets merge to.
        #expect(ids.count >= 5 + 4 + 2 + 3 + 2)
    }

    /// A batch does not depend on which of the two tokenizers made it.
    @Test func trainingTextIsTheSameWithTheFiles() throws {
        let folder = try TemporaryFolder()
        try Sample.tokenizer.write(to: folder.url)
        let text = try TrainingText(
            world: Sample.world, tokenizer: Tokenizer.load(folder.url), seed: 1)
        let phase = Sample.phase(skip: 500, defaultShare: 0.25)
        #expect(
            try text.batch(phase: phase, step: 3) == Sample.text().batch(phase: phase, step: 3))
    }

    @Test func wordsAreCutAsThePatternDoes() {
        #expect(WordScanner.words(" Mira sells what?") == [" Mira", " sells", " what", "?"])
        #expect(
            WordScanner.words(" [12] The 3 > 1.") == [
                " [", "12", "]", " The", " 3", " >", " 1", ".",
            ])
    }
}
