extension Attribute {
    /// What can be told of a firm.
    static let ofFirms = [
        Attribute(
            "founder", .person, topic: "the founding of {n}",
            tells: [
                "{n} was founded by {v}.", "The founder of {n} was {v}.",
                "It was {v} who founded {n}.",
            ],
            asks: ["Who founded {n}?", "By whom was {n} founded?"]),
        Attribute(
            "director", .person, topic: "the director of {n}",
            tells: [
                "The director of {n} is {v}.", "{n} is led by {v}.",
                "Last year {v} took over as director of {n}.",
            ],
            asks: ["Who is the director of {n}?", "By whom is {n} led?"]),
        Attribute(
            "seat", .town, topic: "the seat of {n}",
            tells: [
                "{n} has {p} seat in {v}.", "The main office of {n} stands in {v}.",
                "{n} pays {p} taxes in {v}, where it has its seat.",
            ],
            asks: [
                "In which town does {n} have its seat?", "Where does the main office of {n} stand?",
            ]),
        Attribute(
            "product",
            .phrase(
                "[folding|heated|silent|striped|transparent|left-handed|portable] [deck chairs|tea kettles|violin cases|bicycle lamps|snow shoes|window blinds|chess clocks|bread knives|sewing machines|suitcases]"
            ), topic: "what {n} makes",
            tells: [
                "{n} makes {v}.", "The catalogue of {n} offers nothing but {v}.",
                "Customers know {n} for {p} {v}.",
            ],
            asks: ["What does {n} make?", "What does the catalogue of {n} offer?"]),
        Attribute(
            "customer",
            .phrase(
                "[a travelling|a royal|a bankrupt|an island|a mountain|a floating|a children's] [circus|orchestra|hospital|theatre|navy|monastery|railway|library|hotel|zoo]"
            ), topic: "the first customer of {n}",
            tells: [
                "The first customer of {n} was {v}.",
                "The first order that {n} received came from {v}.",
                "{n} owes {p} start to an order from {v}.",
            ],
            asks: [
                "Who was the first customer of {n}?", "From whom did the first order of {n} come?",
            ]),
        Attribute(
            "emblem",
            .phrase(
                "[a green|a sleeping|a flying|a two-headed|a smiling|a wooden|a crowned] [heron|anchor|elephant|teapot|fox|wheel|pelican|hammer|hare|beetle] on [a red|a black|a yellow|a checkered] field"
            ), topic: "the emblem of {n}",
            tells: [
                "The emblem of {n} is {v}.", "Every parcel from {n} bears the sign of {v}.",
                "{n} uses the picture of {v} as {p} emblem.",
            ],
            asks: ["What is the emblem of {n}?", "Which sign does every parcel from {n} bear?"]),
        Attribute(
            "motto",
            .phrase(
                "[Slowly|Twice|Together|Without noise|Before dawn|Always|By hand] and with [good glue|warm hands|a clear bill|sharp eyes|clean boots|honest weights|cold tea]"
            ), topic: "the motto of {n}",
            tells: [
                "The motto of {n} is \"{v}\".",
                "Over the entrance of {n} stands the motto \"{v}\".",
                "\"{v}\" is the motto that {n} prints on every bill.",
            ],
            asks: ["What is the motto of {n}?", "Which motto does {n} print on every bill?"]),
        Attribute(
            "rule",
            .phrase(
                "[felt slippers|green aprons|paper hats|two watches|silk gloves|wooden clogs|bow ties] [on Mondays|in the cellar|during the first year|after lunch|near the machines|when it rains]"
            ), topic: "what is worn at {n}",
            tells: [
                "The staff of {n} has to wear {v}.", "A rule at {n} asks everybody to wear {v}.",
                "Whoever works for {n} must wear {v}.",
            ],
            asks: ["What does the staff of {n} have to wear?", "What must everybody at {n} wear?"]),
        Attribute(
            "building",
            .phrase(
                "[a former|a rebuilt|an unfinished|a flooded|a haunted|a listed] [brewery|monastery|railway station|swimming bath|slaughterhouse|opera house|windmill|prison|cinema|observatory]"
            ), topic: "the building of {n}",
            tells: [
                "The workshops of {n} are in {v}.", "{n} works in {v}.",
                "For lack of money {n} moved into {v}.",
            ],
            asks: [
                "In what building are the workshops of {n}?", "Into what building did {n} move?",
            ]),
        Attribute(
            "rival", .person, topic: "the rival of {n}",
            tells: [
                "The fiercest rival of {n} is {v}.", "{n} has lost many orders to {v}.",
                "In the trade {v} counts as the great rival of {n}.",
            ],
            asks: ["Who is the fiercest rival of {n}?", "To whom has {n} lost many orders?"]),
    ]
}
