extension TopicProse {
    /// Garden, weather, mountains and sea.
    static let countryTopics = [
        TopicProse(
            "the garden",
            [
                "The beds are dug over in [autumn|early spring], when the soil is [soft|neither wet nor dry].",
                "[Beans|Peas|Sweet peas] climb along [strings|sticks|the fence] and have to be tied [twice a week|again and again].",
                "Slugs come out [after rain|at night] and are collected with [a lamp|great patience|a bucket].",
                "The compost heap is turned [every month|with a fork], and it [steams|smells of earth] on cold mornings.",
                "Old roses need [little water|a sheltered wall], but they do not forgive [a late pruning|wet feet].",
                "A [blackbird|robin] follows the spade and waits for [worms|its share].",
                "The greenhouse is [small|made of old windows], yet it is enough for [cucumbers|seedlings|a few tomatoes].",
                "In dry summers water is carried from the [stream|tank], [can by can|early in the day].",
                "Visitors are given a [cutting|bag of seeds|bunch of herbs] when they leave.",
                "The path is covered with [gravel|bark|ashes], so that one can walk there after [a storm|the thaw].",
            ]),
        TopicProse(
            "the weather",
            [
                "A [light|cold|steady] wind blew from the [north|east|west] for most of the [week|month].",
                "The barometer fell [slowly|overnight], and by [morning|evening] the sky was [grey|nearly black].",
                "Fog lay over the [fields|river|valley] until [ten|noon] and then [lifted|thinned out].",
                "The first frost came [earlier|later] than usual and [spoiled the dahlias|covered the windows with patterns].",
                "It is said that [swallows flying low|aching knees|red skies] announce [rain|a change].",
                "After the thunderstorm the air was [fresh|cool], and [puddles|leaves|branches] covered the road.",
                "Snow fell [in large flakes|for two days], and [sledges|shovels] were brought up from the cellar.",
                "The summer was so [hot|dry] that [wells ran low|people slept on their balconies].",
                "A rainbow stood above the [hills|roofs], and everyone [stopped to look|pointed at it].",
                "Records have been kept [for a century|with care], but no [spring|autumn] was quite like this one.",
            ]),
        TopicProse(
            "the mountains",
            [
                "The path begins behind the [last farm|chapel] and climbs [steeply|in wide bends] through the forest.",
                "Above the trees there is only [grass|loose stone|moss], and the wind is [stronger|colder].",
                "A hut offers [bread and cheese|a place by the stove], and guests sleep [under heavy blankets|side by side].",
                "Guides warn of [sudden fog|falling stones|snow bridges], even in [July|good weather].",
                "From the pass one sees [three valleys|a chain of white peaks|the distant plain].",
                "Goats graze on slopes where [no one|hardly anyone] would dare to [walk|stand].",
                "The descent takes [longer than one thinks|half as long], and the knees [remember it|complain].",
                "Maps show a spring near the [ridge|summit], but in [August|dry years] it gives no water.",
                "Climbers start [at night|by starlight], so that the snow is still [hard|firm].",
                "In the evening the rocks turn [pink|golden], and the [bells of the cows|streams] can be heard from below.",
            ]),
        TopicProse(
            "the sea",
            [
                "The boats go out with the [tide|first light] and return when the [holds are full|wind turns].",
                "Nets hang along the [quay|wall] to dry, and [cats|gulls] keep an eye on them.",
                "The water is [calm|green and clear] in the bay, but [rough|dangerous] beyond the rocks.",
                "Old sailors sit on the [bench|steps] and [judge every manoeuvre|speak of worse storms].",
                "At low tide children look for [crabs|shells|bits of glass] between the stones.",
                "The ferry is [late|crowded] on Sundays, and its deck [smells of tar|is always wet].",
                "Letters washed ashore in bottles are [rare|mostly jokes], yet people [open them with care|keep them].",
                "Salt gets into everything, the [hinges|bread|wallpaper] included.",
                "When the foghorn sounds, [dogs answer|nobody sleeps well|lamps are lit].",
                "The swimmers prefer the [southern|sandy] beach, where the current is [weak|harmless].",
            ]),
    ]
}
