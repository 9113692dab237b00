import Numbers

extension QuestionMaker {
    /// A story of several people, and a question whose answer stands in one of its sentences. A unit is a
    /// sentence.
    ///
    /// No person does the same kind of thing twice, so that "Where did Ada hide the silver?" has one
    /// answer.
    mutating func story(_ units: Int) -> Question {
        var cast = Cast(count: 5, &maker)
        let told = (0..<3).map { number in
            cast.event(of: number, &maker, isAsked: true)
        }
        // The asked scene and those of the demonstrations first: they are the same at every length.
        let scenes = told.map { event in
            Scene(event, others: [], &maker)
        }
        var others: [Scene] = []
        var left = units
        while left > 0 {
            // Long stories have many people.
            if others.count % 4 == 3 { cast.add(&maker) }
            let first = cast.event(of: maker.stream.below(cast.people.count), &maker)
            let second = cast.event(of: first.partner, partner: first.actor, &maker)
            var scene = Scene(first, others: [second], &maker)
            // Only the last scene is shortened, and never changes the ones before.
            scene.sentences = Array(scene.sentences.prefix(left))
            left -= scene.sentences.count
            others.append(scene)
        }
        for shot in scenes.dropFirst() {
            others.insert(shot, at: maker.stream.below(others.count + 1))
        }
        others.insert(scenes[0], at: place(among: others.count))
        let text = others.enumerated().map { number, scene in scene.text(number) }
        func query(_ event: Event) -> String { "Question: \(event.question)" }
        return Question(
            instruction:
                "Read the story and answer the question about it in a few words, as the story has them.",
            shots: told.dropFirst().map { Question.Shot(query: query($0), answer: $0.value) },
            context: text.joined(separator: "\n\n"), query: query(told[0]),
            answers: [told[0].value], depth: depth)
    }
}

/// Something that one person of a story does.
struct Event {
    let actor: Int
    let partner: Int
    /// Holes `{a}`, `{b}` for actor and partner, `{v}` filled.
    let sentence: String
    let question: String
    let value: String
    let names: (a: PersonName, b: PersonName)
}

/// The people of a story, and what each has done already.
struct Cast {
    private(set) var people: [PersonName]
    private var left: [[StoryStock.Act]]
    private let names: [GivenName]

    init(count: Int, _ maker: inout WorldMaker) {
        let given = GivenName.all.shuffled(&maker.stream)
        names = given
        people = given.prefix(count).map { maker.names.person(given: $0, &maker.stream) }
        left = people.map { _ in StoryStock.acts }
    }

    /// Another person; of the first hundred and twenty no two share a given name.
    mutating func add(_ maker: inout WorldMaker) {
        people.append(
            maker.names.person(given: names[people.count % names.count], &maker.stream))
        left.append(StoryStock.acts)
    }

    /// A new act of a person; of another one where that has done everything.
    mutating func event(
        of person: Int, partner: Int? = nil, _ maker: inout WorldMaker, isAsked: Bool = false
    ) -> Event {
        var actor = person
        while left[actor].isEmpty {
            actor = (actor + 1) % people.count
            // More scenes than acts: everyone begins anew, apart from those who are asked about.
            if left.allSatisfy(\.isEmpty) {
                for index in 3..<people.count { left[index] = StoryStock.acts }
            }
        }
        let act = left[actor].remove(at: maker.stream.below(left[actor].count))
        var other = partner ?? maker.stream.below(people.count - 1)
        if partner == nil, other >= actor { other += 1 }
        if other == actor { other = (actor + 1) % people.count }
        let value = maker.text(act.value, isAnswer: isAsked)
        let holes = ["a": people[actor].full, "b": people[other].full]
        return Event(
            actor: actor, partner: other, sentence: Phrase.fill(act.tells, ["v": value]),
            question: Phrase.fill(act.asks, holes), value: value,
            names: (people[actor], people[other]))
    }
}

/// A meeting of two people in a story.
struct Scene {
    var sentences: [String]

    /// Opening, what happens, and prose of the place.
    init(_ event: Event, others: [Event], _ maker: inout WorldMaker) {
        var source = ProseSource(maker.stream.pick(TopicProse.all))
        let holes = ["a": event.names.a.full, "b": event.names.b.full]
        sentences = [
            Phrase.make(maker.stream.pick(StoryStock.meetings), holes, &maker.stream),
            source.sentence(&maker.stream), Self.told(event, &maker.stream),
        ]
        for other in others {
            sentences += [source.sentence(&maker.stream), Self.told(other, &maker.stream)]
        }
        sentences.append(Phrase.make(maker.stream.pick(StoryStock.partings), holes, &maker.stream))
    }

    private static func told(_ event: Event, _ stream: inout SeededGenerator) -> String {
        // The full name in the asked sentence would give it away; both forms occur everywhere.
        let isFull = stream.below(2) == 0
        let table = [
            "a": isFull ? event.names.a.full : event.names.a.given.name,
            "b": isFull ? event.names.b.full : event.names.b.given.name,
        ]
        return Phrase.fill(event.sentence, table)
    }

    /// With a time before its first sentence.
    func text(_ number: Int) -> String {
        let times = StoryStock.times
        let time = number == 0 ? "It began one morning in May:" : times[(number - 1) % times.count]
        return "\(time) " + sentences.joined(separator: " ")
    }
}
