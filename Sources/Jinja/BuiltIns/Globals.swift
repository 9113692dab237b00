import Foundation

/// Functions that every template can call.
enum Globals {
    static let functions: [String: Value] = [
        "raise_exception": .function("raise_exception") { given in
            throw RenderError(
                try given[0, "message"]?.text(given.budget) ?? "the template refuses this.")
        },
        "strftime_now": .function("strftime_now") { given in
            try given.check("strftime_now", takes: ["format"])
            return .string(
                try strftime(given.text(0, "format") ?? "", Date(), given.budget))
        },
        "namespace": .function("namespace") { given in
            let space = Namespace(try table(given, "namespace"))
            try given.budget.hold(space)
            return .object(space)
        },
        "dict": .function("dict") { .mapping(try table($0, "dict")) },
        "range": .function("range") { try range($0) },
        "cycler": .function("cycler") { given in
            try given.check("cycler", takesNamed: [])
            guard !given.positional.isEmpty else { throw RenderError("cycler needs values.") }
            return .object(Cycler(given.positional))
        },
        "joiner": .function("joiner") { given in
            try given.check("joiner", takes: ["sep"])
            return .object(Joiner(given[0, "sep"] ?? .string(", ")))
        },
        "lipsum": .function("lipsum") { _ in
            throw RenderError("lipsum gives random text and is not supported.")
        },
    ]

    /// A mapping, or pairs of key and value, and what is named beside it.
    private static func table(_ given: Arguments, _ name: String) throws -> Mapping {
        guard given.positional.count < 2 else {
            throw RenderError("\(name) takes at most one argument without a name.")
        }
        var values = Mapping()
        switch given.positional.first {
        case nil: break
        case .mapping(let table)?: values = table
        case let pairs?:
            for pair in try pairs.items(given.budget) {
                let pair = try pair.items(given.budget)
                guard pair.count == 2 else {
                    throw RenderError("\(name) needs pairs of a key and a value.")
                }
                values[try MappingKey(pair[0], given.budget)] = pair[1]
            }
        }
        try given.budget.items(values.count + given.named.count)
        values.merge(given.named)
        return values
    }

    static func range(_ given: Arguments) throws -> Value {
        let numbers = given.positional.compactMap(\.integer)
        guard numbers.count == given.positional.count, 1...3 ~= numbers.count,
            given.named.isEmpty
        else { throw RenderError("range needs one to three whole numbers.") }
        let start = numbers.count > 1 ? numbers[0] : 0
        let end = numbers.count > 1 ? numbers[1] : numbers[0]
        let step = numbers.count > 2 ? numbers[2] : 1
        guard step != 0 else { throw RenderError("the step of range is 0.") }
        // As in Jinja's sandbox.
        guard abs(Double(end) - Double(start)) / abs(Double(step)) <= 100_000 else {
            throw RenderError("range is too long; at most 100000 numbers are allowed.")
        }
        var items: [Value] = []
        var number = start
        while step > 0 ? number < end : number > end {
            items.append(.int(number))
            let (next, overflow) = number.addingReportingOverflow(step)
            if overflow { break }
            number = next
        }
        guard items.count <= 100_000 else {
            throw RenderError("range is too long; at most 100000 numbers are allowed.")
        }
        try given.budget.items(items.count)
        return .list(items, .range(start: start, end: end, step: step))
    }

    /// C's `strftime` in local time and the C locale, as Python has it: without a time zone, and
    /// with `%f` for microseconds.
    static func strftime(_ format: String, _ date: Date, _ budget: RenderBudget) throws -> String {
        guard !format.utf8.contains(0) else {
            throw RenderError("the format of a time has a null character.")
        }
        try budget.text(format.utf8.count, times: 256)
        let whole = date.timeIntervalSince1970.rounded(.down)
        let fraction = Int((date.timeIntervalSince1970 - whole) * 1e6)
        var pieces = ""
        var isField = false
        for scalar in format.unicodeScalars {
            switch (isField, scalar) {
            case (true, "f"): pieces += String(format: "%06d", fraction)
            case (true, "z"), (true, "Z"): break
            case (true, _):
                pieces += "%"
                pieces.unicodeScalars.append(scalar)
            case (false, "%"): break
            default: pieces.unicodeScalars.append(scalar)
            }
            isField = !isField && scalar == "%"
        }
        if isField { pieces += "%" }
        var seconds = time_t(whole)
        var parts = tm()
        localtime_r(&seconds, &parts)
        // A field is seldom longer than some letters; one of 256 for each letter is too long.
        var buffer = [CChar](repeating: 0, count: 256 * (pieces.utf8.count + 1))
        let count = Foundation.strftime(&buffer, buffer.count, pieces, &parts)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
