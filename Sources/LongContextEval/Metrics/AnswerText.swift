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
        let cue = Array(prefix.unicodeScalars)
        var rest = Array(output.unicodeScalars)[...]
        let places = 0..<max(0, rest.count - cue.count + 1)
        if let found = places.first(where: { Self.isCue(cue, rest[$0...]) }) {
            rest = rest[(found + cue.count)...]
        }
        let line = String(String.UnicodeScalarView(rest.prefix { $0 != "\n" }))
        let parsed = Array(line.strippingSpaces().unicodeScalars)
        guard isCue(cue, parsed[...]) else { return String(String.UnicodeScalarView(parsed)) }
        return String(String.UnicodeScalarView(parsed.dropFirst(cue.count))).strippingSpaces()
    }

    /// Whether a text begins with a cue, letters in any case.
    private static func isCue(_ cue: [Unicode.Scalar], _ text: ArraySlice<Unicode.Scalar>) -> Bool {
        text.count >= cue.count && zip(cue, text).allSatisfy { folded($0) == folded($1) }
    }

    /// A letter as regular expressions of Python compare it when case does not matter: by its small letter, with
    /// the long s and the dotless i as s and i.
    private static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case "\u{17F}": return "s"
        case "\u{130}", "\u{131}": return "i"
        default:
            let small = scalar.properties.lowercaseMapping.unicodeScalars
            return small.count == 1 ? small.first ?? scalar : scalar
        }
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
