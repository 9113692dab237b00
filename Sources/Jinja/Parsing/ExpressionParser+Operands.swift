/// Values, and what follows them directly: members, calls, filters and tests.
extension ExpressionParser {
    mutating func primary() throws -> Expression {
        let token = current
        advance()
        switch token.kind {
        case .string(var text):
            // Neighbouring strings are one, as in Python.
            while case .string(let more) = current.kind {
                text += more
                advance()
            }
            return .literal(.string(text))
        case .int(let value): return .literal(.int(value))
        case .double(let value): return .literal(.double(value))
        case .name(let word):
            switch word {
            case "true", "True": return .literal(.bool(true))
            case "false", "False": return .literal(.bool(false))
            case "none", "None": return .literal(.null)
            default: return .name(word, line: token.line)
            }
        case .symbol("("):
            if accept(")") { return .tuple([]) }
            let value = try expression(allowsTuple: true)
            try expect(")")
            return value
        case .symbol("["): return .list(try items(until: "]"))
        case .symbol("{"): return try dictionary()
        default:
            index -= 1
            throw fail("expected a value.")
        }
    }

    private mutating func items(until close: String) throws -> [Expression] {
        var items: [Expression] = []
        while !accept(close) {
            items.append(try expression())
            if !accept(",") {
                try expect(close)
                break
            }
        }
        return items
    }

    private mutating func dictionary() throws -> Expression {
        var pairs: [(key: Expression, value: Expression)] = []
        while !accept("}") {
            let key = try expression()
            try expect(":")
            pairs.append((key, try expression()))
            if !accept(",") {
                try expect("}")
                break
            }
        }
        return .dictionary(pairs)
    }

    mutating func postfix(_ start: Expression) throws -> Expression {
        var value = start
        while true {
            let line = current.line
            try link()
            if accept(".") {
                if case .int(let number) = current.kind {
                    advance()
                    value = .item(value, .literal(.int(number)), line: line)
                } else {
                    value = .attribute(value, try identifier(), line: line)
                }
            } else if accept("[") {
                value = try subscripted(value, line)
            } else if accept("(") {
                value = .call(value, try arguments(), line: line)
            } else {
                return value
            }
        }
    }

    private mutating func subscripted(_ value: Expression, _ line: Int) throws -> Expression {
        var parts: [Expression?] = [nil]
        var isSlice = false
        while !accept("]") {
            if accept(":") {
                isSlice = true
                parts.append(nil)
            } else {
                guard parts[parts.count - 1] == nil else { throw fail("expected \"]\".") }
                parts[parts.count - 1] = try expression()
            }
            guard parts.count <= 3 else { throw fail("a slice has at most three parts.") }
        }
        if isSlice {
            return .slice(
                value, parts[0], parts[1], parts.count > 2 ? parts[2] : nil, line: line)
        }
        guard let key = parts[0] else { throw fail("expected a key within [].") }
        return .item(value, key, line: line)
    }

    /// After the opening parenthesis. As in Jinja, what has no name comes first.
    mutating func arguments() throws -> ArgumentList {
        var list = ArgumentList()
        while !accept(")") {
            let isLate = list.rest != nil || list.namedRest != nil
            if accept("*") {
                guard !isLate else { throw fail("a call has one * at most, before **.") }
                list.rest = try expression()
            } else if accept("**") {
                guard list.namedRest == nil else { throw fail("a call has one ** at most.") }
                list.namedRest = try expression()
            } else if case .name(let word) = current.kind, index + 1 < tokens.count,
                tokens[index + 1].kind == .symbol("=")
            {
                guard list.namedRest == nil else { throw fail("an argument follows **.") }
                index += 2
                list.named.append((word, try expression()))
            } else {
                guard !isLate, list.named.isEmpty else {
                    throw fail("an argument without name follows one with a name.")
                }
                list.positional.append(try expression())
            }
            if !accept(",") {
                try expect(")")
                break
            }
        }
        return list
    }

    /// `| filter(…)` and `is test`, as often as they come.
    mutating func filters(_ start: Expression) throws -> Expression {
        var value = start
        while true {
            let line = current.line
            try link()
            if accept("|") {
                let (filter, arguments) = try self.filter()
                value = .filter(value, filter, arguments, line: line)
            } else if acceptWord("is") {
                value = try test(value, line)
            } else if accept("(") {
                value = .call(value, try arguments(), line: line)
            } else {
                return value
            }
        }
    }

    /// A filter's name and arguments, after the `|`.
    mutating func filter() throws -> (String, ArgumentList) {
        var filter = try identifier()
        while accept(".") { filter += "." + (try identifier()) }
        return (filter, accept("(") ? try arguments() : ArgumentList())
    }

    private mutating func test(_ value: Expression, _ line: Int) throws -> Expression {
        let isNegated = acceptWord("not")
        let test = try identifier()
        var list = ArgumentList()
        if accept("(") {
            list = try arguments()
        } else if startsOperand {
            list.positional = [try postfix(primary())]
        }
        return .test(value, test, list, isNegated: isNegated, line: line)
    }

    /// Whether a test's argument without parentheses follows, as in `is divisibleby 3`.
    private var startsOperand: Bool {
        switch current.kind {
        case .name(let word): !["else", "or", "and", "is", "if", "in", "not"].contains(word)
        case .string, .int, .double: true
        case .symbol(let sign): sign == "[" || sign == "{"
        case .end: false
        }
    }
}
