extension QuestionMaker {
    /// Classification by many examples (HELMET's many-shot in-context learning): sentences of six subjects,
    /// each of which has a label without meaning, drawn anew for every question. A unit is a sentence.
    mutating func labels(_ units: Int, _ stock: [String]) -> Question {
        let classes = LabelStock.subjects.shuffled(&maker.stream).prefix(Self.subjects)
        let labels = stock.shuffled(&maker.stream).prefix(Self.subjects)
        let named = Array(zip(classes, labels))
        let asked = named[maker.stream.below(named.count)]
        let query = sentence(asked.0)
        var items: [String] = []
        // Rounds with one sentence of each subject, so that labels are balanced.
        while items.count < 2 * Self.subjects + units {
            for (subject, label) in named.shuffled(&maker.stream) {
                items.append("\(sentence(subject))\n\(PlainTask.numberLabels.cue) \(label)")
            }
        }
        return Question(
            instruction:
                "Each text has the label of its subject. Learn the labels from the examples and give the label of the last text, in the form \"label: X\".",
            context: items.prefix(2 * Self.subjects + units).joined(separator: "\n\n"),
            query: query, answers: [asked.1], chance: 1 / Double(Self.subjects))
    }

    static let subjects = 6

    private mutating func sentence(_ patterns: [String]) -> String {
        Phrase.capital(
            Phrase.make(
                maker.stream.pick(patterns),
                ["n": maker.entity(.person).name, "t": maker.names.town(&maker.stream)],
                &maker.stream))
    }
}

/// Labels and subjects of the classification tasks.
enum LabelStock {
    static let numbers = (0..<10).map { "\($0)" }

    static let words = [
        "apple", "anchor", "copper", "violet", "tiger", "pencil", "candle", "saddle", "mirror",
        "thunder", "ladder", "button",
    ]

    /// Sentences of a subject each; `{n}` is a person, `{t}` a town.
    static let subjects = [
        [  // the weather
            "In {t} it has [rained|snowed|hailed] since [Monday|Tuesday|the weekend], writes {n}.",
            "{n} wonders whether the [fog|storm|frost] near {t} will last.",
            "A [warm|cold|dry] wind is expected in {t} [tonight|tomorrow], says {n}.",
            "{n} saw [lightning|dark clouds|a rainbow] over {t}.",
        ],
        [  // food
            "{n} cooked [lentil soup|a mushroom stew|rice with peas] for the guests from {t}.",
            "The bakery in {t} sells [rye bread|cinnamon rolls|apple pie], says {n}.",
            "{n} forgot to add [salt|sugar|yeast] to the [dough|sauce|broth].",
            "In {t} people eat [fried fish|dumplings|pancakes] for [breakfast|supper], according to {n}.",
        ],
        [  // travel
            "{n} booked a [ferry|night train|bus] to {t}.",
            "The [flight|train] of {n} to {t} was [cancelled|delayed by three hours].",
            "At the [border|station] of {t} {n} had to show a [passport|ticket].",
            "{n} lost a [suitcase|backpack] on the way to {t}.",
        ],
        [  // money
            "{n} asked the bank in {t} for a [loan|new account].",
            "The [rent|price of a flat] in {t} has [risen|fallen] again, complains {n}.",
            "{n} paid the [bill|tax] in {t} [too late|twice].",
            "{n} saved [coins|half of the wages] to [repay a debt|buy shares] in {t}.",
        ],
        [  // health
            "{n} has a [fever|sore throat|broken toe] and saw a doctor in {t}.",
            "The [pharmacy|hospital] in {t} gave {n} [a bandage|pills against the pain].",
            "After the [operation|accident] {n} rests in a clinic near {t}.",
            "{n} suffers from [headaches|a cough] since the stay in {t}.",
        ],
        [  // music
            "{n} sang [a ballad|two songs] at the [concert|choir evening] in {t}.",
            "The [orchestra|brass band] of {t} rehearses with {n} on Fridays.",
            "{n} bought [a violin|an old piano|a flute] from a shop in {t}.",
            "The [melody|rhythm] of the new song by {n} is known all over {t}.",
        ],
        [  // sport
            "{n} won the [swimming|running|cycling] race in {t}.",
            "The [football|hockey] team of {t} lost, and {n} missed a penalty.",
            "{n} trains for the [marathon|championship] in {t}.",
            "The referee in {t} sent {n} off the field [in the second half|after a foul].",
        ],
        [  // gardening
            "{n} planted [tulips|carrots|rose bushes] behind the house in {t}.",
            "The [lawn|hedge] of {n} in {t} has to be [watered|cut].",
            "{n} collects [seeds|compost] for the flower beds in {t}.",
            "In {t} the [tomatoes|cherries] of {n} are ripe already.",
        ],
        [  // school
            "{n} failed the [history|chemistry] exam in {t}.",
            "The pupils of {n} in {t} have [homework|a new timetable].",
            "{n} teaches [geometry|spelling] at a school in {t}.",
            "In the classroom of {n} in {t} hangs a [blackboard|map].",
        ],
        [  // computers
            "{n} forgot the password of the computer in {t}.",
            "The [software|server] of the office in {t} crashed, reports {n}.",
            "{n} repairs [keyboards|printers and screens] in {t}.",
            "After the [update|download] the laptop of {n} no longer starts in {t}.",
        ],
    ]
}
