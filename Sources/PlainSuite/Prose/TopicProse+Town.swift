extension TopicProse {
    /// Market, school, theatre and railway.
    static let townTopics = [
        TopicProse(
            "the market",
            [
                "The stalls are put up [before sunrise|in the dark|long before breakfast], and the first customers [wait already|come with empty bags|are in a hurry].",
                "[Fish|Soft cheese|Smoked ham|Fresh bread] [sells|goes] quickest when the [morning|air] is [cold|dry|clear].",
                "Nobody pays the price that is written on the [board|slate|paper], [for bargaining is half the pleasure|since everyone likes to argue a little].",
                "By [noon|two o'clock] the [square|street] is swept, and only a few [cabbage leaves|straws|crates] tell what happened there.",
                "An [old|elderly] woman has sold [eggs|herbs|flowers] at the same corner [for as long as anyone remembers|since she was a girl].",
                "When it rains, the traders [pull their canvas lower|move closer together|tell each other stories] and wait.",
                "Children are sent with a [list|coin|basket] and come back with [less change than expected|the wrong kind of apples|sticky fingers].",
                "The scales are checked [once a year|every spring] by a man who [never smiles|writes everything down twice].",
                "On [holidays|warm evenings] a [small band|fiddler|pair of singers] plays near the [pump|steps|bank].",
                "Those who come late find [bruised pears|yesterday's rolls|wilted lettuce] at half the price.",
            ]),
        TopicProse(
            "the school",
            [
                "Lessons begin at [eight|half past eight], and the [bell|whistle] can be heard [as far as the mill|three streets away].",
                "The [youngest|smallest] pupils sit in front, where the [stove|window] keeps them [warm|awake].",
                "A map of the [world|continent] hangs on the wall, [though its colours have faded|with a tear in one corner].",
                "Reading is taught with [short verses|old newspapers|picture cards], and sums with [beans|wooden sticks|pebbles].",
                "In the break the [yard|garden] is full of [noise|running feet|laughter], and in winter of [snowballs|slides].",
                "The teachers meet on [Thursday|Friday] afternoon and [drink weak coffee|talk about the timetable|mark exercises].",
                "A new [roof|floor|piano] has been promised [every year|since the last inspection], but there is never enough money.",
                "At the end of term the parents come and [admire the drawings|listen to the choir|sit on chairs that are too low].",
                "Whoever forgets the homework [stays an hour longer|waters the plants|cleans the blackboard].",
                "The library consists of [two shelves|a single cupboard], and every book in it has been [read|mended] many times.",
            ]),
        TopicProse(
            "the theatre",
            [
                "Rehearsals go on until [late|nearly midnight], because the actors have other work [during the day|in the daytime].",
                "The curtain is made of [heavy|dark] cloth and [smells of dust|has been mended a dozen times].",
                "Tickets are sold from a [window|booth] beside the [stairs|main door], and the queue is [long|patient|cheerful].",
                "The scenery is painted on [old sheets|thin boards], so a [garden|palace|forest] has to be carried with care.",
                "During the interval people [eat oranges|talk about the weather|compare their seats].",
                "A prompter sits [below the stage|behind a screen] and [whispers|follows each line with a finger].",
                "Costumes are [borrowed|sewn|altered] by volunteers, who can turn [curtains into gowns|one coat into three].",
                "The critics were [kind|undecided|severe] this season, but the house was [full|almost full] every night.",
                "When the lamps go down, even the [children|latecomers] stop [talking|moving].",
                "The last scene is always [played twice|followed by a song|the one that people remember].",
            ]),
        TopicProse(
            "the railway",
            [
                "The first train leaves [before dawn|at five] and carries [milk cans|workers|newspapers] more than travellers.",
                "The waiting room is [heated|swept] in the morning, and its clock is [three minutes fast|always right].",
                "On the long bridge the engine [slows down|whistles], and passengers [look down at the water|close the windows].",
                "Tickets are punched by a conductor who [knows most of the passengers|has a remark for everyone].",
                "In winter the points [freeze|have to be cleared of snow], and [delays are announced|tea is served] on the platform.",
                "A branch line was planned [long ago|by an earlier government], but only its [embankment|first mile] was ever built.",
                "The luggage van holds [bicycles|crates of hens|trunks], all of them [carefully labelled|tied with string].",
                "Signals are lit at [dusk|nightfall] and can be seen [across the fields|from the hills].",
                "Some people come to the station only to [watch the trains|hear the news|post a letter].",
                "The restaurant car offers [soup|sandwiches|stewed apples] and a view of [meadows|chimneys|the river].",
            ]),
    ]
}
