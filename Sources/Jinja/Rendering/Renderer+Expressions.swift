/// Values of expressions.
extension Renderer {
    func evaluate(_ expression: Expression, _ scope: Scope, caller: Value? = nil) throws -> Value {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting < Self.nestingLimit else {
            throw RenderError("statements and expressions are nested too deeply.")
        }
        try budget.step()
        let value = try result(expression, scope, caller)
        // The one place where values that were made come by: a list that a loop nests 100,000 times
        // would use up the stack when it is printed, compared or just freed.
        guard value.depth < RenderBudget.depth else {
            throw RenderError(
                "a value is nested more than \(RenderBudget.depth) levels deep.")
        }
        return value
    }

    private func result(
        _ expression: Expression, _ scope: Scope, _ caller: Value?
    ) throws -> Value {
        switch expression {
        case .literal(let value): return value
        case .name(let name, _): return scope[name] ?? .undefined(name)
        case .list(let items):
            try budget.items(items.count)
            return .list(try items.map { try evaluate($0, scope) })
        case .tuple(let items):
            try budget.items(items.count)
            return .list(try items.map { try evaluate($0, scope) }, isTuple: true)
        case .dictionary(let pairs):
            try budget.items(2 * pairs.count)
            var result = Mapping()
            for (key, value) in pairs {
                result[try MappingKey(evaluate(key, scope), budget)] = try evaluate(value, scope)
            }
            return .mapping(result)
        case .attribute(let value, let name, let line):
            let value = try evaluate(value, scope)
            return try located(line) { try value.member(name, budget) }
        case .item(let value, let key, let line):
            let (value, key) = (try evaluate(value, scope), try evaluate(key, scope))
            return try located(line) { try value.item(key, budget) }
        case .slice(let value, let start, let end, let step, let line):
            let value = try evaluate(value, scope)
            let bounds = try [start, end, step].map { part in
                try part.map { try evaluate($0, scope) }
            }
            return try located(line) { try value.slice(bounds[0], bounds[1], bounds[2], budget) }
        case .call(let callee, let list, let line):
            let callee = try evaluate(callee, scope)
            var given = try located(line) { try arguments(list, scope) }
            if let caller { given.named["caller"] = caller }
            return try located(line) {
                switch callee {
                case .function(let function): return try function.body(given)
                case .object(let object): return try object.call(given)
                case .undefined(let name):
                    throw RenderError("\"\(name)\" is undefined and cannot be called.")
                default: throw RenderError("\(callee.kind) cannot be called.")
                }
            }
        case .filter(let value, let name, let list, let line):
            let value = try evaluate(value, scope)
            return try located(line) {
                try Filters.apply(name, value, arguments(list, scope))
            }
        case .test(let value, let name, let list, let isNegated, let line):
            let value = try evaluate(value, scope)
            return try located(line) {
                .bool(try Tests.holds(name, value, arguments(list, scope)) != isNegated)
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
            return try located(line) { try left.combined(sign, right, budget) }
        case .comparison(let first, let rest, let line):
            var left = try evaluate(first, scope)
            for (sign, right) in rest {
                let right = try evaluate(right, scope)
                guard try located(line, { try left.compares(sign, right, budget) }) else {
                    return .bool(false)
                }
                left = right
            }
            return .bool(true)
        }
    }
}
