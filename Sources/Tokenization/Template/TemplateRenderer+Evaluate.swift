import Artifacts

extension TemplateRenderer {
    func evaluate(
        _ expression: TemplateExpression, _ scope: TemplateScope, caller: TemplateValue? = nil
    ) throws -> TemplateValue {
        evaluations += 1
        defer { evaluations -= 1 }
        guard evaluations < 1000 else {
            throw DataError("\(name) line 1: expressions are nested too deeply.")
        }
        switch expression {
        case .literal(let value): return value
        case .name(let name, _): return scope[name] ?? .undefined(name)
        case .list(let items): return .list(try items.map { try evaluate($0, scope) })
        case .tuple(let items):
            return .list(try items.map { try evaluate($0, scope) }, isTuple: true)
        case .dictionary(let pairs):
            var result = TemplateDictionary()
            for (key, value) in pairs {
                result[try evaluate(key, scope).text] = try evaluate(value, scope)
            }
            return .dictionary(result)
        case .attribute(let value, let name, let line):
            let value = try evaluate(value, scope)
            return try located(line) { try value.attribute(name) }
        case .item(let value, let key, let line):
            let (value, key) = (try evaluate(value, scope), try evaluate(key, scope))
            return try located(line) { try value.item(key) }
        case .slice(let value, let start, let end, let step, let line):
            let value = try evaluate(value, scope)
            let bounds = try [start, end, step].map { part in
                try part.map { try evaluate($0, scope) }
            }
            return try located(line) { try value.slice(bounds[0], bounds[1], bounds[2]) }
        case .call(let callee, let list, let line):
            let callee = try evaluate(callee, scope)
            var (positional, named) = try arguments(list, scope)
            if let caller { named["caller"] = caller }
            return try located(line) {
                guard case .function(let function) = callee else {
                    if case .undefined(let name) = callee {
                        throw TemplateProblem("\"\(name)\" is undefined and cannot be called.")
                    }
                    throw TemplateProblem("\(callee.kind) cannot be called.")
                }
                return try function.body(positional, named)
            }
        case .filter(let value, let name, let list, let line):
            let value = try evaluate(value, scope)
            let (positional, named) = try arguments(list, scope)
            return try located(line) {
                try TemplateFilters.apply(name, value, positional, named)
            }
        case .test(let value, let name, let list, let isNegated, let line):
            let value = try evaluate(value, scope)
            let (positional, _) = try arguments(list, scope)
            return try located(line) {
                .bool(try TemplateTests.holds(name, value, positional) != isNegated)
            }
        case .conditional(let value, let condition, let otherwise):
            if try evaluate(condition, scope).isTrue { return try evaluate(value, scope) }
            return try otherwise.map { try evaluate($0, scope) } ?? .undefined("the conditional")
        case .unary(let sign, let value, let line):
            let value = try evaluate(value, scope)
            return try located(line) { try value.unary(sign) }
        case .binary(let sign, let left, let right, let line):
            let left = try evaluate(left, scope)
            if sign == "and" { return left.isTrue ? try evaluate(right, scope) : left }
            if sign == "or" { return left.isTrue ? left : try evaluate(right, scope) }
            let right = try evaluate(right, scope)
            return try located(line) { try left.combined(sign, right) }
        case .comparison(let first, let rest, let line):
            var left = try evaluate(first, scope)
            for (sign, right) in rest {
                let right = try evaluate(right, scope)
                guard try located(line, { try left.compares(sign, right) }) else {
                    return .bool(false)
                }
                left = right
            }
            return .bool(true)
        }
    }
}
