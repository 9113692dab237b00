extension RunReport {
    /// What it takes to run it again.
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
