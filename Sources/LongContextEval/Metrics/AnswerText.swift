import Foundation
public import Storage

/// Normalisation of answers, as HELMET does it before it compares them.
public enum AnswerText {
    /// Lower-cased, without the 32 ASCII punctuation characters, without the words a, an and the,
    /// white space collapsed. `The U.S. "Navy", a fleet` becomes `us navy fleet`.
    ///
    /// Punctuation goes before articles, so `a.b` is one word `ab`, and Unicode punctuation stays.
    public static func normalise(_ text: String) -> String {
        let kept = lower(text).unicodeScalars.filter { !isASCIIPunctuation($0) }
        return words(String(String.UnicodeScalarView(kept))).joined(separator: " ")
    }

    /// The words of a normalised text.
    public static func tokens(_ text: String) -> [ExactText] {
        normalise(text).unicodeScalars.split(separator: " ").map { ExactText(Substring($0)) }
    }

    /// Lower case as Python's `lower` has it: a sigma at the end of a word is `ς`.
    static func lower(_ text: String) -> String {
        guard text.unicodeScalars.contains("\u{3A3}") else { return text.lowercased() }
        let scalars = Array(text.unicodeScalars)
        var lower = String.UnicodeScalarView()
        for (place, scalar) in scalars.enumerated() {
            guard scalar == "\u{3A3}" else {
                lower.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
                continue
            }
            func isCased(_ neighbours: some Sequence<Unicode.Scalar>) -> Bool {
                neighbours.first { !$0.properties.isCaseIgnorable }?.properties.isCased ?? false
            }
            let isLast = isCased(scalars[..<place].reversed()) && !isCased(scalars[(place + 1)...])
            lower.append(isLast ? "\u{3C2}" : "\u{3C3}")
        }
        return String(lower)
    }

    /// The text after `prefix` on its line, in any case; the first line when there is no prefix.
    /// One repetition of the prefix is dropped, as models like to echo the cue.
    public static func parse(_ output: String, prefix: String) -> String {
        var rest = Substring(output)
        if let found = rest.range(of: prefix, options: [.literal, .caseInsensitive]) {
            rest = rest[found.upperBound...]
        }
        let line = rest.prefix { $0 != "\n" && $0 != "\r\n" }
        var parsed = line.trimmingCharacters(in: .whitespacesAndNewlines)
        if let again = parsed.range(of: prefix, options: [.literal, .caseInsensitive, .anchored]) {
            parsed = String(parsed[again.upperBound...])
        }
        return parsed.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    static func isASCIIPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x21...0x2f, 0x3a...0x40, 0x5b...0x60, 0x7b...0x7e: true
        default: false
        }
    }

    /// Splits at white space and takes out articles. An article ends where a word character meets
    /// another character (the `\b` of regular expressions), so `“the”` loses its inside.
    static func words(_ text: String) -> [Substring] {
        var spaced = String.UnicodeScalarView()
        var run = String.UnicodeScalarView()
        func flush() {
            spaced.append(
                contentsOf: ["a", "an", "the"].contains(String(run)) ? " ".unicodeScalars : run)
            run = String.UnicodeScalarView()
        }
        for scalar in text.unicodeScalars {
            if isWordCharacter(scalar) {
                run.append(scalar)
            } else {
                flush()
                spaced.append(scalar)
            }
        }
        flush()
        return String(spaced).unicodeScalars.split { isSpace($0) }.map { Substring($0) }
    }

    /// `\w` of Python: letters, digits and other numbers; the underscore went with punctuation.
    static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .letterNumber, .otherNumber:
            true
        default: false
        }
    }

    /// White space of Python's `split()`: Unicode's, and the four separators of ASCII.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.isPythonSpace }
}
