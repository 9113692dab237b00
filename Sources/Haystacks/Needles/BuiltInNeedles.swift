public import Artifacts
import Numbers

extension Needle {
    /// Needles for use without a needle file: English sentences of the twelve kinds of ``NeedleKind``.
    ///
    /// Every answer stands literally in its needle, is 5 to 14 words long (a copy worth measuring)
    /// and cannot be guessed without the book. The kinds take turns, so that even the first twelve
    /// have one of each: heads found with few alike needles do not carry over to others. Equal
    /// arguments give equal needles; no two of them share a name, and those of one template share
    /// neither half of the answer.
    ///
    /// - Parameter count: at least 1; beyond the 96 that there are it is cut.
    public static func builtIn(count: Int = 12, seed: UInt64 = 0) -> [Needle] {
        (0..<min(max(count, 1), NeedleTemplate.names.count)).map { index in
            let template = NeedleTemplate.at(index)
            // One stream a template: where its lists begin. Each further use takes the next entries.
            let kinds = NeedleKind.allCases.count
            var stream = SeededGenerator.derive(
                seed, UInt64(index % (kinds * NeedleTemplate.perKind)))
            let use = index / (kinds * NeedleTemplate.perKind)
            let first = (stream.below(template.a.count) + use) % template.a.count
            let second = (stream.below(template.b.count) + use) % template.b.count
            return template.needle(
                name: NeedleTemplate.names[index], template.a[first], template.b[second])
        }
    }
}

/// What a built-in needle tells. Kinds differ in the words of their answers: names, number words,
/// months, quoted speech, words without sense, plain phrases.
public enum NeedleKind: String, CaseIterable, Sendable {
    case person, place, number, date, quotation, codeWord, object, reason, recipe, rule, event,
        title
}

/// A needle with holes: `{name}` is a name of its own, `{a}` and `{b}` come from the lists.
struct NeedleTemplate {
    let kind: NeedleKind
    let needle: String
    let question: String
    let answer: String
    let a: [String]
    let b: [String]

    init(
        _ kind: NeedleKind, _ needle: String, asks question: String, answer: String, a: [String],
        b: [String]
    ) {
        self.kind = kind
        self.needle = needle
        self.question = question
        self.answer = answer
        self.a = a
        self.b = b
    }

    func needle(name: String, _ first: String, _ second: String) -> Needle {
        func filled(_ text: String) -> String {
            [("{name}", name), ("{a}", first), ("{b}", second)].reduce(text) {
                // exact: our own words
                $0.replacing($1.0, with: $1.1)
            }
        }
        return Needle(
            needle: filled(needle), question: filled(question), answer: filled(answer))
    }

    /// Templates of each kind.
    static let perKind = 2

    /// The template of the needle at a place of the list: kinds in turn, then their second template.
    static func at(_ index: Int) -> NeedleTemplate {
        let kinds = NeedleKind.allCases
        let ofKind = all.filter { $0.kind == kinds[index % kinds.count] }
        return ofKind[index / kinds.count % perKind]
    }

    static let all = factTemplates + phraseTemplates
}
