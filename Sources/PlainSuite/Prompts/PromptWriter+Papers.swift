extension PromptWriter {
    /// A table of goods with invented sellers, and something to read from it.
    mutating func table() -> String {
        let count = 6 + maker.stream.below(7)
        let goods = draw(count, Stock.wares)
        let prices = numbers(count, in: 4...97)
        let stock = numbers(count, in: 100...480)
        let rows = (0..<count).map { row in
            (
                good: goods[row], seller: maker.entity(.person).name,
                town: maker.entity(.town).name,
                price: prices[row], stock: stock[row]
            )
        }
        let asked = rows[maker.stream.below(count)]
        let other = rows[maker.stream.below(count)]
        let text =
            "| article | seller | town | price | in stock |\n|---|---|---|---|---|\n"
            + rows.map { "| \($0.good) | \($0.seller) | \($0.town) | \($0.price) | \($0.stock) |" }
            .joined(separator: "\n")
        let task = make(
            "[Who sells the {g}, and in which town?|What is the price of the {g}?|How many of the article that {s} sells are in stock?|List all sellers with their towns.|Copy the line of the table that has the {g}.|Which article is the most expensive, and who sells it?|Write the line of {s} as JSON.|Make a list of all articles that cost less than {p}.|Write a sentence for each of the first three lines of the table.|What costs more, the {g} or the {h}?]",
            [
                "g": asked.good, "s": asked.seller, "p": "\(max(asked.price, 20))",
                "h": other.good == asked.good ? rows[(count + 1) / 2].good : other.good,
            ])
        return join(task, text)
    }

    /// An e-mail with an appointment.
    mutating func email() -> String {
        let (from, to) = (maker.entity(.person).name, maker.entity(.person).name)
        let table = [
            "from": from, "to": to, "town": maker.entity(.town).name,
            "firm": maker.entity(.firm).name,
            "who": maker.entity(.person).name,
            "day": make(
                "[Monday|Tuesday|Wednesday|Thursday|Friday|Saturday], [{d} March|{d} June|{d} October]",
                ["d": "\(1 + maker.stream.below(28))"]),
            "hour": make("[eight|half past nine|ten|a quarter to two|four|six]"),
            "bring": maker.stream.pick(Stock.things), "room": "\(101 + maker.stream.below(380))",
            "chat": maker.document([], prose: 3 + maker.stream.below(4)).text,
        ]
        let text = make(
            "From: {from}\nTo: {to}\nSubject: [Our meeting|The appointment|Next week|Plans for {firm}]\n\nDear {to},\n\n[thank you for your message|it was good to hear from you|I hope that this finds you well]. {chat}\n\nWe meet on {day} at {hour} in {town}, in the house of {firm}, room {room}. {Who} will [open the door|wait for you|bring the papers]. Please bring {bring}[ and tell nobody about it| and come alone|].\n\nYours, {from}",
            table)
        return join(
            make(
                "[When and where is the meeting?|Write a short answer to this e-mail that repeats day, time and place.|What should {to} bring, and who will be there?|Extract day, time, town, room and firm from the e-mail, one on each line.|Summarise the e-mail in one sentence.|Write a reminder for {to} with all that is needed.]",
                table), text)
    }

    /// Minutes of a meeting.
    mutating func minutes() -> String {
        let firm = maker.entity(.firm).name
        var source = ProseSource(maker.stream.pick(TopicProse.all))
        let items = draw(3 + maker.stream.below(4), Stock.decisions).enumerated().map {
            number, item in
            let who = maker.entity(.person).name
            let (cost, weeks) = (25 * (3 + maker.stream.below(90)), 2 + maker.stream.below(20))
            return "\(number + 1). " + source.sentence(&maker.stream) + " "
                + make(
                    "[It was decided to {i}|After a debate the board agreed to {i}|All voted to {i}]; {w} is in charge and may spend {c} crowns within {k} weeks.",
                    ["i": item, "w": who, "c": "\(cost)", "k": "\(weeks)"])
        }
        let task = make(
            "[List who is in charge of what.|Which decision is the most expensive?|Make a table with task, person, money and weeks.|Write a to-do list from the minutes.|Summarise the decisions of {f} in three sentences.|Who has to finish first, and with what?]",
            ["f": firm])
        return join(task, "Minutes of the board of \(firm)\n\n" + items.joined(separator: "\n"))
    }

    /// Speakers who each say something of their own.
    mutating func dialogue() -> String {
        let speakers = (0..<3 + maker.stream.below(2)).map { _ in maker.entity(.person) }
        var source = ProseSource(maker.stream.pick(TopicProse.all))
        var lines: [String] = []
        var facts: [Fact] = []
        for round in 0..<2 {
            for speaker in speakers {
                let about = maker.entity(maker.stream.pick(EntityKind.allCases))
                let fact = maker.facts(about, 1)[0]
                facts.append(fact)
                let said = [source.sentence(&maker.stream), fact.sentence(&maker.stream)]
                lines.append(
                    "\(speaker.name): "
                        + (round == 0 ? said : said.reversed()).joined(separator: " "))
            }
        }
        let fact = maker.stream.pick(facts)
        return join(
            make(
                "[Who speaks of {t}, and what is said?|Repeat word for word what {n} says.|Summarise what each person says in one short sentence.|{q} Say also who of the speakers mentions it.|Turn the conversation into a report in the third person.|List all names that are mentioned in the conversation.]",
                [
                    "t": fact.topic, "n": maker.stream.pick(speakers).name,
                    "q": fact.question(&maker.stream),
                ]), lines.joined(separator: "\n"))
    }

    /// Different entries of a list.
    mutating func draw(_ count: Int, _ list: [String]) -> [String] {
        var list = list
        maker.stream.shuffle(&list)
        return list.prefix(count).map { make($0) }
    }
}
