/// The suffix tables of ``PorterStemmer``, in the order in which they are tried.
enum StemRules {
    struct Rule {
        let suffix: String
        let replacement: String
    }

    static func table(_ rules: [(String, String)]) -> [Rule] {
        rules.map { Rule(suffix: $0.0, replacement: $0.1) }
    }

    static let step1a = table([("sses", "ss"), ("ies", "i"), ("ss", "ss"), ("s", "")])

    /// Applied when a vowel-consonant pair is left.
    static let step2 = table([
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"),
        ("izer", "ize"), ("bli", "ble"), ("alli", "al"), ("entli", "ent"), ("eli", "e"),
        ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"),
        ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"),
        ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"), ("fulli", "ful"),
    ])

    /// Applied when a vowel-consonant pair is left.
    static let step3 = table([
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"),
        ("ful", ""), ("ness", ""),
    ])

    /// Removed when two vowel-consonant pairs are left.
    static let step4 = table(
        [
            "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion",
            "ou", "ism", "ate", "iti", "ous", "ive", "ize",
        ].map { ($0, "") })
}
