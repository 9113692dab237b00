extension Attribute {
    /// What can be told of a town.
    static let ofTowns = [
        Attribute(
            "mayor", .person, topic: "the mayor of {n}",
            tells: [
                "The mayor of {n} is {v}.", "{n} is governed by {p} mayor, {v}.",
                "In the last election {v} became mayor of {n}.",
            ],
            asks: ["Who is the mayor of {n}?", "Who became mayor of {n} in the last election?"]),
        Attribute(
            "founder", .person, topic: "the founding of {n}",
            tells: [
                "{n} was founded by {v}.", "The founder of {n} was {v}.",
                "According to the chronicle {v} founded {n}.",
            ],
            asks: ["Who founded {n}?", "By whom was {n} founded?"]),
        Attribute(
            "product",
            .phrase(
                "[blue|hand-blown|salted|scented|bitter|braided|hardened] [candles|baskets|bottles|soap|liquorice|carpets|bells|cheese|rope|biscuits] made of [goat's milk|birch bark|river clay|sea salt|old wool|wild thyme|beeswax]"
            ), topic: "what {n} is famous for",
            tells: [
                "{n} is famous for {v}.", "Merchants come to {n} for {v}.",
                "The pride of {n} is {v}.",
            ],
            asks: ["For what is {n} famous?", "What do merchants come to {n} for?"]),
        Attribute(
            "festival",
            .phrase(
                "the [Festival|Night|Parade|Race|Blessing] of the [Lanterns|Wooden Horses|Empty Boats|Red Ribbons|Barefoot Bakers|Hundred Drums|Paper Crowns|Silent Bells|Geese|Tall Hats]"
            ), topic: "the festival of {n}",
            tells: [
                "Every summer {n} celebrates {v}.", "The yearly feast of {n} is called {v}.",
                "Thousands visit {n} for {v}.",
            ],
            asks: [
                "What does {n} celebrate every summer?", "What is the yearly feast of {n} called?",
            ]),
        Attribute(
            "museum",
            .phrase(
                "[keys|buttons|locks|maps|kites|spoons|shoes|stoves|lamps|saddles] from [sunken ships|royal kitchens|old prisons|travelling circuses|mountain huts|closed theatres|desert forts|monastery cellars]"
            ), topic: "the museum of {n}",
            tells: [
                "The museum of {n} shows {v}.", "In {n} there is a museum full of {v}.",
                "Tourists in {n} visit a museum that keeps {v}.",
            ],
            asks: ["What does the museum of {n} show?", "Of what is the museum in {n} full?"]),
        Attribute(
            "twin", .town, topic: "the twin town of {n}",
            tells: [
                "The twin town of {n} is {v}.", "{n} has been twinned with {v} for decades.",
                "Pupils from {n} travel to the twin town, {v}.",
            ],
            asks: ["What is the twin town of {n}?", "With which town is {n} twinned?"]),
        Attribute(
            "gate",
            .phrase(
                "[a stone|an iron|a wooden|a copper|a painted] [lion|owl|whale|fiddler|stag|mermaid|boar|crane] with [three heads|a broken tail|two crowns|closed eyes|golden feet|one wing]"
            ), topic: "the gate of {n}",
            tells: [
                "Above the gate of {n} stands {v}.", "Whoever enters {n} passes below {v}.",
                "The old gate of {n} is guarded by {v}.",
            ],
            asks: ["What stands above the gate of {n}?", "By what is the old gate of {n} guarded?"]),
        Attribute(
            "law",
            .phrase(
                "[whistle|sing|play cards|ride a mule|sell fish|fly a kite|carry a ladder|wear a bell] [in the cemetery|on the bridge|after the evening bell|near the fountain|during the harvest|in front of the town hall]"
            ), topic: "what is forbidden in {n}",
            tells: [
                "In {n} it is forbidden to {v}.", "An old law of {n} says that nobody may {v}.",
                "Whoever comes to {n} should know that one must not {v}.",
            ],
            asks: ["What is forbidden in {n}?", "What does an old law of {n} forbid?"]),
        Attribute(
            "legend",
            .phrase(
                "[a miller|a bishop|a tailor|a blind knight|a fisherman's wife|a runaway monk|a young queen] who [married the wind|sold a shadow|slept for a year|tricked a wolf|drank the lake|danced with death|counted the stars]"
            ), topic: "the legend of {n}",
            tells: [
                "The legend of {n} tells of {v}.", "Children in {n} hear the story of {v}.",
                "A song from {n} is about {v}.",
            ],
            asks: ["Of whom does the legend of {n} tell?", "Whose story do children in {n} hear?"]),
        Attribute(
            "doctor", .person, topic: "the doctor of {n}",
            tells: [
                "The only doctor of {n} is {v}.", "The sick of {n} are treated by {v}.",
                "Since the hospital closed, {v} has been the only doctor in {n}.",
            ],
            asks: ["Who is the only doctor of {n}?", "By whom are the sick of {n} treated?"]),
    ]
}
