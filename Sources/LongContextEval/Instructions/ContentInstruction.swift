import Storage

/// What a response has, begins with and ends with.
enum ContentInstruction {
    static func check(
        _ id: InstructionID, _ given: InstructionArguments
    ) throws -> @Sendable (String) -> Bool {
        switch id {
        case .placeholders:
            let wanted = try given.count("num_placeholders")
            return { placeholders($0) >= wanted }
        case .postscript:
            let marker = try given.text("postscript_marker").strippingSpaces()
            return { hasPostscript(marker, $0) }
        case .constrainedResponse:
            return { response in options.contains { response.containsExactly($0) } }
        case .json: return isJSON
        case .title: return hasTitle
        case .twoResponses: return hasTwoResponses
        case .repeatPrompt:
            let prompt = AnswerText.lower(try given.text("prompt_to_repeat").strippingSpaces())
            return {
                AnswerText.lower($0.strippingSpaces()).utf8.starts(with: prompt.utf8)
            }
        case .ending:
            let phrase = AnswerText.lower(try given.text("end_phrase").strippingSpaces())
            return { response in
                let text = AnswerText.lower(response.strippingSpaces().trimming("\"", "\""))
                return text.utf8.reversed().starts(with: phrase.utf8.reversed())
            }
        case .quotation:
            return { response in
                let text = response.strippingSpaces().unicodeScalars
                return text.count > 1 && text.first == "\"" && text.last == "\""
            }
        default: return { !$0.unicodeScalars.contains(",") }
        }
    }

    private static let options = ["My answer is yes.", "My answer is no.", "My answer is maybe."]

    /// `[address]`: brackets with anything but a line's end between, each from the first that opens.
    private static func placeholders(_ text: String) -> Int {
        var count = 0
        var isOpen = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "[": isOpen = true
            case "\n": isOpen = false
            case "]" where isOpen:
                count += 1
                isOpen = false
            default: break
            }
        }
        return count
    }

    /// `P.S.` and `P.P.S` with a space in between or not; another marker as it is, in any case.
    private static func hasPostscript(_ marker: String, _ response: String) -> Bool {
        let text = AnswerText.lower(response)
        guard let letters = ["P.P.S": ["p.", "p.", "s"], "P.S.": ["p.", "s."]][ExactText(marker)]
        else { return text.containsExactly(AnswerText.lower(marker)) }
        var rest = text[...]
        while let start = rest.exactRange(of: letters[0]) {
            rest = rest[start.upperBound...]
            var after = rest
            let isWhole = letters.dropFirst().allSatisfy { letter in
                if let first = after.unicodeScalars.first, first.isPythonSpace {
                    after = Substring(after.unicodeScalars.dropFirst())
                }
                guard after.utf8.starts(with: letter.utf8) else { return false }
                after = Substring(after.unicodeScalars.dropFirst(letter.unicodeScalars.count))
                return true
            }
            if isWhole { return true }
        }
        return false
    }

    /// JSON, also within a block of code.
    private static func isJSON(_ response: String) -> Bool {
        var text = response.strippingSpaces()
        for start in ["```json", "```Json", "```JSON", "```"]
        where text.utf8.starts(with: start.utf8) {
            text = String(text.unicodeScalars.dropFirst(start.unicodeScalars.count))
        }
        if text.utf8.reversed().starts(with: "```".utf8) {
            text = String(text.unicodeScalars.dropLast(3))
        }
        return (try? JSONParser.parse(row: text.strippingSpaces())) != nil
    }

    /// `<<poem of joy>>` on one line, with more than brackets and space in it.
    private static func hasTitle(_ response: String) -> Bool {
        response.split(exactly: "\n").contains { line in
            guard let start = line.exactRange(of: "<<") else { return false }
            // Up to the last end on the line.
            var title: Substring?
            var rest = line[start.upperBound...]
            while let end = rest.exactRange(of: ">>") {
                title = line[start.upperBound..<end.lowerBound]
                rest = Substring(rest[end.lowerBound...].unicodeScalars.dropFirst())
            }
            return title.map { !String($0).trimming("<", ">").isBlank } ?? false
        }
    }

    /// Two that differ, between `******`.
    private static func hasTwoResponses(_ response: String) -> Bool {
        let parts = response.split(exactly: "******")
        guard !parts.dropFirst().dropLast().contains(where: \.isBlank) else { return false }
        let valid = parts.filter { !$0.isBlank }.map { $0.strippingSpaces() }
        return valid.count == 2 && !valid[0].isExactly(valid[1])
    }
}

extension String {
    /// Without these characters at the start and at the end.
    func trimming(_ first: Unicode.Scalar, _ last: Unicode.Scalar) -> String {
        var scalars = Substring(unicodeScalars.drop { $0 == first }).unicodeScalars
        while scalars.last == last { scalars.removeLast() }
        return String(scalars)
    }
}
