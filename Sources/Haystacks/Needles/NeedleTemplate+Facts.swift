extension NeedleTemplate {
    /// Persons, places, numbers, dates, objects and events: two templates of each.
    static let factTemplates = [
        NeedleTemplate(
            .person, "The last owner of {name} Mill was {a} called {b}.",
            asks: "Who was the last owner of {name} Mill?", answer: "{a} called {b}",
            a: [
                "a retired harpist", "a one-eyed surveyor", "a widowed glovemaker",
                "an exiled botanist",
            ],
            b: ["Ottoline Brask", "Fergus Tillotson", "Imelda Quaye", "Barnaby Voss"]),
        NeedleTemplate(
            .person, "The portrait in the {name} gallery shows {a} beside {b}.",
            asks: "Whom does the portrait in the {name} gallery show?", answer: "{a} beside {b}",
            a: [
                "the botanist Clemence Adair", "the admiral Rufus Oyelaran",
                "the pianist Hedda Strand", "the ferryman Ambrose Kettle",
            ],
            b: [
                "her twin brother", "a smiling tax collector", "two tired nurses",
                "the mayor's aunt",
            ]),
        NeedleTemplate(
            .place, "The keeper of the {name} lighthouse hides the spare key {a} behind {b}.",
            asks: "Where does the keeper of the {name} lighthouse hide the spare key?",
            answer: "{a} behind {b}",
            a: [
                "under a blue flowerpot", "inside a hollow log", "in a tin of nails",
                "beneath a loose slate",
            ],
            b: ["the boat shed", "the third beehive", "an upturned barrel", "the chicken coop"]),
        NeedleTemplate(
            .place, "The well of {name} was dug {a}, {b}.",
            asks: "Where was the well of {name} dug?", answer: "{a}, {b}",
            a: [
                "between two walnut trees", "under the school's bell tower",
                "on the island of herons", "at the foot of the quarry",
            ],
            b: [
                "nine steps from the road", "just inside the north gate",
                "facing the old salt pans", "a stone's throw from the tannery",
            ]),
        NeedleTemplate(
            .number, "The {name} museum keeps {a} and {b} in its cellar.",
            asks: "What does the {name} museum keep in its cellar?", answer: "{a} and {b}",
            a: [
                "forty-one thousand brass buttons", "six hundred and twelve teapots",
                "nineteen hundred pressed ferns", "three hundred and five masks",
            ],
            b: [
                "eighty-eight wooden legs", "seventeen stuffed owls",
                "two hundred and nine keys", "fifty-three broken violins",
            ]),
        NeedleTemplate(
            .number, "The toll at {name} Bridge is {a} for each {b}.",
            asks: "How much is the toll at {name} Bridge?", answer: "{a} for each {b}",
            a: [
                "fourteen pence and a half", "two shillings and ninepence",
                "thirty-seven copper coins", "six silver marks",
            ],
            b: [
                "goose without a ribbon", "barrel taller than a man", "pair of unmatched boots",
                "cart with a squeaking wheel",
            ]),
        NeedleTemplate(
            .date, "The great clock of {name} stopped on {a} {b}.",
            asks: "When did the great clock of {name} stop?", answer: "{a} {b}",
            a: [
                "the second Thursday of March", "the ninth of November",
                "the last Sunday in August",
                "the twenty-third of January",
            ],
            b: [
                "in the year 1847", "at a quarter past four", "a minute before midnight",
                "during the flood of 1903",
            ]),
        NeedleTemplate(
            .date, "The theatre of {name} opens its doors only {a}, {b}.",
            asks: "When does the theatre of {name} open its doors?", answer: "only {a}, {b}",
            a: [
                "on the fifth of October", "every eleventh year", "in the week before Lent",
                "on the longest day",
            ],
            b: [
                "from dusk until ten", "once the geese have gone", "two hours after sunrise",
                "when the tide is lowest",
            ]),
        NeedleTemplate(
            .object, "The {name} expedition found {a} buried beneath {b}.",
            asks: "What did the {name} expedition find?", answer: "{a} buried beneath {b}",
            a: [
                "a brass telescope", "three sealed amphorae", "the skeleton of a giant turtle",
                "a sledge of whale bone",
            ],
            b: [
                "a frozen waterfall", "the roots of an ancient cedar", "a chapel without windows",
                "six feet of ash",
            ]),
        NeedleTemplate(
            .object, "At the {name} festival the winner receives {a} and {b}.",
            asks: "What does the winner receive at the {name} festival?", answer: "{a} and {b}",
            a: [
                "a silver pumpkin", "twelve jars of plum jam", "a hand-carved canoe",
                "a crown of dried thistles",
            ],
            b: [
                "a ride in a balloon", "the right to ring the bell", "a scarf of green wool",
                "a year of free haircuts",
            ]),
        NeedleTemplate(
            .event, "In the night of the {name} storm {a} while {b}.",
            asks: "What happened in the night of the {name} storm?", answer: "{a} while {b}",
            a: [
                "the chapel roof sailed away", "forty goats climbed the tower",
                "the harbour froze solid", "a ship came up the street",
            ],
            b: [
                "the choir kept singing", "the judge played cards", "nobody woke up",
                "the bakers made pies",
            ]),
        NeedleTemplate(
            .event, "The {name} wedding was called off because {a} and {b}.",
            asks: "Why was the {name} wedding called off?", answer: "{a} and {b}",
            a: [
                "the rings were swallowed by a pike", "the bridegroom joined a circus",
                "the cake caught fire", "the priest had lost his voice",
            ],
            b: [
                "the carriage sank in mud", "the guests had gone fishing",
                "the veil was a stolen curtain", "the organ was full of bees",
            ]),
    ]
}
