import Storage

/// The texts that a function of a Python program gives names, read without running it.
///
/// Followed are assignments of literals, names and sums of them, `A if C else B`, and branches whose
/// conditions are about known facts: `"nq" in dataset`, with `not`, `and`, `or`. A branch on anything else is
/// taken as not gone, so what it alone would name is missing and is reported where it is needed.
struct PythonTexts {
    /// What a condition's right side holds: a text, of which the left side may be a part, or a list.
    enum Fact {
        case text(String)
        case list([String])
    }

    private(set) var named: [String: String] = [:]  // exact: names of a program
    /// The f-strings of all branches, in their order.
    let formatted: [String]
    private let facts: [String: Fact]  // exact: expressions of a program

    /// - Parameters:
    ///   - function: defined at the outermost level.
    ///   - facts: by expression, `dataset` or `sample["ctxs"][0]`.
    /// - Returns: nil when the program has no such function.
    // exact: expressions of a program
    init?(_ function: String, in program: [PythonLine], facts: [String: Fact]) {
        self.facts = facts
        let found = program.first {
            $0.tokens.count > 1 && $0.begins(with: "def") && $0.tokens[1] == .name(function)
        }
        guard let found else { return nil }
        formatted = Self.formatted(in: found.block)
        run(found.block)
    }

    private static func formatted(in lines: [PythonLine]) -> [String] {
        lines.flatMap { line in
            line.tokens.compactMap { token in
                if case .formatted(let text) = token { text } else { nil }
            } + formatted(in: line.block)
        }
    }

    private mutating func run(_ lines: [PythonLine]) {
        var isChainDone = false
        for line in lines {
            let words = line.tokens
            if line.begins(with: "if") || line.begins(with: "elif") {
                if line.begins(with: "if") { isChainDone = false }
                let (condition, rest) = Self.split(words.dropFirst())
                if !isChainDone, truth(condition) == true {
                    isChainDone = true
                    runBody(rest, line.block)
                }
            } else if line.begins(with: "else"), words.count > 1, words[1] == .mark(":") {
                if !isChainDone { runBody(words.dropFirst(2), line.block) }
                isChainDone = true
            } else {
                note(words[...])
                run(line.block)
            }
        }
    }

    private mutating func runBody(_ rest: ArraySlice<PythonToken>, _ block: [PythonLine]) {
        note(rest)
        run(block)
    }

    /// The tokens before the colon that ends a condition, and those after it.
    private static func split(
        _ tokens: ArraySlice<PythonToken>
    ) -> (ArraySlice<PythonToken>, ArraySlice<PythonToken>) {
        var depth = 0
        for index in tokens.indices {
            guard case .mark(let mark) = tokens[index] else { continue }
            if ["(", "[", "{"].contains(mark) { depth += 1 }
            if [")", "]", "}"].contains(mark) { depth -= 1 }
            if mark == ":", depth == 0 { return (tokens[..<index], tokens[(index + 1)...]) }
        }
        return (tokens, tokens[tokens.endIndex...])
    }

    /// Takes a simple statement: `name = expression`.
    private mutating func note(_ tokens: ArraySlice<PythonToken>) {
        let words = Array(tokens)
        guard words.count > 2, case .name(let name) = words[0], words[1] == .mark("="),
            words[2] != .mark("=")
        else { return }
        named[name] = value(words[2...])
    }

    // MARK: Expressions

    /// Words of an expression that are looked at; longer ones are taken as not known.
    private static let mostWords = 1000

    private func value(_ tokens: ArraySlice<PythonToken>) -> String? {
        guard tokens.count <= Self.mostWords else { return nil }
        if let choice = Self.place(of: .name("if"), in: tokens),
            let other = Self.place(of: .name("else"), in: tokens[choice...])
        {
            guard let isSo = truth(tokens[(choice + 1)..<other]) else { return nil }
            return value(isSo ? tokens[..<choice] : tokens[(other + 1)...])
        }
        var sum = ""
        for part in Self.parts(tokens, between: .mark("+")) {
            guard let text = term(part) else { return nil }
            sum += text
        }
        return sum
    }

    private func term(_ tokens: ArraySlice<PythonToken>) -> String? {
        if tokens.first == .mark("("), tokens.last == .mark(")") {
            return value(tokens.dropFirst().dropLast())
        }
        if tokens.count == 1, case .name(let name)? = tokens.first { return named[name] }
        // Literals that follow each other are one text.
        var text = ""
        for token in tokens {
            guard case .text(let part) = token else { return nil }
            text += part
        }
        return tokens.isEmpty ? nil : text
    }

    // MARK: Conditions

    private func truth(_ tokens: ArraySlice<PythonToken>) -> Bool? {
        guard tokens.count <= Self.mostWords else { return nil }
        let choices = Self.parts(tokens, between: .name("or"))
        if choices.count > 1 {
            let truths = choices.map { truth($0) }
            return truths.contains(true) ? true : truths.contains(nil) ? nil : false
        }
        let demands = Self.parts(tokens, between: .name("and"))
        if demands.count > 1 {
            let truths = demands.map { truth($0) }
            return truths.contains(false) ? false : truths.contains(nil) ? nil : true
        }
        if tokens.first == .name("not") { return truth(tokens.dropFirst()).map { !$0 } }
        if tokens.first == .mark("("), tokens.last == .mark(")") {
            return truth(tokens.dropFirst().dropLast())
        }
        let words = Array(tokens)
        guard words.count > 2, case .text(let part) = words[0] else { return nil }
        let isNegated = words[1] == .name("not")
        let place = isNegated ? 2 : 1
        guard words.count > place + 1, words[place] == .name("in") else { return nil }
        let whole = words[(place + 1)...].map(\.spelling).joined()
        let isIn: Bool? =
            switch facts[whole] {
            case .text(let text)?: text.containsExactly(part)
            case .list(let list)?: list.contains { $0.isExactly(part) }
            case nil: nil
            }
        return isIn.map { $0 != isNegated }
    }

    private static func place(
        of token: PythonToken, in tokens: ArraySlice<PythonToken>
    ) -> Int? {
        var depth = 0
        for index in tokens.indices {
            if case .mark(let mark) = tokens[index] {
                if ["(", "[", "{"].contains(mark) { depth += 1 }
                if [")", "]", "}"].contains(mark) { depth -= 1 }
            }
            if depth == 0, tokens[index] == token { return index }
        }
        return nil
    }

    private static func parts(
        _ tokens: ArraySlice<PythonToken>, between separator: PythonToken
    ) -> [ArraySlice<PythonToken>] {
        guard let place = place(of: separator, in: tokens) else { return [tokens] }
        return [tokens[..<place]] + parts(tokens[(place + 1)...], between: separator)
    }
}
