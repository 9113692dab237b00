/// What people of a story do, and where.
enum StoryStock {
    struct Act {
        /// A sentence with `{a}`, perhaps `{b}`, and `{v}`.
        let tells: String
        /// A question with `{a}` and perhaps `{b}`.
        let asks: String
        /// A phrase, or nil for a new person.
        let value: String?
    }

    static let acts = [
        Act(
            tells: "{a} had just received a letter from {v}.",
            asks: "From whom did {a} receive a letter?", value: nil),
        Act(
            tells: "In great haste {a} hid the family silver {v}.",
            asks: "Where did {a} hide the family silver?",
            value:
                "[under|behind|inside|on top of] the [third beehive|grain chest|stuffed bear|broken organ|pigeon loft|old loom|coal bin|dovecote]"
        ),
        Act(
            tells: "{a} promised {b} to {v}.", asks: "What did {a} promise to {b}?",
            value:
                "[repaint|sell|repair|insure|clean|return] the [yellow sledge|weather station|beehives|church bell|puppet stage|rain barrel] before [Easter|the harvest|the wedding|winter]"
        ),
        Act(
            tells: "At the auction {a} bought {v}.", asks: "What did {a} buy at the auction?",
            value:
                "[a crate|a drawer|a bundle|a sack] of [wax fruit|glass marbles|army maps|tin soldiers|peacock feathers|piano keys|love letters|fishing flies]"
        ),
        Act(
            tells: "{a} told of a dream about {v}.", asks: "Of what did {a} dream?",
            value:
                "[a burning|a singing|a sinking|a flying|a frozen] [bakery|carousel|lighthouse|cathedral|steamboat|orchard|staircase] full of [bees|snow|clocks|sailors]"
        ),
        Act(
            tells: "In the cellar {a} had found {v}.", asks: "What did {a} find in the cellar?",
            value:
                "[a rusty|a jewelled|a broken|a child's|a wooden] [sabre|crown|typewriter|spinning wheel|accordion|compass|violin bow] [wrapped in sailcloth|under a pile of nets|in a hat box]"
        ),
        Act(
            tells: "As a farewell {a} gave {b} {v}.",
            asks: "What did {a} give to {b} as a farewell?",
            value:
                "[a jar|a tin|a pouch|a basket] of [quince jelly|blue ink|dried mint|tulip bulbs|gingerbread|sealing wax|goose fat|liquorice]"
        ),
        Act(
            tells: "{a} had built a boat and named it {v}.",
            asks: "What name did {a} give to the boat?",
            value:
                "the [Patient|Wandering|Golden|Stubborn|Northern|Quiet|Second] [Nightingale|Dumpling|Countess|Sparrow|Promise|Turnip|Comet]"
        ),
        Act(
            tells: "{a} bet {b} that nobody could {v}.",
            asks: "What did {a} bet that nobody could do?",
            value:
                "[eat|carry|balance|throw] [thirty|forty|fifty|sixty] [plums|bricks|pancakes|horseshoes|pumpkins] [in a minute|over the bridge|with one hand]"
        ),
        Act(
            tells: "{a} had been hired as {v}.", asks: "As what was {a} hired?",
            value:
                "[a night|a deputy|a travelling|an assistant] [chimney sweep|bell ringer|snake keeper|cheese taster|map drawer|lock keeper|wig maker] [at the docks|for the bishop|on a steamer]"
        ),
        Act(
            tells: "From {b} {a} was learning to {v}.", asks: "What did {a} learn from {b}?",
            value:
                "[tame|carve|paint|imitate|photograph] [wild|tiny|wooden|sleeping|white] [falcons|foxes|storks|squirrels|swans|owls]"
        ),
        Act(
            tells: "{a} was looking everywhere for {v}.",
            asks: "For what was {a} looking everywhere?",
            value:
                "[a left|a spare|a missing|a silver] [skate|earring|cufflink|opera glass|roller blade|slipper] with [a green lace|a crack|two initials|a red stone]"
        ),
    ]

    static let times = [
        "The next day", "Two days later", "On the following Sunday", "A week after that",
        "Early one morning", "Towards the end of the month", "Some days later", "One rainy evening",
    ]

    static let meetings = [
        "{a} met {b} [near the mill|at the station|on the ferry|in the reading room|behind the church|at the market].",
        "{a} and {b} [walked to the harbour|sat down in the tea room|waited for the rain to stop|shared a bench in the park] together.",
        "{a} knocked at the door of {b}, who was [at home|glad of the company|about to leave].",
        "{b} was on the way [to the post office|home|to the barber] when {a} [called from across the street|came by on a bicycle].",
    ]

    static let partings = [
        "They parted [as friends|without another word|with a handshake].",
        "Then {b} had to [hurry|go back to work|catch the last tram].",
        "{a} stayed a little longer and [watched the clouds|finished the tea|counted the passing carts].",
        "Neither of them [spoke of it again|knew what to say|noticed how late it was].",
    ]
}

extension WorldMaker {
    /// A phrase, or a new person's name where there is none; never an answer of this prompt.
    mutating func text(_ phrase: String?, isAnswer: Bool) -> String {
        let attribute = Attribute(
            "", phrase.map(Attribute.Value.phrase) ?? .person, topic: "", tells: [], asks: [])
        let value = self.value(attribute)
        if isAnswer { reserve(value) }
        return value
    }
}
