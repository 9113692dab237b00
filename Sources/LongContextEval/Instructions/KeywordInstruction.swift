import Storage

/// Words that occur or do not. Keywords are texts, not patterns; in any case.
enum KeywordInstruction {
    static func check(
        _ id: InstructionID, _ given: InstructionArguments
    ) throws -> @Sendable (String) -> Bool {
        switch id {
        case .existence:
            let keywords = try given.texts("keywords").map(fold)
            return { response in
                let text = fold(response)
                return keywords.allSatisfy { count($0, in: text) > 0 }
            }
        case .keywordFrequency:
            let keyword = fold(try given.text("keyword").strippingSpaces())
            guard !keyword.isEmpty else { throw DataError("keyword of \(id.rawValue) is blank.") }
            let fits = try given.relation("relation", to: given.count("frequency"))
            return { fits(count(keyword, in: fold($0))) }
        case .forbiddenWords:
            let words = try given.texts("forbidden_words").map(fold)
            return { response in
                let text = fold(response)
                return words.allSatisfy { word in
                    !places(of: word, in: text).contains { place in
                        isEdge(place, text) && isEdge(place + word.count, text)
                    }
                }
            }
        default:
            let letters = Array(try given.text("letter").strippingSpaces().unicodeScalars)
            guard letters.count == 1 else {
                throw DataError("letter of \(id.rawValue) should be one letter.")
            }
            let letter = AnswerText.lower(String(letters[0])).unicodeScalars.first ?? letters[0]
            let fits = try given.relation("let_relation", to: given.count("let_frequency"))
            return { response in
                fits(AnswerText.lower(response).unicodeScalars.count { $0 == letter })
            }
        }
    }

    /// Code points with upper and lower case alike, one for one.
    static func fold(_ text: String) -> [Unicode.Scalar] {
        text.unicodeScalars.map { scalar in
            let lower = scalar.properties.lowercaseMapping.unicodeScalars
            return lower.count == 1 ? lower.first ?? scalar : scalar
        }
    }

    /// Occurrences that do not overlap.
    static func count(_ part: [Unicode.Scalar], in text: [Unicode.Scalar]) -> Int {
        var (found, next) = (0, 0)
        for place in places(of: part, in: text) where place >= next {
            found += 1
            next = place + part.count
        }
        return found
    }

    private static func places(of part: [Unicode.Scalar], in text: [Unicode.Scalar]) -> [Int] {
        guard !part.isEmpty, part.count <= text.count else { return [] }
        return (0...text.count - part.count).filter {
            text[$0] == part[0] && text[$0..<$0 + part.count].elementsEqual(part)
        }
    }

    /// Whether a word begins or ends there (`\\b`).
    private static func isEdge(_ place: Int, _ text: [Unicode.Scalar]) -> Bool {
        func isWord(_ place: Int) -> Bool { text.indices.contains(place) && text[place].isWord }
        return isWord(place - 1) != isWord(place)
    }
}

extension Unicode.Scalar {
    /// `\\w` of Python: letters, numbers and the underscore.
    var isWord: Bool { self == "_" || AnswerText.isWordCharacter(self) }
}
