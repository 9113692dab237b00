/// The Porter stemmer as `nltk.stem.PorterStemmer()` computes it, its default extensions included.
///
/// M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980), plus the changes that NLTK
/// made since: a table of irregular words, `-ies` and `-ied` of four-letter words, `y` to `i` only
/// after a consonant, `-alli` and `-bli` in step 2, `-fulli` and `-logi`. `rouge_score` stems with
/// exactly this, so recall counts the same words as its peers do.
///
///     PorterStemmer.stem("relational")   // "relat"
///     PorterStemmer.stem("flies")        // "fli"
public enum PorterStemmer {
    /// Words that suffix stripping gets wrong.
    static let irregular: [String: String] = [
        "sky": "sky", "skies": "sky", "dying": "die", "lying": "lie", "tying": "tie",
        "news": "news", "innings": "inning", "inning": "inning", "outings": "outing",
        "outing": "outing", "cannings": "canning", "canning": "canning", "howe": "howe",
        "proceed": "proceed", "exceed": "exceed", "succeed": "succeed",
    ]

    /// The stem of one lower-case word; words of one or two letters stay as they are.
    public static func stem(_ word: String) -> String {
        if let known = irregular[word] { return known }
        var stem = Array(word.utf8)
        guard stem.count > 2 else { return word }
        stem = plural(stem)
        stem = participle(stem)
        stem = finalY(stem)
        stem = doubleSuffix(stem)
        stem = replaced(stem, StemRules.step3) { measure($0) > 0 }
        stem = replaced(stem, StemRules.step4) { measure($0) > 1 }
        stem = finalE(stem)
        stem = finalDoubleL(stem)
        return String(decoding: stem, as: UTF8.self)
    }

    // MARK: The steps, under their numbers in the paper

    /// Step 1a: plurals.
    static func plural(_ word: [UInt8]) -> [UInt8] {
        if word.count == 4, word.ends("ies") { return word.dropping(1) }
        return replaced(word, StemRules.step1a) { _ in true }
    }

    /// Step 1b: `-eed`, `-ed`, `-ing`, and the repair of what they leave.
    static func participle(_ word: [UInt8]) -> [UInt8] {
        if word.ends("ied") { return word.dropping(word.count == 4 ? 1 : 2) }
        if word.ends("eed") { return measure(word.dropping(3)) > 0 ? word.dropping(1) : word }
        let endings = [2: "ed", 3: "ing"].filter { word.ends($0.value) }
        guard let length = endings.keys.first else { return word }
        let stem = word.dropping(length)
        guard let last = stem.last, consonants(stem).contains(false) else { return word }
        for ending in ["at", "bl", "iz"] where stem.ends(ending) { return stem + [UInt8.e] }
        if endsDoubleConsonant(stem) {
            return "lsz".utf8.contains(last) ? stem : stem.dropping(1)
        }
        return measure(stem) == 1 && endsShort(stem) ? stem + [UInt8.e] : stem
    }

    /// Step 1c: `y` becomes `i` after a consonant that is not the whole stem.
    static func finalY(_ word: [UInt8]) -> [UInt8] {
        guard word.last == .y else { return word }
        let stem = word.dropping(1)
        return stem.count > 1 && consonants(stem).last == true ? stem + [UInt8.i] : word
    }

    /// Step 2: double suffixes to single ones. `-alli` goes first and round again.
    static func doubleSuffix(_ word: [UInt8]) -> [UInt8] {
        if word.ends("alli"), measure(word.dropping(4)) > 0 {
            return doubleSuffix(word.dropping(2))
        }
        let ruled = StemRules.step2.contains { word.ends($0.suffix) }
        if !ruled, word.ends("logi") {
            // The l belongs to the stem here, so that "geology" is treated as "archaeology".
            return measure(word.dropping(3)) > 0 ? word.dropping(1) : word
        }
        return replaced(word, StemRules.step2) { measure($0) > 0 }
    }

    /// Step 5a: final `e`.
    static func finalE(_ word: [UInt8]) -> [UInt8] {
        guard word.last == .e else { return word }
        let stem = word.dropping(1)
        let length = measure(stem)
        return length > 1 || (length == 1 && !endsShort(stem)) ? stem : word
    }

    /// Step 5b: final `ll`.
    static func finalDoubleL(_ word: [UInt8]) -> [UInt8] {
        word.ends("ll") && measure(word.dropping(1)) > 1 ? word.dropping(1) : word
    }

    // MARK: The conditions

    /// A flag per letter, set for consonants: `y` is one at the start and after a vowel.
    static func consonants(_ word: [UInt8]) -> [Bool] {
        var flags: [Bool] = []
        for letter in word {
            if "aeiou".utf8.contains(letter) {
                flags.append(false)
            } else {
                flags.append(letter == .y ? !(flags.last ?? false) : true)
            }
        }
        return flags
    }

    /// Porter's m: how often a vowel is followed by a consonant.
    static func measure(_ stem: [UInt8]) -> Int {
        let flags = consonants(stem)
        return zip(flags, flags.dropFirst()).count { !$0 && $1 }
    }

    static func endsDoubleConsonant(_ word: [UInt8]) -> Bool {
        word.count >= 2 && word[word.count - 1] == word[word.count - 2]
            && consonants(word).last == true
    }

    /// Porter's *o, consonant-vowel-consonant at the end; NLTK adds the two-letter vowel-consonant.
    static func endsShort(_ word: [UInt8]) -> Bool {
        let flags = consonants(word)
        if word.count == 2 { return !flags[0] && flags[1] }
        guard word.count >= 3, let last = word.last else { return false }
        return flags.suffix(3) == [true, false, true] && !"wxy".utf8.contains(last)
    }

    /// The first rule whose suffix matches decides; when its condition fails, nothing changes.
    static func replaced(
        _ word: [UInt8], _ rules: [StemRules.Rule], when allowed: ([UInt8]) -> Bool
    ) -> [UInt8] {
        guard let rule = rules.first(where: { word.ends($0.suffix) }) else { return word }
        let stem = word.dropping(rule.suffix.utf8.count)
        if rule.suffix == "ion", !(stem.ends("s") || stem.ends("t")) { return word }
        return allowed(stem) ? stem + Array(rule.replacement.utf8) : word
    }
}

extension UInt8 {
    fileprivate static let e = UInt8(ascii: "e")
    fileprivate static let i = UInt8(ascii: "i")
    fileprivate static let y = UInt8(ascii: "y")
}

extension [UInt8] {
    fileprivate func ends(_ suffix: String) -> Bool {
        count >= suffix.utf8.count && self.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }
    fileprivate func dropping(_ n: Int) -> [UInt8] { Array(dropLast(n)) }
}

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
