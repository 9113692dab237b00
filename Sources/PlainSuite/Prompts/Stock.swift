/// What instructions are about. Entries may have choices, see ``Phrase``.
enum Stock {
    static let explanations = [
        "how a bicycle stays upright", "why bread rises", "how a lock and its key work",
        "why the sky turns red in the evening", "how soap removes grease", "what a rainbow is",
        "how a library is organised", "why leaves fall in autumn",
        "how a refrigerator keeps food cold",
        "what inflation means", "how bees find their way home", "why ice floats on water",
        "how an election works", "what a mortgage is", "how paper is made", "why we dream",
        "how a sailing boat can go against the wind", "what a prime number is",
        "how a vaccine protects people", "why metal feels colder than wood",
        "how a piano makes sound",
        "what an algorithm is", "how mountains come into being", "why the tides change",
        "how a map can be flat although the earth is round", "what compound interest does",
        "how yeast differs from baking powder", "why cities have more traffic in the morning",
        "how glasses correct bad eyesight", "what the difference between weather and climate is",
        "how a telephone carries a voice", "why cats purr", "how recycling of glass works",
        "what a metaphor is", "how clouds form", "why salt melts ice on roads",
        "how a steam engine works", "what a budget is good for", "how stars differ from planets",
        "why some people are left-handed",
    ]

    static let lists = [
        "things to pack for a hike", "ways to save water at home", "games for a rainy afternoon",
        "vegetables that grow in the shade", "tools that every household needs",
        "polite ways to refuse an invitation", "uses for an empty jar",
        "reasons to learn a language",
        "jobs that are done at night", "animals that sleep in winter", "ingredients of a good soup",
        "questions for a job interview", "sports that need no equipment",
        "mistakes that beginners make when they paint a wall", "words that describe a stormy sea",
        "things that can be repaired with thread", "habits of good listeners",
        "signs that a plant needs water", "presents that cost nothing",
        "inventions from before 1900",
        "rules for a shared kitchen", "ways to greet a new neighbour",
        "musical instruments with strings",
        "topics for small talk", "things that float", "breakfasts that need no cooking",
        "ways to fall asleep faster", "duties of a town mayor", "kinds of bridges",
        "stretches for people who sit all day",
    ]

    static let comparisons = [
        "trains and buses", "tea and coffee", "living in a village and living in a city",
        "paper books and electronic books", "dogs and cats as pets", "renting and buying a flat",
        "wood and steel as building materials", "learning alone and learning in a group",
        "gas stoves and electric stoves", "summer holidays and winter holidays",
        "letters and phone calls", "wool and cotton", "working at home and working in an office",
        "bicycles and scooters", "museums and theatres", "candles and lamps",
        "fresh and frozen vegetables", "small classes and large classes", "rivers and canals",
        "radio and television", "oil paint and water colours", "cash and cards",
        "chess and card games", "walking and running", "rice and potatoes",
    ]

    static let plans = [
        "a picnic for [six|ten|twenty] people", "a birthday party for a [child|grandmother]",
        "moving to a new flat", "a weekend in the mountains", "a small vegetable garden",
        "a school play", "learning to [swim|knit|play the guitar] in three months",
        "a flea market in our street", "painting a room", "a day without electricity",
        "a family reunion", "a walk through an old town", "training for a run of ten kilometres",
        "a dinner with [three|four] courses", "cleaning the cellar", "a study week before an exam",
        "a reading club", "a trip by train with two small children", "a garden concert",
        "the opening of a small bakery",
    ]

    static let ideas = [
        "a rainy Sunday", "names for a [bakery|bookshop|rowing club]",
        "a present for a retiring teacher",
        "a short film without words", "decorating a bare wall", "using up stale bread",
        "a science project at school", "the title of a detective novel",
        "raising money for a playground",
        "a board game about [trade|gardens|mountains]", "making a waiting room friendlier",
        "a slogan for a repair shop", "a museum for children", "the first sentence of a novel",
        "an advent calendar", "keeping pigeons off a balcony", "a neighbourhood newspaper",
        "new uses for old [umbrellas|bicycles|telephone boxes]", "a costume made of cardboard",
        "a podcast about everyday objects",
    ]

