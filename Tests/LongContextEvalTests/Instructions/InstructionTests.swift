import Artifacts
import Foundation
import Storage
import TestSupport
import Testing

@testable import LongContextEval

/// Against the published checkers (Tests/Fixtures/evaluation/make_instructions.py).
@Suite struct InstructionTests {
    struct Recorded: Decodable {
        struct Row: Decodable {
            let id: String
            let kwargs: JSONValue
            let verdicts: String
        }
        let responses: [String]
        let sentences: [Int]
        let capitals: [Int]
        let instructions: [Row]
    }

    let recorded: Recorded
    init() throws {
        recorded = try JSONDecoder().decode(
            Recorded.self, from: Fixture.data("evaluation/instructions.json"))
    }

    /// Verdicts that differ, of a kind of instruction.
    func differences(_ isMeant: (InstructionID) -> Bool) throws -> (
        count: Int, of: Int, first: String?
    ) {
        var (count, all, first) = (0, 0, String?.none)
        for row in recorded.instructions {
            let instruction = try Instruction(row.id, row.kwargs)
            guard isMeant(instruction.id) else { continue }
            #expect(row.verdicts.count == recorded.responses.count)
            for (response, verdict) in zip(recorded.responses, row.verdicts) {
                all += 1
                if instruction.isFollowed(by: response) == (verdict == "1") { continue }
                count += 1
                first = first ?? "\(row.id) \(row.kwargs.text): \(response)"
            }
        }
        return (count, all, first)
    }

    /// What needs no statistics of a language is equal.
    @Test func verdictsAreThePublishedOnes() throws {
        let approximate: [InstructionID] = [.sentences, .upperCase, .lowerCase]
        let found = try differences { !approximate.contains($0) }
        #expect(found.count == 0 && found.of > 20_000, "\(found.first ?? "")")
        #expect(Set(recorded.instructions.map(\.id)).count == InstructionID.allCases.count)
    }

    /// Sentences by a rule with short lists of words: 8 of 289 responses have one more or less, nearly
    /// all after a list of initials.
    @Test func sentencesAgreeNearlyAlways() throws {
        let equal = zip(recorded.responses, recorded.sentences).count { Sentences.count($0) == $1 }
        #expect(equal * 100 >= recorded.responses.count * 97)
        #expect(
            zip(recorded.responses, recorded.sentences).allSatisfy {
                abs(Sentences.count($0) - $1) <= 2
            })
        let found = try differences { $0 == .sentences }
        #expect(found.count * 200 <= found.of)
    }

    @Test func wordsInCapitalsAgreeNearlyAlways() {
        let equal = zip(recorded.responses, recorded.capitals).count { response, count in
            WordTokens.split(response).count { CaseInstruction.isUpper($0) } == count
        }
        #expect(equal * 100 >= recorded.responses.count * 99)
    }

    /// Where all letters are of one case, only the language is a guess.
    @Test func caseIsExactAndLanguageAGuess() throws {
        for (id, name, isCase) in [
            (
                InstructionID.upperCase, "change_case:english_capital",
                { (text: String) in
                    CaseInstruction.isUpper(text.unicodeScalars)
                }
            ),
            (
                .lowerCase, "change_case:english_lowercase",
                { (text: String) in
                    CaseInstruction.isLower(text.unicodeScalars)
                }
            ),
        ] {
            let row = try #require(recorded.instructions.first { $0.id == name })
            let instruction = try Instruction(name, .object([]))
            #expect(instruction.id == id)
            for (response, verdict) in zip(recorded.responses, row.verdicts) {
                if verdict == "1" { #expect(isCase(response), "\(response)") }
                if !isCase(response) { #expect(!instruction.isFollowed(by: response)) }
            }
            #expect(!instruction.isFollowed(by: "ДА") && !instruction.isFollowed(by: "да"))
        }
    }

    @Test("sentences by the rule")
    func sentences() {
        for (text, count) in [
            ("", 0), ("One", 1), ("One. Two.", 2), ("One. two.", 2),
            ("Dr. Smith came. He left.", 2),
            ("It costs 3.5 dollars.", 1), ("At no. 5. Then more.", 3), ("(One.) Two.", 2),
            ("\"One.\" Two.", 2), ("What?! Yes!!! No.", 3), ("One.Two", 1), ("Wait... what", 1),
            ("Wait... It ends.", 2), ("J. Smith came.", 1), ("In the U.S. This is so.", 2),
            ("One.\n\nTwo.\n", 2), (" . ", 1),
        ] {
            #expect(Sentences.count(text) == count, "\(text)")
        }
    }

    @Test("names and arguments that cannot be used are refused in words")
    func refusals() throws {
        func problem(_ name: String, _ arguments: String = "{}") throws -> String? {
            let json = try JSONParser.parse(row: arguments).value
            return #expect(throws: DataError.self) { try Instruction(name, json) }?.description
        }
        #expect(
            try problem("language:response_language", #"{"language":"de"}"#)
                == "language:response_language is not checked, for it needs a detector of languages; leave the row out."
        )
        #expect(
            try problem("punctuation:no_dash")?.hasPrefix(
                "\"punctuation:no_dash\" is no instruction; give one of keywords:existence, ")
                == true)
        #expect(
            try problem(
                "keywords:frequency", #"{"keyword":"a","relation":"at most","frequency":2}"#)
                == "relation of keywords:frequency is \"at most\"; give \"less than\" or \"at least\"."
        )
        #expect(
            try problem(
                "length_constraints:number_words", #"{"num_words":0,"relation":"at least"}"#)
                == "num_words of length_constraints:number_words is 0; give a whole number above 0."
        )
        #expect(
            try problem("keywords:existence", #"{"keywords":null}"#)
                == "keywords:existence needs keywords, a list of texts.")
        #expect(
            try problem(
                "length_constraints:nth_paragraph_first_word",
                #"{"num_paragraphs":2,"nth_paragraph":3,"first_word":"a"}"#)
                == "nth_paragraph of length_constraints:nth_paragraph_first_word is 3; give 1 to 2, as many as num_paragraphs."
        )
        #expect(
            try problem("startend:quotation", "[]")
                == "kwargs of startend:quotation should be an object.")
        // As tables of rows have numbers.
        #expect(throws: Never.self) {
            try Instruction(
                "detectable_format:number_bullet_lists",
                .object([JSONMember(key: "num_bullets", value: .double(2))]))
        }
    }
}
