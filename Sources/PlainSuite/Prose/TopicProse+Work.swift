extension TopicProse {
    /// Workshop, kitchen, library and concert hall.
    static let workTopics = [
        TopicProse(
            "the workshop",
            [
                "Tools hang on the wall in the order of their [size|age], and each has its [outline|nail].",
                "The bench stands below the [window|lamp], because fine work needs [good light|steady hands].",
                "Wood is stored for [years|two winters] before it is cut, otherwise it [warps|cracks].",
                "Apprentices begin by [sweeping the floor|sharpening blades] and are allowed to [saw|plane] after some months.",
                "The smell of [glue|varnish|fresh shavings] stays in the clothes for days.",
                "Every piece is [measured|checked] twice, for mistakes are [expensive|hard to hide].",
                "A radio plays [softly|old songs], but it is switched off when the [machine runs|master is thinking].",
                "Customers bring broken [chairs|toys|frames] and ask whether they [can be saved|are worth the trouble].",
                "At noon the [kettle boils|hammers rest], and the talk turns to [football|prices|the neighbours].",
                "Orders are written in a thick book, whose first pages nobody [can read|has turned for years].",
            ]),
        TopicProse(
            "the kitchen",
            [
                "The dough rests [overnight|under a cloth] and doubles its size before it is [shaped|baked].",
                "Good stock needs [bones|time|patience], a few [carrots|onions], and a low flame.",
                "Knives are sharpened [on Mondays|before every service], and no one lends [them|a favourite one].",
                "Salt is added [at the end|in small pinches], since one can never take it [back|out].",
                "The oven is [moody|hotter on the left], so trays have to be turned [halfway|with care].",
                "Recipes are learned by [watching|doing], and the best ones were never [written down|weighed].",
                "Leftovers become [soup|a pie|breakfast], and nothing is thrown [away|out] without a good reason.",
                "When guests arrive early, there is always [bread|a bowl of nuts|something pickled].",
                "The cook tastes with [a wooden spoon|closed eyes] and says [little|nothing at all].",
                "In the end the [tables|copper pans] are scrubbed until they [shine|look new].",
            ]),
        TopicProse(
            "the library",
            [
                "The reading room opens at [nine|ten], and the best seats are [near the windows|taken at once].",
                "Books are ordered on [slips of paper|small cards] and arrive [within the hour|on a trolley].",
                "Silence is the rule, but [chairs creak|pages rustle|someone always coughs].",
                "The oldest volumes lie in a [locked case|cool cellar] and may only be touched with [clean hands|gloves].",
                "A catalogue of [drawers|thick folders] tells where everything is, or [ought to be|once was].",
                "Students come before [examinations|the holidays] and fall asleep over [footnotes|dictionaries].",
                "Donations are accepted, though most are [novels|guidebooks] that are there [already|three times].",
                "The binding is repaired by [hand|a specialist], with [linen thread|thin leather].",
                "Late returns cost a [small fee|frown], and some books come back after [decades|a whole generation].",
                "On rainy days the [newspapers|warm corners] attract readers who [have time|want company].",
            ]),
        TopicProse(
            "the concert hall",
            [
                "The orchestra tunes to a single [note|oboe], and the [noise|muddle] turns into order.",
                "The acoustics are best in the [middle|upper] rows, where the tickets are [cheap|soon gone].",
                "A programme lists the [pieces|movements], but few people [read it|keep it].",
                "The conductor asked for [more silence|less brass|a softer ending] and was obeyed [at once|in the end].",
                "Critics praised the [strings|slow part] and were silent about the [horns|finale].",
                "Between two pieces the audience [coughs|stretches|whispers], as if it had waited for it.",
                "The grand piano is moved by [four men|a team] and tuned [on the same day|shortly before].",
                "Young players sit behind [older ones|their teachers] and watch how the [pages are turned|bows move].",
                "Encores are [short|cheerful] and often better [known|played] than the rest.",
                "Afterwards people stand [outside|on the steps] and hum what they [remember|heard last].",
            ]),
    ]
}
