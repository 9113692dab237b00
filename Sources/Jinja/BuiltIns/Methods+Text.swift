/// Methods of Python's strings.
extension Methods {
    typealias TextMethod = @Sendable (String, Arguments) throws -> Value

    static func of(_ text: String, _ name: String) throws -> Value? {
        if let body = plain[name] {
            return .function(name) { given in
                try given.check(name, takes: [])
                try given.budget.letters(text)
                return body(text)
            }
        }
        if let (names, body) = methods[name] {
            return .function(name) { given in
                try given.check(name, takes: names)
                return try body(text, given)
            }
        }
        switch name {
        case "format":
            return .function(name) { .string(try StringFormat.format(text, $0)) }
        case "encode", "translate", "maketrans", "isidentifier", "istitle", "format_map":
            return unsupported(name, of: "a string")
        default: return nil
        }
    }

    /// Methods without arguments.
    private static let plain: [String: @Sendable (String) -> Value] = [
        "upper": { .string($0.uppercased()) }, "lower": { .string($0.lowercased()) },
        "title": { .string(PythonText.title($0)) },
        "capitalize": { .string(PythonText.capitalized($0)) },
        "swapcase": { .string(PythonText.swapped($0)) },
        "isdecimal": { .bool(PythonText.all($0) { $0.properties.numericType == .decimal }) },
        "isdigit": {
            .bool(
                PythonText.all($0) {
                    [.decimal, .digit].contains($0.properties.numericType)
                })
        },
        "isnumeric": { .bool(PythonText.all($0) { $0.properties.numericType != nil }) },
        "isspace": { .bool(PythonText.all($0, PythonText.isSpace)) },
        "isalpha": { .bool(PythonText.all($0, PythonText.isAlphabetic)) },
        "isalnum": {
            .bool(
                PythonText.all($0) {
                    PythonText.isAlphabetic($0) || $0.properties.numericType != nil
                })
        },
        "isascii": { .bool($0.utf8.allSatisfy { $0 < 0x80 }) },
        "isprintable": { .bool($0.unicodeScalars.allSatisfy { $0 == " " || !$0.isUnprintable }) },
        "isupper": { .bool(PythonText.isCased($0, upper: true)) },
        "islower": { .bool(PythonText.isCased($0, upper: false)) },
    ]

    /// Methods with arguments, and the names of these.
    private static let methods: [String: (names: [String], body: TextMethod)] = {
        var table: [String: ([String], TextMethod)] = [
            "casefold": (
                [],
                { text, given in
                    guard text.utf8.allSatisfy({ $0 < 0x80 }) else {
                        throw RenderError("casefold is supported for ASCII alone; use lower.")
                    }
                    return .string(text.lowercased())
                }
            ),
            "splitlines": (
                ["keepends"],
                { text, given in
                    let keepsEnds = given[0, "keepends"]?.isTrue ?? false
                    let lines = try PythonText.lines(text, keepsEnds: keepsEnds, given.budget)
                    return .list(lines.map { .string($0) })
                }
            ),
            "expandtabs": (
                ["tabsize"],
                { text, given in
                    let size = try given.integer(0, "tabsize") ?? 8
                    return .string(try PythonText.expanded(text, size, given.budget))
                }
            ),
            "replace": (
                ["old", "new", "count"],
                { text, given in
                    .string(
                        try PythonText.replaced(
                            text, part(given[0], "replace"), part(given[1], "replace"),
                            limit: given.integer(2, "count") ?? -1, given.budget))
                }
            ),
            "join": (
                ["items"],
                { text, given in
                    guard let items = try given[0]?.items(given.budget) else {
                        throw RenderError("join needs items.")
                    }
                    var result = BudgetedText(budget: given.budget)
                    for (index, item) in items.enumerated() {
                        if index > 0 { try result.append(text) }
                        try result.append(part(item, "join"))
                    }
                    return .string(result.text)
                }
            ),
            "removeprefix": (
                ["prefix"],
                { text, given in
                    let part = try part(given[0], "removeprefix")
                    try given.budget.text(text)
                    guard PythonText.hasPrefix(text, part) else { return .string(text) }
                    return .string(String(text.unicodeScalars.dropFirst(part.unicodeScalars.count)))
                }
            ),
            "removesuffix": (
                ["suffix"],
                { text, given in
                    let part = try part(given[0], "removesuffix")
                    try given.budget.text(text)
                    guard PythonText.hasSuffix(text, part) else { return .string(text) }
                    return .string(String(text.unicodeScalars.dropLast(part.unicodeScalars.count)))
                }
            ),
        ]
        for name in ["strip", "lstrip", "rstrip"] {
            table[name] = (
                ["chars"],
                { text, given in
                    try given.budget.text(text)
                    let set = try given[0].flatMap { $0.isNull ? nil : try part($0, name) }
                    return .string(
                        PythonText.stripped(
                            text, set, left: name != "rstrip", right: name != "lstrip"))
                }
            )
        }
        for name in ["startswith", "endswith"] {
            table[name] = (
                [name == "startswith" ? "prefix" : "suffix", "start", "end"],
                { text, given in
                    let (text, _) = try narrowed(text, given)
                    let holds = name == "startswith" ? PythonText.hasPrefix : PythonText.hasSuffix
                    let parts =
                        try given[0]?.isTuple ?? false
                        ? given[0]?.array?.map { try part($0, name) } ?? []
                        : [part(given[0], name)]
                    return .bool(
                        try parts.contains {
                            try given.budget.text($0)
                            return holds(text, $0)
                        })
                }
            )
        }
        for name in ["find", "rfind", "index", "rindex"] {
            table[name] = (
                ["part", "start", "end"],
                { text, given in
                    let part = try part(given[0], name)
                    let (narrow, offset) = try narrowed(text, given)
                    try given.budget.text(narrow)
                    let place = offset.flatMap { offset in
                        PythonText.find(part, in: narrow, last: name.hasPrefix("r"))
                            .map { $0 + offset }
                    }
                    guard place != nil || name.hasSuffix("find") else {
                        throw RenderError("the text has no \"\(part)\".")
                    }
                    return .int(place ?? -1)
                }
            )
        }
        table["count"] = (
            ["part", "start", "end"],
            { text, given in
                let part = try part(given[0], "count")
                let (narrow, offset) = try narrowed(text, given)
                try given.budget.text(narrow)
                return .int(offset == nil ? 0 : PythonText.count(part, in: narrow))
            }
        )
        for name in ["split", "rsplit"] {
            table[name] = (
                ["sep", "maxsplit"], { try split($0, $1, fromRight: name == "rsplit") }
            )
        }
        for name in ["partition", "rpartition"] {
            table[name] = (["sep"], { try parts($0, $1, fromRight: name == "rpartition") })
        }
        for name in ["center", "ljust", "rjust", "zfill"] {
            table[name] = (
                name == "zfill" ? ["width"] : ["width", "fillchar"],
                { try padded($0, name, $1) }
            )
        }
        return table
    }()

