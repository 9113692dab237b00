extension Attribute {
    /// What can be told of a person.
    static let ofPersons = [
        Attribute(
            "profession",
            .phrase(
                "[a restorer|a maker|an engraver|a painter|a repairer|a seller|an inspector|a designer] of [church organs|glass eyes|tower clocks|theatre wigs|school globes|carnival masks|brass scales|puppet strings|lighthouse lenses|wooden skis|marble stairs|harbour cranes]"
            ), topic: "the profession of {n}",
            tells: [
                "By profession {n} is {v}.", "{n} earns {p} living as {v}.",
                "For many years {n} has worked as {v}.",
            ],
            asks: ["What is the profession of {n}?", "As what does {n} earn a living?"]),
        Attribute(
            "birthplace", .town, topic: "the birthplace of {n}",
            tells: [
                "{n} was born in {v}.", "The birthplace of {n} is {v}.",
                "It was in {v} that {n} came into the world.",
            ],
            asks: ["In which town was {n} born?", "What is the birthplace of {n}?"]),
        Attribute(
            "teacher", .person, topic: "the teacher of {n}",
            tells: [
                "As a student, {n} was taught by {v}.", "The teacher of {n} was {v}.",
                "{n} learned everything from {p} teacher, {v}.",
            ],
            asks: ["Who was the teacher of {n}?", "By whom was {n} taught?"]),
        Attribute(
            "instrument",
            .phrase(
                "[a silver|an old Spanish|a borrowed|a home-made|a badly tuned|a left-handed|a child's|a folding] [trombone|harpsichord|mandolin|cello|bassoon|accordion|zither|clarinet|banjo|harmonium]"
            ), topic: "the instrument that {n} plays",
            tells: [
                "On quiet evenings {n} plays {v}.",
                "{n} is known among neighbours for playing {v}.",
                "The instrument that {n} plays is {v}.",
            ],
            asks: ["What instrument does {n} play?", "What does {n} play in the evening?"]),
        Attribute(
            "pet",
            .phrase(
                "[a lame|a one-eyed|a very fat|a snow-white|an elderly|a talkative|a striped] [goose|tortoise|ferret|parrot|donkey|hedgehog|raven|badger|goat|lizard] [named Pepper|named Duchess|named Button|named Captain|named Pickle|named Thunder|named Biscuit]"
            ), topic: "the animal that {n} keeps",
            tells: [
                "{n} shares {p} house with {v}.", "At home {n} keeps {v}.",
                "The animal that {n} keeps is {v}.",
            ],
            asks: ["What animal does {n} keep?", "With what animal does {n} share a house?"]),
        Attribute(
            "collection",
            .phrase(
                "[broken|foreign|antique|hand-painted|stolen|miniature|rusty|forgotten] [door handles|umbrellas|railway tickets|chess queens|soup ladles|postcards of bridges|thimbles|theatre programmes|bottle corks|weather maps]"
            ), topic: "what {n} collects",
            tells: [
                "{n} has a large collection of {v}.", "Since childhood {n} has collected {v}.",
                "Visitors are always shown the {v} that {n} collects.",
            ],
            asks: ["What does {n} collect?", "Of what does {n} have a large collection?"]),
        Attribute(
            "book",
            .phrase(
                "[The Patient|A Handful of|The Last|Letters to a|The Borrowed|Seven Days with a|In Praise of a|The Invention of the] [Weathercock|Staircase|Lighthouse|Nutcracker|Cartographer|Waterfall|Beekeeper|Armchair|Thunderstorm|Tailor]"
            ), topic: "the book by {n}",
            tells: [
                "{n} wrote a book with the title \"{v}\".", "The only book by {n} is \"{v}\".",
                "With \"{v}\" {n} published a first book.",
            ],
            asks: ["What is the title of the book by {n}?", "Which book did {n} write?"]),
        Attribute(
            "spouse", .person, topic: "the marriage of {n}",
            tells: [
                "{n} is married to {v}.", "{n} and {v} have been married for years.",
                "Some years ago {n} married {v}.",
            ],
            asks: ["To whom is {n} married?", "Whom did {n} marry?"]),
        Attribute(
            "fear",
            .phrase(
                "[spiral|narrow|frozen|moonlit|empty|painted|noisy] [staircases|bridges|aquariums|elevators|corridors|fountains|ballrooms|tunnels|greenhouses|attics]"
            ), topic: "what {n} is afraid of",
            tells: [
                "{n} has always been afraid of {v}.", "Nothing frightens {n} as much as {v}.",
                "It is said that {n} avoids {v} at all costs.",
            ],
            asks: ["What is {n} afraid of?", "What frightens {n} the most?"]),
        Attribute(
            "dish",
            .phrase(
                "[pickled|roasted|stuffed|smoked|candied|grilled|creamed] [plums|parsnips|quails|chestnuts|leeks|trout|pears|beetroot|mushrooms|eggs] with [mustard|juniper|honey|horseradish|walnuts|saffron|burnt sugar]"
            ), topic: "the favourite dish of {n}",
            tells: [
                "The favourite dish of {n} is {v}.", "At every birthday {n} asks for {v}.",
                "{n} would eat {v} every day.",
            ],
            asks: ["What is the favourite dish of {n}?", "Which dish does {n} like best?"]),
        Attribute(
            "invention",
            .phrase(
                "[a folding|a silent|a self-winding|a waterproof|a two-sided|a steam-driven|a pocket-sized] [ladder|piano stool|egg timer|sundial|bookcase|coffee mill|snow plough|music stand|bird cage|typewriter]"
            ), topic: "the invention of {n}",
            tells: [
                "{n} holds the patent for {v}.", "In {p} youth {n} invented {v}.",
                "The best-known invention of {n} is {v}.",
            ],
            asks: ["What did {n} invent?", "For what does {n} hold a patent?"]),
        Attribute(
            "heirloom",
            .phrase(
                "[a cracked|a gilded|a dented|a velvet|an ivory|a carved|an enamel] [snuff box|telescope|samovar|hand mirror|chess board|riding whip|hat pin|inkwell|walking stick|music box]"
            ), topic: "what {n} inherited",
            tells: [
                "From an aunt {n} inherited {v}.", "The inheritance of {n} consisted of {v}.",
                "When the will was read, {n} received {v}.",
            ],
            asks: ["What did {n} inherit?", "What did {n} receive when the will was read?"]),
    ]
}
