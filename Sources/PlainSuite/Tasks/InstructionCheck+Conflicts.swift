import Storage

/// Which instructions do not go together.
extension InstructionCheck.Drawn {
    /// Whether no answer follows both, or none that a reader of both would write.
    ///
    /// Two of one group, what the published list has for conflicts (`INSTRUCTION_CONFLICTS` of IFEval), a bullet list that
    /// is nothing else yet begins with a quotation mark, and words of which one has to be where the other is not.
    func contradicts(_ other: Self) -> Bool {
        group == other.group || kinds(other) || other.kinds(self) || lacks(other)
            || other.lacks(self)
    }

    private func kinds(_ other: Self) -> Bool {
        id == "startend:quotation"
            && ["detectable_format:title", "detectable_format:number_bullet_lists"]
                .contains(other.id)
    }

    /// Whether it forbids what an answer to the other has to contain.
    private func lacks(_ other: Self) -> Bool {
        other.demanded.contains { text in
            if id == "punctuation:no_comma" { return text.contains(",") }
            let words = text.lowercased().split { !$0.isLetter }.map(String.init)
            return strings("forbidden_words").contains { words.contains($0.lowercased()) }
        }
    }

    /// Texts that an answer has to contain.
    private var demanded: [String] { strings("keywords") + strings("end_phrase") }

    /// An argument that is a text or a list of texts; none where there is no such one.
    private func strings(_ name: String) -> [String] {
        guard let value = arguments[name] else { return [] }
        return value.string.map { [$0] } ?? value.array?.compactMap(\.string) ?? []
    }
}
