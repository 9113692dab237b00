import Numbers

extension ExerciseMaker {
    /// `bears 4. hammers 2.`: every kind of thing has a label for this book only.
    func labels(
        _ budget: Int, _ queries: Int, _ stream: inout SeededGenerator
    ) throws -> Exercise {
        var labels = Array(1...9)
        stream.shuffle(&labels)
        var kinds = Array(WordLists.kinds.indices)
        stream.shuffle(&kinds)
        kinds = Array(kinds.prefix(2 + stream.below(3)))
        func example() -> (thing: String, label: Int) {
            let kind = stream.pick(kinds)
            return (stream.pick(WordLists.kinds[kind]), labels[kind])
        }
        var book: [String] = []
        // The labels in use; a question about one that no example shows has no answer.
        var shown: Set<Int> = []
        var left = budget
        repeat {
            let (thing, label) = example()
            book.append("\(thing) \(label).")
            shown.insert(label)
            left -= try measure(book[book.count - 1])
        } while left > 4
        var asked: [Exercise.Query] = []
        while asked.count < max(1, queries) {
            let (thing, label) = example()
            if shown.contains(label) { asked.append(Exercise.Query("\(thing)?", "\(label)")) }
        }
        return Exercise(book: book, queries: asked)
    }

    /// People go from place to place; where each is follows from their last move.
    func story(
        _ budget: Int, _ queries: Int, sumsUp: Bool, _ stream: inout SeededGenerator
    ) throws -> Exercise {
        let cast = 2 + stream.below(sumsUp ? 2 : 3)
        var people: [String] = []
        while people.count < cast {
            let name = stream.pick(WordLists.names)
            if !people.contains(name) { people.append(name) }
        }
        var places: [String: String] = [:]
        var book: [String] = []
        var left = budget
        // Everybody moves once before anybody moves again.
        while true {
            let isMove = places.count < cast || stream.uniform() < 0.5
            let person = places.count < cast ? people[places.count] : stream.pick(people)
            let place = stream.pick(WordLists.places)
            let sentence =
                isMove ? "\(person) went to the \(place)." : WorldProse.sentence(&stream)
            left -= try measure(sentence)
            guard left >= 0 || places.count < cast else { break }
            if isMove { places[person] = place }
            book.append(sentence)
        }
        if sumsUp {
            let ends = people.map { "\($0) at the \(places[$0] ?? "")" }
            return Exercise(
                book: book,
                queries: [Exercise.Query("Who is where?", ends.joined(separator: " and "))])
        }
        stream.shuffle(&people)
        return Exercise(
            book: book,
            queries: people.prefix(max(1, queries)).map {
                Exercise.Query("Where is \($0)?", places[$0] ?? "")
            })
    }
}
