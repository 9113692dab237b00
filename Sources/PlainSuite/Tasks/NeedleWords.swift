import Numbers

/// Keys and values of needles. Keys of seeds that differ modulo 64 are different.
enum NeedleWords {
    /// Keys of one seed.
    static var count: Int { all / NameSource.classes }
    private static var all: Int { colours.count * adjectives.count * nouns.count }

    /// The key of a number below `count`.
    static func key(_ seed: UInt64, _ number: Int) -> String {
        let classes = NameSource.classes
        let number = number * classes + Int(seed % UInt64(classes))
        // 7919 is a prime that divides no list, so this runs through all combinations.
        let mixed = number &* 7919 % all
        let (rest, noun) = mixed.quotientAndRemainder(dividingBy: nouns.count)
        let (adjective, colour) = rest.quotientAndRemainder(dividingBy: colours.count)
        return "\(adjectives[adjective])-\(colours[colour])-\(nouns[noun])"
    }

    static func value(_ stream: inout SeededGenerator) -> String {
        "\(stream.pick(verbs))-\(stream.pick(things))"
    }

    // Odd counts, as in `Syllables`.
    static let adjectives = [
        "brave", "calm", "clever", "crooked", "dusty", "eager", "faint", "fancy", "fierce",
        "frozen",
        "gentle", "giant", "hidden", "hollow", "humble", "jolly", "lazy", "lonely", "loud", "lucky",
        "mellow", "nervous", "noble", "odd", "patient", "polite", "proud", "quick", "quiet", "rare",
        "restless", "rusty", "sharp", "shiny", "silent", "sleepy", "smooth", "solemn", "spare",
        "steep", "stern", "strange", "sturdy", "sudden", "tame", "tender", "tiny", "vague", "wild",
        "wise", "young",
    ]
    static let colours = [
        "amber", "azure", "black", "blue", "brown", "copper", "coral", "crimson", "golden", "green",
        "grey", "indigo", "ivory", "lilac", "orange", "pink", "purple", "red", "silver", "white",
        "yellow",
    ]
    static let nouns = [
        "anchor", "arrow", "badge", "barrel", "basket", "beacon", "bell", "blanket", "bottle",
        "bridge", "bucket", "button", "cabin", "candle", "canyon", "carpet", "castle", "chimney",
        "cloud", "comet", "compass", "cradle", "crystal", "dagger", "desert", "diamond", "engine",
        "falcon", "feather", "ferry", "flute", "fountain", "garden", "glacier", "hammer", "harbour",
        "helmet", "island", "jacket", "kettle", "ladder", "lantern", "magnet", "meadow", "mirror",
        "needle", "ocean", "orchard", "paddle", "parrot", "pebble", "pillow", "planet", "pocket",
        "prairie", "puzzle", "rabbit", "ribbon", "rocket", "saddle", "shovel", "signal", "spider",
        "statue", "summit", "temple", "ticket", "tunnel", "turtle", "violin", "wagon", "walnut",
        "whistle", "window", "wizard",
    ]
    private static let verbs = [
        "baking", "bending", "blinking", "borrowing", "chasing", "climbing", "counting", "dancing",
        "digging", "dreaming", "drifting", "folding", "gliding", "guarding", "humming", "juggling",
        "jumping", "knitting", "laughing", "leaning", "marching", "mixing", "paddling", "painting",
        "peeling", "polishing", "racing", "resting", "rowing", "sailing", "singing", "skating",
        "sneezing", "spinning", "stitching", "swimming", "tasting", "waving", "whispering",
        "yawning",
    ]
    private static let things = [
        "acorn", "apron", "banjo", "bison", "cactus", "camel", "carrot", "cherry", "clover",
        "cricket",
        "donkey", "dragon", "fiddle", "giraffe", "goblet", "gorilla", "hamster", "igloo", "jasmine",
        "lemon", "lobster", "mammoth", "mango", "mitten", "monkey", "napkin", "noodle", "otter",
        "oyster", "panther", "peacock", "pepper", "pigeon", "pumpkin", "raisin", "radish", "salmon",
        "sandal", "spinach", "sparrow", "trumpet", "tulip", "vanilla", "waffle", "walrus", "yogurt",
        "zebra",
    ]
}
