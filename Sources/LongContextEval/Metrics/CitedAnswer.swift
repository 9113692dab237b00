import Storage

/// An answer with citations in brackets, judged without them, as ALCE's script does (Gao et al. 2023,
/// arXiv:2305.14627).
public struct CitedAnswer: Sendable {
    /// The answer in one line, without citations.
    public let bare: String

    /// Line breaks become a space, the mark `<|im_end|>` goes, and so does every `[` with a number behind it, with
    /// a space before it, every ` |`, and every `]`. Of `[3, 4]` that leaves `, 4`.
    public init(_ answer: String) {
        var line = String.UnicodeScalarView()
        var isAfterBreak = false
        for scalar in answer.unicodeScalars {
            // Of a run of line breaks one space stays.
            if scalar != "\n" { line.append(scalar) } else if !isAfterBreak { line.append(" ") }
            isAfterBreak = scalar == "\n"
        }
        let text = String(line).replacingExactly("<|im_end|>", with: "")
        let bare = Self.withoutNumbers(Self.withoutNumbers(text, after: " ["), after: "[")
        self.bare = bare.replacingExactly(" |", with: "").replacingExactly("]", with: "")
    }

    private static func withoutNumbers(_ text: String, after opening: String) -> String {
        var result = String.UnicodeScalarView()
        var rest = Substring(text)
        while let found = rest.exactRange(of: opening) {
            result.append(contentsOf: rest[..<found.lowerBound].unicodeScalars)
            let behind = rest[found.upperBound...].unicodeScalars
            let digits = behind.prefix { $0.properties.generalCategory == .decimalNumber }
            if digits.isEmpty { result.append(contentsOf: opening.unicodeScalars) }
            rest = Substring(behind.dropFirst(digits.count))
        }
        result.append(contentsOf: rest.unicodeScalars)
        return String(result)
    }

    /// Words between white space.
    public var words: Int {
        bare.unicodeScalars.split { $0.isPythonSpace }.count
    }

    /// Share of the groups of which an answer occurs, both normalised.
    public func share(of groups: [[String]]) -> Double {
        guard !groups.isEmpty else { return 0 }
        let found = groups.count { group in group.contains { WordMatch.isSubstring(bare, $0) } }
        return Double(found) / Double(groups.count)
    }

    /// The items between commas, normalised, and what of the groups is among them.
    public func listed(of groups: [[String]]) -> Listed {
        var text = Substring(bare.strippingSpacesAtEnd()).unicodeScalars
        for mark in [".", ","] as [Unicode.Scalar] { while text.last == mark { text.removeLast() } }
        let items = text.split(separator: ",")
            .map { ExactText(AnswerText.normalise(String($0))) }.filter { !$0.text.isEmpty }
        let given = Set(items)
        let wanted = groups.map { $0.map { ExactText(AnswerText.normalise($0)) } }
        let all = Set(wanted.joined())
        return Listed(
            items: items.count, right: items.count { all.contains($0) },
            found: wanted.count { $0.contains { given.contains($0) } }, wanted: groups.count)
    }

    /// Counts of a list of answers (ALCE's QAMPARI).
    public struct Listed: Sendable, Equatable {
        /// Items of the list.
        public let items: Int
        /// Items that are an answer.
        public let right: Int
        /// Groups of which an answer is in the list.
        public let found: Int
        /// Groups.
        public let wanted: Int

        /// Share of the items that are right; 0 for an empty list.
        public var precision: Double { items == 0 ? 0 : Double(right) / Double(items) }
        /// Share of the groups that are found.
        public var recall: Double { wanted == 0 ? 0 : Double(found) / Double(wanted) }
        /// The same where five are enough.
        public var recallOfFive: Double {
            wanted == 0 ? 0 : Double(min(5, found)) / Double(min(5, wanted))
        }
    }
}
