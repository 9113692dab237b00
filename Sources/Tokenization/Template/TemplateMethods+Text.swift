/// Methods of Python's strings.
extension TemplateMethods {
    private static let plain: [String: @Sendable (String) -> TemplateValue] = [
        "upper": { .string($0.uppercased()) }, "lower": { .string($0.lowercased()) },
        "casefold": { .string($0.lowercased()) },
        "title": { .string(PythonText.title($0)) },
        "capitalize": { .string(PythonText.capitalized($0)) },
        "splitlines": { .list(PythonText.lines($0).map { .string($0) }) },
        "isdigit": { .bool(PythonText.all($0) { $0.properties.numericType == .decimal }) },
        "isnumeric": { .bool(PythonText.all($0) { $0.properties.numericType != nil }) },
        "isspace": { .bool(PythonText.all($0, TemplateTokenizer.isSpace)) },
        "isalpha": { .bool(PythonText.all($0, PythonText.isAlphabetic)) },
        "isalnum": {
            .bool(
                PythonText.all($0) {
                    PythonText.isAlphabetic($0) || $0.properties.numericType != nil
                })
        },
        "isupper": { .bool($0 != $0.lowercased() && $0 == $0.uppercased()) },
        "islower": { .bool($0 != $0.uppercased() && $0 == $0.lowercased()) },
    ]

    static func of(_ text: String, _ name: String) -> TemplateValue? {
        if let body = plain[name] { return function(name) { _, _ in body(text) } }
        guard let body = body(text, name) else { return nil }
        return function(name, body)
    }

    private static func body(_ text: String, _ name: String) -> Body? {
        switch name {
        case "strip", "lstrip", "rstrip":
            return { arguments, _ in
                var set: String?
                if case .string(let characters)? = arguments.first { set = characters }
                return .string(
                    PythonText.stripped(text, set, left: name != "rstrip", right: name != "lstrip"))
            }
        case "startswith", "endswith":
            return { arguments, _ in
                let holds = name == "startswith" ? PythonText.hasPrefix : PythonText.hasSuffix
                return .bool(try texts(arguments.first, name).contains { holds(text, $0) })
            }
        case "removeprefix":
            return { arguments, _ in
                let part = try self.text(arguments.first, name)
                guard PythonText.hasPrefix(text, part) else { return .string(text) }
                return .string(String(text.unicodeScalars.dropFirst(part.unicodeScalars.count)))
            }
        case "removesuffix":
            return { arguments, _ in
                let part = try self.text(arguments.first, name)
                guard PythonText.hasSuffix(text, part) else { return .string(text) }
                return .string(String(text.unicodeScalars.dropLast(part.unicodeScalars.count)))
            }
        case "split", "rsplit": return { try split(text, $0, $1, fromRight: name == "rsplit") }
        case "partition", "rpartition":
            return { arguments, _ in try parts(text, arguments, fromRight: name == "rpartition") }
        case "replace":
            return { arguments, named in
                let old = try self.text(arguments.first, name)
                let new = try self.text(arguments.dropFirst().first, name)
                let limit = (arguments.count > 2 ? arguments[2] : named["count"])?.integer ?? -1
                return .string(PythonText.replaced(text, old, new, limit: limit))
            }
        case "find", "index", "rfind":
            return { arguments, _ in
                let part = try self.text(arguments.first, name)
                let place = PythonText.find(part, in: text, last: name == "rfind")
                guard place != nil || name != "index" else {
                    throw TemplateProblem("the text has no \"\(part)\".")
                }
                return .int(place ?? -1)
            }
        case "count":
            return { arguments, _ in
                .int(PythonText.count(try self.text(arguments.first, name), in: text))
            }
        case "join":
            return { arguments, _ in
                let items = try arguments.first?.items() ?? []
                return .string(try items.map { try self.text($0, name) }.joined(separator: text))
            }
        case "format": return { .string(try PrintfFormat.format(text, $0, $1)) }
        case "center", "ljust", "rjust", "zfill":
            return { arguments, _ in try padded(text, name, arguments) }
        default: return nil
        }
    }

    private static func text(_ value: TemplateValue?, _ method: String) throws -> String {
        guard case .string(let text)? = value else {
            throw TemplateProblem("\(method) needs a string, not \(value?.kind ?? "nothing").")
        }
        return text
    }

    /// One text or a tuple of them.
    private static func texts(_ value: TemplateValue?, _ method: String) throws -> [String] {
        if case .list(let list, _)? = value { return try list.map { try text($0, method) } }
        return [try text(value, method)]
    }

    private static func split(
        _ text: String, _ arguments: [TemplateValue], _ named: TemplateDictionary, fromRight: Bool
    ) throws -> TemplateValue {
        let separator = arguments.first ?? named["sep"] ?? .null
        let limit = (arguments.count > 1 ? arguments[1] : named["maxsplit"])?.integer ?? -1
        if separator == .null {
            let words = PythonText.words(text, limit: limit, fromRight: fromRight)
            return .list(words.map { .string($0) })
        }
        let mark = try self.text(separator, "split")
        guard !mark.isEmpty else { throw TemplateProblem("split needs a separator.") }
        let pieces = PythonText.split(text, mark, limit: limit, fromRight: fromRight)
        return .list(pieces.map { .string($0) })
    }

    private static func parts(
        _ text: String, _ arguments: [TemplateValue], fromRight: Bool
    ) throws -> TemplateValue {
        let mark = try self.text(arguments.first, "partition")
        guard !mark.isEmpty else { throw TemplateProblem("partition needs a separator.") }
        let pieces = PythonText.split(text, mark, limit: 1, fromRight: fromRight)
        let triple =
            pieces.count == 2
            ? [pieces[0], mark, pieces[1]] : fromRight ? ["", "", text] : [text, "", ""]
        return .list(triple.map { .string($0) }, isTuple: true)
    }

    private static func padded(
        _ text: String, _ name: String, _ arguments: [TemplateValue]
    ) throws -> TemplateValue {
        guard let width = arguments.first?.integer else {
            throw TemplateProblem("\(name) needs a width.")
        }
        let fill = arguments.count > 1 ? arguments[1].text : " "
        switch name {
        case "center": return .string(TemplateFilters.centered(text, width, fill))
        case "ljust": return .string(PythonText.padded(text, width, with: fill) { _ in 0 })
        case "rjust": return .string(PythonText.padded(text, width, with: fill) { $0 })
        default:
            let sign = text.unicodeScalars.prefix { $0 == "-" || $0 == "+" }.prefix(1)
            let digits = String(text.unicodeScalars.dropFirst(sign.count))
            return .string(
                String(sign) + PythonText.padded(digits, width - sign.count, with: "0") { $0 })
        }
    }
}
