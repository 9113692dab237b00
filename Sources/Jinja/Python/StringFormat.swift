/// Python's `"{} {0.a[1]!r:>5} {name}".format(…)`.
enum StringFormat {
    static func format(_ format: String, _ given: Arguments) throws -> String {
        var next: Int? = 0
        return try text(format, given, &next, level: 0)
    }

    /// - Parameter next: place of the next field without a name; nil once fields are numbered.
    private static func text(
        _ format: String, _ given: Arguments, _ next: inout Int?, level: Int
    ) throws -> String {
        // Python allows fields within the specification of a field, no deeper.
        guard level < 2 else { throw RenderError("the format's fields are nested too deeply.") }
        try given.budget.letters(format)
        var scalars = Array(format.unicodeScalars)[...]
        var result = BudgetedText(budget: given.budget)
        while let scalar = scalars.popFirst() {
            if scalar == "{" || scalar == "}", scalars.first == scalar {
                scalars.removeFirst()
                try result.append(String(Character(scalar)))
                continue
            }
            guard scalar != "}" else { throw RenderError("a single } stands in the format.") }
            guard scalar == "{" else {
                try result.append(String(Character(scalar)))
                continue
            }
            var depth = 1
            guard
                let end = scalars.firstIndex(where: { mark in
                    depth += mark == "{" ? 1 : mark == "}" ? -1 : 0
                    return depth == 0
                })
            else { throw RenderError("the format \"\(format)\" ends within a field.") }
            let field = scalars[..<end]
            scalars = scalars[(end + 1)...]
            try result.append(self.field(field, given, &next, level: level))
        }
        return result.text
    }

    private static func field(
        _ field: ArraySlice<Unicode.Scalar>, _ given: Arguments, _ next: inout Int?, level: Int
    ) throws -> String {
        var rest = field
        var isWithin = false
        let end =
            rest.firstIndex { mark in
                if mark == "[" { isWithin = true }
                if mark == "]" { isWithin = false }
                return !isWithin && (mark == ":" || mark == "!")
            } ?? rest.endIndex
        var value = try self.value(rest[..<end], given, &next)
        rest = rest[end...]
        if rest.first == "!" {
            rest.removeFirst()
            switch rest.popFirst() {
            case "r": value = .string(try value.repr(given.budget))
            case "s": value = .string(try value.text(given.budget))
            default: throw RenderError("a conversion in a format is !r or !s.")
            }
        }
        guard rest.popFirst() == ":" else { return try value.text(given.budget) }
        let spec = try text(PythonText.string(rest), given, &next, level: level + 1)
        if spec.isEmpty { return try value.text(given.budget) }
        return try FormatSpec(spec).text(value, given.budget)
    }

    /// The value at `0`, `name`, and of it `.attribute` and `[item]`.
    private static func value(
        _ path: ArraySlice<Unicode.Scalar>, _ given: Arguments, _ next: inout Int?
    ) throws -> Value {
        var rest = path
        func word(until ends: String) -> String {
            let end = rest.firstIndex { ends.unicodeScalars.contains($0) } ?? rest.endIndex
            defer { rest = rest[end...] }
            return PythonText.string(rest[..<end])
        }
        let name = word(until: ".[")
        var place = Int(name)
        if name.isEmpty {
            guard let own = next else {
                throw RenderError("the format's fields are numbered in part only.")
            }
            (place, next) = (own, own + 1)
        } else if place != nil {
            guard next == nil || next == 0 else {
                throw RenderError("the format's fields are numbered in part only.")
            }
            next = nil
        }
        let found = place.flatMap { given[$0] } ?? (place == nil ? given.named[name] : nil)
        guard var value = found else {
            throw RenderError("the format has no value for {\(name)}.")
        }
        while let mark = rest.popFirst() {
            if mark == "." {
                value = try value.member(word(until: ".["), given.budget)
            } else {
                let key = word(until: "]")
                guard mark == "[", rest.popFirst() == "]" else {
                    throw RenderError("the format has an unfinished [.")
                }
                value = try value.item(Int(key).map { .int($0) } ?? .string(key), given.budget)
            }
        }
        return value
    }
}
