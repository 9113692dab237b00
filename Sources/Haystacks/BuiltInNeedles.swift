public import Artifacts
import Numbers

extension Needle {
    /// Needles for use without a needle file: English sentences made from templates.
    ///
    /// Every answer stands literally in its needle, is 5 to 14 words long (a copy worth measuring)
    /// and cannot be guessed without the book. Neighbours in the list come from different
    /// templates, so that even a short prefix is diverse: heads found with few alike needles do
    /// not carry over to others. Equal arguments give equal needles.
    ///
    /// - Parameter count: at least 1; beyond the 48 combinations of template and name it is cut.
    public static func builtIn(count: Int = 12, seed: UInt64 = 0) -> [Needle] {
        let templates = NeedleTemplate.all
        let rounds = NeedleTemplate.names.count / templates.count
        return (0..<min(max(count, 1), templates.count * rounds)).map { index in
            var stream = SeededGenerator.derive(seed, UInt64(index))
            return templates[index % templates.count].needle(
                name: NeedleTemplate.names[index], &stream)
        }
    }
}

/// A needle with holes: `{name}` is a name of its own, `{a}` and `{b}` are drawn from the lists.
struct NeedleTemplate {
    let needle: String
    let question: String
    let answer: String
    let a: [String]
    let b: [String]

    func needle(name: String, _ stream: inout SeededGenerator) -> Needle {
        let first = stream.pick(a)
        let second = stream.pick(b)
        func filled(_ text: String) -> String {
            [("{name}", name), ("{a}", first), ("{b}", second)].reduce(text) {
                // exact: our own words
                $0.replacing($1.0, with: $1.1)
            }
        }
        return Needle(
            needle: filled(needle), question: filled(question), answer: filled(answer))
    }

    static let all = [
        NeedleTemplate(
            needle: "The keeper of the {name} lighthouse hides the spare key {a} behind {b}.",
            question: "Where does the keeper of the {name} lighthouse hide the spare key?",
            answer: "{a} behind {b}",
            a: ["under a blue flowerpot", "inside a hollow log", "in a tin of nails"],
            b: ["the boat shed", "the third beehive", "an upturned barrel"]),
        NeedleTemplate(
            needle: "The password of the {name} archive is {a} followed by {b}.",
            question: "What is the password of the {name} archive?",
            answer: "{a} followed by {b}",
            a: ["seven purple elephants", "forty wet umbrellas", "nine velvet trumpets"],
            b: ["a sleeping comet", "the word marmalade", "two crooked arrows"]),
        NeedleTemplate(
            needle: "Professor {name} discovered that {a} can be cured with {b}.",
            question: "What did Professor {name} discover?",
            answer: "{a} can be cured with {b}",
            a: ["chronic hiccups", "the fear of moths", "a singing parrot's cough"],
            b: ["warm ginger and chalk", "a spoon of pine honey", "slow accordion music"]),
        NeedleTemplate(
            needle: "At the {name} festival the winner receives {a} and {b}.",
            question: "What does the winner receive at the {name} festival?",
            answer: "{a} and {b}",
            a: ["a silver pumpkin", "twelve jars of plum jam", "a hand-carved canoe"],
            b: ["a ride in a balloon", "the right to ring the bell", "a scarf of green wool"]),
        NeedleTemplate(
            needle: "Captain {name} crossed the desert {a} in order to {b}.",
            question: "Why did Captain {name} cross the desert {a}?",
            answer: "in order to {b}",
            a: ["on a bicycle", "with a single camel", "entirely by moonlight"],
            b: [
                "deliver a cello to a prince", "photograph a rare white fox",
                "settle a bet over tea",
            ]),
        NeedleTemplate(
            needle: "The secret of the {name} soup is {a} stirred in with {b}.",
            question: "What is the secret of the {name} soup?",
            answer: "{a} stirred in with {b}",
            a: ["roasted walnut skin", "a pinch of smoked salt", "juice of unripe pears"],
            b: [
                "a spoon made of cherry wood", "crushed juniper berries",
                "cold butter at the very end",
            ]),
        NeedleTemplate(
            needle: "The {name} expedition found {a} buried beneath {b}.",
            question: "What did the {name} expedition find?",
            answer: "{a} buried beneath {b}",
            a: ["a brass telescope", "three sealed amphorae", "the skeleton of a giant turtle"],
            b: ["a frozen waterfall", "the roots of an ancient cedar", "a chapel without windows"]),
        NeedleTemplate(
            needle: "Every visitor to {name} Castle must wear {a} because of {b}.",
            question: "What must every visitor to {name} Castle wear?",
            answer: "{a} because of {b}",
            a: ["felt slippers", "a yellow helmet", "a bell on the left ankle"],
            b: ["the fragile mosaic floor", "the bats in the great hall", "an old royal decree"]),
    ]

    static let names = [
        "Marwick", "Tolvane", "Ostrander", "Brindlemoor", "Quillon", "Hestrava", "Dunmarrow",
        "Velkirk", "Sorrowby", "Antrelle", "Pemberlow", "Kasimira", "Jorvane", "Elmsgate",
        "Wrensford", "Caldera", "Northolme", "Zephrine", "Abernast", "Ravensholt", "Lindqvar",
        "Mistrel", "Fenwarden", "Oakhythe", "Thessaly", "Corvane", "Ullswick", "Bramberg",
        "Ivorsen", "Galantine", "Harrowdale", "Yarrowmere", "Estevane", "Pellworm", "Stannick",
        "Duskwell", "Morrigal", "Tambrook", "Silverne", "Kestrelby", "Anvarra", "Brackmont",
        "Whitlow", "Orsolane", "Farrowden", "Crestholm", "Lorimere", "Nettlebay",
    ]
}
