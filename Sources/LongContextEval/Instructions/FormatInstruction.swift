import Storage

/// Marks of Markdown that are counted.
enum FormatInstruction {
    static func check(
        _ id: InstructionID, _ given: InstructionArguments
    ) throws -> @Sendable (String) -> Bool {
        switch id {
        case .bullets:
            let wanted = try given.count("num_bullets")
            return { response in
                let text = Array(response.unicodeScalars)
                return bullets("*", text) + bullets("-", text) == wanted
            }
        case .highlights:
            let wanted = try given.count("num_highlights")
            return { response in
                let text = Array(response.unicodeScalars)
                return highlights(1, text) + highlights(2, text) >= wanted
            }
        default:
            let name = try given.text("section_spliter").strippingSpaces()
            guard !name.isEmpty else {
                throw DataError("section_spliter of \(id.rawValue) is blank.")
            }
            let wanted = try given.count("num_sections")
            return { sections(name, $0) >= wanted }
        }
    }

    /// Lines that begin with a mark after white space. An asterisk is none when another follows; as in
    /// the published pattern, one at the end of a line takes the next line for its text.
    private static func bullets(_ mark: Unicode.Scalar, _ text: [Unicode.Scalar]) -> Int {
        var count = 0
        var place = 0
        while place < text.count {
            let isLineStart = place == 0 || text[place - 1] == "\n"
            var end = place
            while end < text.count, text[end].isPythonSpace { end += 1 }
            var isBullet = isLineStart && end < text.count && text[end] == mark
            end += 1
            if mark == "*", isBullet {
                isBullet = end < text.count && text[end] != "*"
                end += 1
            }
            guard isBullet else {
                place += 1
                continue
            }
            count += 1
            while end < text.count, text[end] != "\n" { end += 1 }
            place = end
        }
        return count
    }

    /// Texts between so many asterisks on one line that are not blank.
    private static func highlights(_ width: Int, _ text: [Unicode.Scalar]) -> Int {
        func isMark(_ place: Int) -> Bool {
            place + width <= text.count && text[place..<place + width].allSatisfy { $0 == "*" }
        }
        var count = 0
        var place = 0
        while place < text.count {
            guard isMark(place) else {
                place += 1
                continue
            }
            var end = place + width
            while end < text.count, text[end] != "*", text[end] != "\n" { end += 1 }
            guard isMark(end) else {
                place += 1
                continue
            }
            if !text[place + width..<end].allSatisfy(\.isPythonSpace) { count += 1 }
            place = end + width
        }
        return count
    }

    /// `Section 1`: the name, at most one white space, digits.
    private static func sections(_ name: String, _ response: String) -> Int {
        response.split(exactly: name).dropFirst().count { part in
            var rest = part.unicodeScalars[...]
            if let first = rest.first, first.isPythonSpace { rest = rest.dropFirst() }
            return rest.first?.properties.generalCategory == .decimalNumber
        }
    }
}
