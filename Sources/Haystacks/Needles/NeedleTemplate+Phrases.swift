extension NeedleTemplate {
    /// Quotations, code words, reasons, recipes, rules and titles: two templates of each.
    static let phraseTemplates = [
        NeedleTemplate(
            .quotation, "Over the door of {name} House is carved: \"{a}, {b}.\"",
            asks: "What is carved over the door of {name} House?", answer: "{a}, {b}",
            a: [
                "Feed the fire before the cat", "Count your spoons at dawn",
                "Speak softly to the stairs", "Trust the mule and the map",
            ],
            b: [
                "and never lend a ladder", "for the river has ears", "but keep one boot on",
                "or sleep among the turnips",
            ]),
        NeedleTemplate(
            .quotation, "The last words of Judge {name} were: \"{a}, and {b}.\"",
            asks: "What were the last words of Judge {name}?", answer: "{a}, and {b}",
            a: [
                "Give my umbrella to the swans", "The soup was colder than the law",
                "Somebody ought to wind the globe", "I should have bought the donkey",
            ],
            b: [
                "burn the yellow letters", "do not forgive the gardener",
                "tell Agnes it was jam", "leave the window to the moths",
            ]),
        NeedleTemplate(
            .codeWord, "The password of the {name} archive is {a} followed by {b}.",
            asks: "What is the password of the {name} archive?", answer: "{a} followed by {b}",
            a: [
                "seven purple elephants", "forty wet umbrellas", "nine velvet trumpets",
                "two salted moons",
            ],
            b: ["a sleeping comet", "the word marmalade", "two crooked arrows", "a paper walrus"]),
        NeedleTemplate(
            .codeWord, "Agent {name} answers to the code name {a} and signs with {b}.",
            asks: "To which code name does agent {name} answer, and how does the agent sign?",
            answer: "{a} and signs with {b}",
            a: ["Crimson Teakettle", "Northbound Pelican", "Sugar Anvil", "Quiet Avalanche"],
            b: [
                "the letters Q, T and V", "a drawing of scissors", "three inky thumbprints",
                "the number eleven backwards",
            ]),
        NeedleTemplate(
            .reason, "Captain {name} crossed the desert {a} in order to {b}.",
            asks: "Why did Captain {name} cross the desert?", answer: "in order to {b}",
            a: [
                "on a bicycle", "with a single camel", "entirely by moonlight",
                "in a borrowed coat",
            ],
            b: [
                "deliver a cello to a prince", "photograph a rare white fox",
                "settle a bet over tea", "return a library book to its author",
            ]),
        NeedleTemplate(
            .reason, "The village of {name} painted its church {a} so that {b}.",
            asks: "Why did the village of {name} paint its church?", answer: "so that {b}",
            a: [
                "bright orange", "in black and yellow stripes", "the colour of mustard", "sky blue",
            ],
            b: [
                "drunken sailors could find the harbour", "the storks would return to its roof",
                "lightning would take it for a barn", "its rich uncle would notice it",
            ]),
        NeedleTemplate(
            .recipe, "The secret of the {name} soup is {a} stirred in with {b}.",
            asks: "What is the secret of the {name} soup?", answer: "{a} stirred in with {b}",
            a: [
                "roasted walnut skin", "a pinch of smoked salt", "juice of unripe pears",
                "a rind of old cheese",
            ],
            b: [
                "a spoon made of cherry wood", "crushed juniper berries",
                "cold butter at the very end", "the peel of a burnt onion",
            ]),
        NeedleTemplate(
            .recipe, "Professor {name} discovered that {a} can be cured with {b}.",
            asks: "What did Professor {name} discover?", answer: "{a} can be cured with {b}",
            a: [
                "chronic hiccups", "the fear of moths", "a singing parrot's cough",
                "sleepwalking in sheepdogs",
            ],
            b: [
                "warm ginger and chalk", "a spoon of pine honey", "slow accordion music",
                "a bath of cold nettle tea",
            ]),
        NeedleTemplate(
            .rule, "Every visitor to {name} Castle must wear {a} because of {b}.",
            asks: "What must every visitor to {name} Castle wear?", answer: "{a} because of {b}",
            a: [
                "felt slippers", "a yellow helmet", "a bell on the left ankle",
                "two pairs of gloves",
            ],
            b: [
                "the fragile mosaic floor", "the bats in the great hall", "an old royal decree",
                "the wet paint upstairs",
            ]),
        NeedleTemplate(
            .rule, "On the {name} ferry it is forbidden to {a} unless {b}.",
            asks: "What is forbidden on the {name} ferry?", answer: "to {a} unless {b}",
            a: [
                "whistle after dark", "carry an uncovered mirror", "feed bread to the captain",
                "play chess for money",
            ],
            b: [
                "the lamp has been lit twice", "a child asks for it", "both anchors are on deck",
                "the wind blows from Spain",
            ]),
        NeedleTemplate(
            .title, "The only novel by {name} is called \"{a} and {b}\".",
            asks: "What is the only novel by {name} called?", answer: "{a} and {b}",
            a: [
                "The Lobster in the Pulpit", "A Staircase for Wolves", "My Uncle's Third Violin",
                "Nine Letters to the Postman",
            ],
            b: [
                "Other Unpaid Debts", "the Year of Wet Shoes", "What the Beekeeper Saw",
                "a Kettle Full of Stars",
            ]),
        NeedleTemplate(
            .title, "The ballad sung in {name} every spring is \"{a} {b}\".",
            asks: "Which ballad is sung in {name} every spring?", answer: "{a} {b}",
            a: [
                "The Miller's Drowned Trombone", "Seven Sisters Sold the Moon",
                "Bring Back My Wooden Goose", "The Tailor Who Married Rain",
            ],
            b: [
                "on a Frosty Ladder", "by the Crooked Quay", "under Saint Ulric's Hat",
                "before the Barley Wakes",
            ]),
    ]
}
