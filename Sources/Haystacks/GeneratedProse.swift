import Numbers

/// Plain English sentences about a small town, one after the other from a random stream.
///
/// The sentences mention no name, number or place that a built-in needle asks for, so the needle
/// is the only answer in the book.
enum GeneratedProse {
    static func sentence(_ stream: inout SeededGenerator) -> String {
        // "The {place} was" splits into "The ", "place", " was": every second part is a slot.
        let parts = stream.pick(patterns).split(omittingEmptySubsequences: false) {
            $0 == "{" || $0 == "}"
        }
        var text = ""
        for (index, part) in parts.enumerated() {
            text += index % 2 == 1 ? stream.pick(slots[String(part)] ?? [""]) : String(part)
        }
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    static let patterns = [
        "{time} the {person} {walked} to the {place} and {looked} at the {thing}.",
        "The {place} was {mood} when the {person} arrived, and nobody {spoke} for a while.",
        "{person2} had never cared for the {thing}, but the {person} {spoke} of it often.",
        "It was the kind of {weather} that made the {place} look {mood}.",
        "Did the {person} know why the {place} stayed {mood} all through the {season}?",
        "The {thing} belonged to the {person}, who kept it in good order.",
        "{time} there was {weather} over the {place}, and the {animals} were restless.",
        "People said that the {person} had built the {place} with help from {person2}.",
        "A {thing} stood near the {place}, {mood} and a little worn.",
        "In {season} the {animals} came down to the {place} and stayed until dark.",
        "{person2} {looked} at the {weather} for a long time and then went home.",
        "The {person} {spoke} with {person2} about the price of the {thing}.",
        "Nothing much changed in {season}, except that the {place} grew {mood}.",
        "When the {weather} came, the {person} closed the door of the {place}.",
        "\"The {thing} will do for another year,\" said the {person}.",
        "{time} a letter came for {person2}, and it was {mood} news.",
        "Some of the {animals} slept by the {thing}, others wandered off.",
        "The {person} taught the children how to mend a {thing} without tools.",
        "There were two roads to the {place}, and both were {mood} in {season}.",
        "{person2} asked for bread, and the {person} gave what there was.",
        "Far from the {place}, the {animals} could be heard through the {weather}.",
        "The old {thing} was sold to {person2} after some talk.",
        "No one in the {place} remembered a {season} as {mood} as that one.",
        "{time} the {person} {walked} slowly, counting the windows of the {place}.",
    ]

    static let slots: [String: [String]] = [
        "time": [
            "that morning", "late in the evening", "before breakfast", "once a week",
            "on most days", "after the rain", "toward noon", "as a rule", "some weeks later",
        ],
        "person": [
            "baker", "schoolteacher", "ferryman", "carpenter", "librarian", "miller", "postman",
            "clockmaker", "gardener", "innkeeper", "weaver", "doctor",
        ],
        "person2": [
            "the neighbours", "an old friend", "the younger brother", "a passing merchant",
            "the night watchman", "everyone else", "a quiet stranger", "the two sisters",
        ],
        "place": [
            "market", "river bank", "station", "orchard", "town hall", "workshop", "meadow",
            "bridge", "reading room", "harbour wall", "mill pond", "narrow street",
        ],
        "thing": [
            "wooden cart", "tall clock", "iron stove", "painted sign", "rowing boat", "long bench",
            "leather bag", "copper kettle", "garden fence", "lantern", "weather vane", "ladder",
        ],
        "mood": [
            "quiet", "cheerful", "crowded", "dusty", "peaceful", "gloomy", "bright", "cold",
            "pleasant", "empty", "welcome", "strange",
        ],
        "weather": [
            "a light wind", "steady rain", "thick fog", "soft snow", "heavy clouds",
            "warm sunshine", "a sudden storm", "grey drizzle",
        ],
        "season": ["spring", "early summer", "autumn", "winter", "the wet months", "harvest time"],
        "animals": ["geese", "sheep", "horses", "sparrows", "cats", "goats", "crows", "dogs"],
        "walked": ["walked", "hurried", "went", "wandered", "returned"],
        "looked": ["looked", "glanced", "stared", "smiled"],
        "spoke": ["spoke", "complained", "whispered", "argued", "laughed"],
    ]
}
