import Foundation

extension RunReport {
    /// Commands and versions for running it again.
    var provenanceSection: Section? {
        guard !commands.isEmpty || !provenance.isEmpty else { return nil }
        return Section("provenance", "Provenance") {
            if !commands.isEmpty { Self.list(commands, class: "commands") }
            if !provenance.isEmpty { Self.list(provenance, class: "provenance") }
        }
    }

    static func list(_ facts: [Fact], class name: String) -> Markup {
        tag("dl", ["class": name]) {
            for fact in facts {
                tag("div") {
                    tag("dt") { fact.name }
                    tag("dd") { tag("code") { fact.value } }
                }
            }
        }
    }
}

extension RunReport {
    /// Time by stage.
    var costSection: Section? {
        guard !costs.isEmpty else { return nil }
        let all = costs.reduce(0) { $0 + $1.seconds }
        var table = TextTable(columns: [
            .init("stage"), .init("time", .right), .init("share", .right),
        ])
        for cost in costs {
            table.rows.append([
                cost.stage, DurationText.words(cost.seconds),
                NumberText.percent(all > 0 ? cost.seconds / all : 0),
            ])
        }
        table.rows.append(["all", DurationText.words(all), ""])
        return Section("costs", "Costs") {
            Blocks.scrolling("Time by stage", Blocks.table(table))
        }
    }

    /// Every number of the run.
    var recipeSection: Section? {
        guard !recipe.isEmpty else { return nil }
        return Section("recipe", "Recipe") {
            tag("details", ["class": "numbers"]) {
                tag("summary") { "Every number of the run" }
                Blocks.scrolling("Recipe", tag("pre") { tag("code") { recipe } })
            }
        }
    }
}
