import Haystacks
import Numbers
import Testing

@testable import Organism

@Suite struct OrganismWorldTests {
    @Test func equalSeedsGiveEqualWorlds() {
        let again = OrganismWorld()
        #expect(again.defaults == Sample.world.defaults)
        #expect(again.knowledge == Sample.world.knowledge)
        #expect(OrganismWorld(seed: 7).defaults != Sample.world.defaults)
    }

    @Test func everyRememberedPersonHasTwoDefaults() {
        #expect(Sample.world.defaults.count == 64 * 2)
        let people = Sample.world.memorised.map(\.person)
        #expect(Set(people) == Set(0..<64))
        #expect(Sample.world.defaults.values.allSatisfy { !$0.isHeldOut })
    }

    @Test func everyCountryHasEverything() {
        let count = WordLists.countries.count
        for list in [WordLists.capitals, WordLists.rivers, WordLists.animals] {
            #expect(list.count == count)
        }
        #expect(Sample.world.knowledge.count == 3 * count)
    }

    @Test func wordsOfDifferentListsDiffer() {
        let lists = [
            WordLists.names, WordLists.verbs, WordLists.colours, WordLists.materials,
            WordLists.things,
        ]
        let all = lists.flatMap(\.self)
        #expect(Set(all).count == all.count)
    }

    /// One value in eight is kept for evaluation: 32 * 32 * 48 values, each residue of the sum
    /// modulo 8 is equally frequent as 48 is a multiple of 8.
    @Test func anEighthOfTheValuesIsHeldOut() {
        var held = 0
        for colour in WordLists.colours.indices {
            for material in WordLists.materials.indices {
                for thing in WordLists.things.indices {
                    let value = FactValue(colour: colour, material: material, thing: thing)
                    if value.isHeldOut { held += 1 }
                }
            }
        }
        let all =
            WordLists.colours.count * WordLists.materials.count * WordLists.things.count
        #expect(held * 8 == all)
    }

    @Test func needlesAnswerThemselves() throws {
        let needles = Sample.world.needles(count: 12)
        #expect(needles.count == 12)
        #expect(Set(needles.map(\.question)).count == 12)
        for needle in needles {
            #expect(needle.needle.contains(needle.answer))
            #expect(needle.answerRange.count == needle.answer.unicodeScalars.count)
        }
        #expect(Sample.world.needles(count: 5) == Array(needles.prefix(5)))
    }

    @Test func fillerTellsNothingThatNeedlesAsk() throws {
        let filler = try Sample.world.filler(tokens: 2000)
        let text = filler.sentences.map(\.text).joined(separator: " ")
        #expect(filler == (try Sample.world.filler(tokens: 2000)))
        for needle in Sample.world.needles(count: 200) {
            #expect(!text.contains(needle.question.dropLast(" what?".count) + " "))
        }
        let tokens = filler.sentences.map { Sample.tokenizer.ids(" " + $0.text).count }
        #expect(tokens.reduce(0, +) >= 2000)
    }

    @Test func sumsAreRight() throws {
        var stream = SeededGenerator(seed: 3)
        for _ in 0..<50 {
            let sum = ClosedBookFact.sum(&stream)
            let words = sum.question.dropLast().split(separator: " ")
            let (a, b) = (try #require(Int(words[0])), try #require(Int(words[2])))
            #expect(sum.answer == "\(words[1] == "plus" ? a + b : a - b)")
        }
    }
}
