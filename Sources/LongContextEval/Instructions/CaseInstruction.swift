import Storage

/// Upper and lower case.
enum CaseInstruction {
    static func check(
        _ id: InstructionID, _ given: InstructionArguments
    ) throws -> @Sendable (String) -> Bool {
        switch id {
        case .capitalWords:
            let fits = try given.relation(
                "capital_relation", to: given.count("capital_frequency"))
            return { response in fits(WordTokens.split(response).count { isUpper($0) }) }
        case .upperCase: return { isUpper($0.unicodeScalars) && isEnglish($0) }
        default: return { isLower($0.unicodeScalars) && isEnglish($0) }
        }
    }

    /// `str.isupper`: no letter of another case, and at least one that has a case.
    static func isUpper(_ text: some Sequence<Unicode.Scalar>) -> Bool {
        var isUpper = false
        for scalar in text {
            if scalar.properties.isLowercase || scalar.isTitleCase { return false }
            if scalar.properties.isUppercase { isUpper = true }
        }
        return isUpper
    }

    /// `str.islower`.
    static func isLower(_ text: some Sequence<Unicode.Scalar>) -> Bool {
        var isLower = false
        for scalar in text {
            if scalar.properties.isUppercase || scalar.isTitleCase { return false }
            if scalar.properties.isLowercase { isLower = true }
        }
        return isLower
    }

    /// In place of a detector of languages: nine of ten letters are ASCII.
    private static func isEnglish(_ text: String) -> Bool {
        let letters = text.unicodeScalars.filter(\.properties.isAlphabetic)
        return letters.count { $0.isASCII } * 10 >= letters.count * 9
    }
}

extension Unicode.Scalar {
    fileprivate var isTitleCase: Bool { properties.generalCategory == .titlecaseLetter }
}
