extension Recipe {
    /// A model that is evaluated.
    enum Subject: Equatable {
        case base
        /// With the heads of a selection silenced.
        case ablated(Select)
        /// With as many random heads, the control of an unnamed selection.
        case random
        case trained(Prefer)
        /// Of an unnamed training: trained on the chosen answers alone.
        case rival(Prefer)
    }

    /// All models that there can be, by the names of files and tables, in the order of the table: the
    /// base, the ablated ones, the trained ones.
    var subjects: [(name: String, subject: Subject)] {
        var list: [(String, Subject)] = [("base", .base)]
        for part in select {
            list.append((part.name.isEmpty ? "ablated" : "ablated-\(part.name)", .ablated(part)))
            if part.hasControl { list.append(("random", .random)) }
        }
        for part in prefer {
            guard part.name.isEmpty else {
                list.append((part.name, .trained(part)))
                continue
            }
            list.append(("RetMask", .trained(part)))
            if part.options.loss.objective == .preference {
                list.append(("supervised", .rival(part)))
            }
        }
        return list
    }

    /// Names that `evaluate.models` may have: those of ``subjects``, and `ablated` for all ablated ones.
    var evaluatedNames: [String] {
        let names = subjects.map(\.name)
        let hasAblated = names.contains { $0.hasPrefix("ablated-") }
        return names + (hasAblated ? ["ablated"] : [])
    }

    /// The models that get a set of questions, in the order of the table. The base is always among
    /// them: the others are compared with it.
    func subjects(of part: Evaluate) -> [(name: String, subject: Subject)] {
        subjects.filter { name, subject in
            if part.models.isEmpty || subject == .base || part.models.contains(name) { return true }
            guard case .ablated = subject else { return false }
            return part.models.contains("ablated")
        }
    }
}

extension Recipe.Select {
    /// An unnamed selection of the highest scores has a random control.
    var hasControl: Bool { name.isEmpty && random == nil && !complement }
}
