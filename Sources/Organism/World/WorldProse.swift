import Numbers

/// Sentences that answer no question of the world: filler, and the text of the fluency control.
enum WorldProse {
    /// `The tired miller crossed the valley again.`, 7 to 10 tokens.
    static func sentence(_ stream: inout SeededGenerator) -> String {
        let person = stream.pick(WordLists.people)
        let mood = stream.pick(WordLists.moods)
        let sight = stream.pick(WordLists.sights)
        let time = stream.pick(WordLists.times)
        switch stream.below(5) {
        case 0: return "The \(mood) \(person) \(stream.pick(WordLists.deeds)) the \(sight) \(time)."
        case 1: return "There was \(stream.pick(WordLists.weathers)) over the \(sight) \(time)."
        case 2: return "Every \(person) \(stream.pick(WordLists.deeds)) the \(mood) \(sight)."
        case 3:
            return "The \(sight) was \(mood) when the \(person) came."
        default:
            return "A \(person) and a \(stream.pick(WordLists.people)) were \(mood) \(time)."
        }
    }
}
