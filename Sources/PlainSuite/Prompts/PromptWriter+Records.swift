extension PromptWriter {
    /// The log of a machine.
    mutating func log() -> String {
        var minute = 60 * (6 + maker.stream.below(5))
        let count = 9 + maker.stream.below(8)
        let machines = draw(3, Stock.machines)
        let lines = (0..<count).map { _ in
            minute += 1 + maker.stream.below(25)
            let part =
                "\(maker.stream.pick(["A", "B", "C", "D", "K", "T"]))\(100 + maker.stream.below(900))"
            let hour = minute / 60 % 24
            return (hour < 10 ? "0" : "") + "\(hour):" + (minute % 60 < 10 ? "0" : "")
                + "\(minute % 60) \(maker.stream.pick(machines)): "
                + make(
                    "[warning, part {p} is hot|error, part {p} does not answer|part {p} was replaced by {w}|ready after a test of part {p}|pressure at {v} in part {p}|door opened by {w}|stopped by {w} because of part {p}]",
                    [
                        "p": part, "w": maker.entity(.person).name,
                        "v": "\(20 + maker.stream.below(79))",
                    ])
        }
        return join(
            make(
                "[List all lines of the log that report an error or a warning.|Who is mentioned in the log, and at what time?|Copy the last line about the {m}.|Make a table of time, machine and part.|Summarise in three sentences what happened to the {m}.|Which parts does the log mention? List them in order.]",
                ["m": machines[0]]), lines.joined(separator: "\n"))
    }

    /// Opinions to be sorted.
    mutating func reviews() -> String {
        let firm = maker.entity(.firm)
        let lines = (0..<5 + maker.stream.below(4)).map { number in
            "\(number + 1). \(maker.entity(.person).name): "
                + make(
                    "[The {g} arrived on time and works well.|I waited three weeks for the {g} and then it was the wrong colour.|The {g} is as described, no more and no less.|After two days the {g} broke, and nobody answered my letter.|My whole family is delighted with the {g}.|For this price I had expected a better {g}.|The {g} was a present; it looked fine in its box.|I would buy the {g} again at once.] [{s}|]",
                    [
                        "g": maker.stream.pick(Stock.wares),
                        "s": TopicProse.all[maker.stream.below(TopicProse.all.count)].sentence(
                            &maker.stream),
                    ])
        }
        return join(
            make(
                "[Sort the reviews of {f} into positive, negative and neutral; give the names.|Classify each review of {f} as positive, negative or neutral.|Which customers of {f} are dissatisfied, and with what?|Say for each review of {f} which article it is about.|Quote the most negative review of {f}.|How many reviews of {f} are positive? Name their writers.]",
                ["f": firm.name]), lines.joined(separator: "\n"))
    }

    /// Events with years, out of order.
    mutating func order() -> String {
        let person = maker.entity(.person)
        let years = numbers(6 + maker.stream.below(4), in: 1901...1979)
        let events = draw(years.count, Stock.lifeEvents)
        let lines = zip(years, events).map { year, event in
            make(
                "[In {y} {n} {e}.|{n} {e} in {y}.|The year {y}: {n} {e}.]",
                [
                    "y": "\(year)", "n": person.name,
                    "e": Phrase.fill(
                        event, ["t": maker.entity(.town).name, "p": maker.entity(.person).name]),
                ])
        }
        return join(
            make(
                "[Put the events in the life of {n} in the right order.|What happened to {n} first, and what last?|Make a table of years and events from the life of {n}.|Write a short life of {n} from these notes.|Which events in the life of {n} took place after {y}?|In which year did {n} meet other people, and whom?]",
                ["n": person.name, "y": "\(1920 + maker.stream.below(40))"]),
            lines.joined(separator: " "))
    }
}

extension Stock {
    static let wares = [
        "copper kettle", "rocking chair", "garden lantern", "bread board", "wall clock",
        "flower press",
        "reading lamp", "umbrella stand", "tea tray", "sewing box", "leather case", "hand mill",
        "bird house", "soup bowl", "fire screen", "ink stand", "oil can", "picture frame",
        "watering can", "chess set",
    ]

    static let machines = [
        "north pump", "paper press", "crane two", "boiler", "milling machine", "conveyor",
        "saw line",
        "cooling tower", "loom four", "packing robot",
    ]

    static let decisions = [
        "paint the [front door|staircase|fence]", "buy a new [oven|printer|lathe]",
        "repair the [roof|lift|heating]", "hire [two apprentices|a bookkeeper|a night watchman]",
        "move the [archive|canteen|workshop]", "print a new [catalogue|timetable|brochure]",
        "plant [lime trees|a hedge] along the yard", "insure the [machines|boats|instruments]",
        "invite the [neighbours|retired workers|press]", "replace the [windows|locks|lamps]",
    ]

    static let lifeEvents = [
        "moved to {t}", "met {p} at a concert", "opened a shop in {t}",
        "lost a lawsuit against {p}",
        "learned to fly a balloon", "sold the house in {t}", "wrote a first play",
        "won a prize of the town of {t}", "quarrelled with {p}", "bought a vineyard",
        "was elected to the council of {t}", "travelled to {t} on foot", "founded a choir with {p}",
        "broke a leg on the ice",
    ]
}
