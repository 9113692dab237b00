/// The time of answers that are still to be written in a batch of rows, by playing it through: an ended
/// row is filled again while any wait, and then the batch runs empty, at fewer tokens a second.
struct AnswerForecast {
    /// Seconds of every step, and of each row in it.
    var parts: (step: Double, row: Double)
    /// Rows at once at most.
    var slots: Int

    /// - Parameters:
    ///   - running: tokens that the answers under way still get.
    ///   - waiting: tokens of those that have no row yet, in their order.
    func seconds(running: [Int] = [], waiting: [Int]) -> Double {
        var ends = running
        var next = waiting.startIndex
        var (step, time) = (0, 0.0)
        while true {
            while ends.count < max(slots, 1), next < waiting.endIndex {
                ends.append(step + waiting[next])
                next += 1
            }
            guard let first = ends.min() else { return time }
            time += Double(max(0, first - step)) * (parts.step + parts.row * Double(ends.count))
            step = max(step, first)
            ends.removeAll { $0 <= step }
        }
    }
}