    private static func part(_ value: Value?, _ method: String) throws -> String {
        guard case .string(let text)? = value else {
            throw RenderError("\(method) needs a string, not \(value?.kind ?? "nothing").")
        }
        return text
    }

    /// The text between the second and the third argument, and where it begins; nil where the
    /// beginning is beyond the text.
    private static func narrowed(
        _ text: String, _ given: Arguments
    ) throws -> (String, offset: Int?) {
        guard given.positional.count > 1 else { return (text, 0) }
        try given.budget.text(text)
        let scalars = Array(text.unicodeScalars)
        let range = try range(scalars.count, given, from: 1)
        let start = try given.integer(1, "start") ?? 0
        return (PythonText.string(scalars[range]), start > scalars.count ? nil : range.lowerBound)
    }

    private static func split(_ text: String, _ given: Arguments, fromRight: Bool) throws -> Value {
        let limit = try given.integer(1, "maxsplit") ?? -1
        guard let separator = given[0, "sep"], !separator.isNull else {
            let words = try PythonText.words(
                text, limit: limit, fromRight: fromRight, given.budget)
            return .list(words.map { .string($0) })
        }
        let mark = try part(separator, "split")
        guard !mark.isEmpty else { throw RenderError("split needs a separator.") }
        let pieces = try PythonText.split(
            text, mark, limit: limit, fromRight: fromRight, given.budget)
        return .list(pieces.map { .string($0) })
    }

    private static func parts(_ text: String, _ given: Arguments, fromRight: Bool) throws -> Value {
        let mark = try part(given[0], "partition")
        guard !mark.isEmpty else { throw RenderError("partition needs a separator.") }
        let pieces = try PythonText.split(
            text, mark, limit: 1, fromRight: fromRight, given.budget)
        let triple =
            pieces.count == 2
            ? [pieces[0], mark, pieces[1]] : fromRight ? ["", "", text] : [text, "", ""]
        return .list(triple.map { .string($0) }, isTuple: true)
    }

    private static func padded(_ text: String, _ name: String, _ given: Arguments) throws -> Value {
        guard let width = try given.integer(0, "width") else {
            throw RenderError("\(name) needs a width.")
        }
        let fill = try given[1].map { try part($0, name) } ?? " "
        guard fill.unicodeScalars.count == 1 else {
            throw RenderError("\(name) fills with one character, not with \"\(fill)\".")
        }
        let budget = given.budget
        switch name {
        case "center": return .string(try PythonText.centered(text, width, fill, budget))
        case "ljust":
            return .string(try PythonText.padded(text, width, with: fill, budget) { _ in 0 })
        case "rjust":
            return .string(try PythonText.padded(text, width, with: fill, budget) { $0 })
        default: return .string(try PythonText.zeroFilled(text, width, budget))
        }
    }
}