    static let troubles = [
        "My neighbour plays the [trumpet|drums|piano] late at night.",
        "I forget the names of people that I meet.", "My tomato plants have yellow leaves.",
        "I was given a present that I do not like.",
        "My [son|daughter] does not want to do homework.",
        "I am afraid of speaking in front of people.", "My bread never rises.",
        "I have to choose between two jobs.", "My flatmate never washes the dishes.",
        "I spend too much money on small things.", "I cannot sleep before important days.",
        "My best friend has stopped answering my messages.", "The key broke off in the lock.",
        "I want to read more, but I get tired at once.", "My cat scratches the sofa.",
        "I lent a colleague money and never got it back.",
        "I have moved to a town where I know nobody.",
        "My bicycle makes a grinding noise.", "I am always late in the morning.",
        "My grandmother wants to learn how to use a computer.",
    ]

    static let poems = [
        "an old ferry", "the first snow", "a lost glove", "a [lighthouse|windmill|bridge] at night",
        "a kitchen in the morning", "two [crows|cats|snails] on a wall",
        "a letter that never arrived",
        "rain on a tin roof", "a clock that runs backwards", "moving house", "a grandfather's coat",
        "the last train", "an empty playground", "a [blue|cracked|chipped] cup", "friendship",
        "a walk in fog", "the smell of bread", "a sleeping town", "a stubborn donkey",
        "the end of summer",
    ]

    static let roles = [
        "a patient teacher of mathematics", "a tour guide in an old castle",
        "a ship's cook with forty years at sea", "a detective who distrusts everyone",
        "a friendly librarian", "a grumpy clockmaker", "a doctor in a small village",
        "the mayor of a flooded town", "a robot that has just been switched on",
        "a gardener who talks to roses", "a judge in a cooking contest", "a pirate who hates water",
        "an astronaut on the way home", "a travelling salesman", "a wise old tortoise",
    ]

    static let requests = [
        "Introduce yourself and tell what you did yesterday.",
        "A child asks you what courage is. Answer.",
        "Give your opinion on [umbrellas|alarm clocks|long speeches].",
        "Someone has lost a [ring|dog|suitcase]; ask three questions that help to find it.",
        "Complain about the weather in your own way.", "Explain why you like your work.",
        "Recommend a book that does not exist and say why.", "Tell a visitor what to avoid here.",
        "Apologise for being late, with a good excuse.", "Say what you would change if you could.",
        "Describe the strangest person you ever met.", "Write the first page of your diary.",
    ]

    static let reasons = [
        "to apologise for a broken window", "to ask for a day off", "to cancel an order of chairs",
        "to thank for the help during the move", "to invite to a small exhibition",
        "to complain about a noisy heating", "to ask for the way to the station",
        "to recommend a former apprentice", "to return a borrowed ladder",
        "to ask for a quotation for new windows", "to congratulate on a prize",
        "to report a mistake in a bill", "to decline an offer kindly",
        "to propose a common walk on Sunday", "to ask about a lost parcel",
    ]

    static let things = [
        "a silver whistle", "an unsigned painting", "a map with a hole in it",
        "a box of old letters",
        "a talking parrot", "a key without a lock", "a very small piano", "a jar of fireflies",
        "a coat with too many pockets", "a compass that points south", "an umbrella full of holes",
        "a cookbook in an unknown script",
    ]

    static let turns = [
        "everything turns out to be a misunderstanding", "nobody gets what was planned",
        "an old enemy helps", "the weather decides", "a child has the best idea",
        "the truth comes out at a dinner", "two strangers become friends",
    ]

    static let goods = [
        "apples", "marbles", "candles", "stamps", "chairs", "eggs", "books", "buttons", "cups",
        "bricks", "tulips", "pencils",
    ]

    static let subjects = [
        "trees", "trains", "the moon", "bridges", "winter", "honey", "maps", "mirrors", "chess",
        "the post office", "umbrellas", "rivers", "bakeries", "clocks", "gardens", "letters",
    ]

    static let programs = [
        "reverses the words of a sentence", "counts how often each letter occurs in a text",
        "finds the largest of [three|ten] numbers", "checks whether a word is a palindrome",
        "sorts a list of names by length", "converts temperatures from Celsius to Fahrenheit",
        "removes duplicates from a list", "computes the average of a list of numbers",
        "prints the multiplication table of a given number", "merges two sorted lists",
        "finds all prime numbers below a limit", "counts the lines of a text file",
        "rolls two dice a thousand times and prints the most frequent sum",
        "turns a date such as 2031-04-09 into words",
        "checks whether brackets in a text are balanced",
        "computes the greatest common divisor of two numbers",
        "splits a list into chunks of equal size",
        "finds the longest word of a sentence",
        "encodes a text with a shift of [three|five] letters",
        "adds up the digits of a number", "reads a table with commas and prints its second column",
        "draws a triangle of stars with a given height",
    ]
}
