/// Classes whose members changed between Debian's Oniguruma 6.9.8 and the one within the
/// `tokenizers` library, written so that both read what the latter does.
///
/// `[:punct:]` has symbols, too, there; `\p{Word}` all that `\w` has; `graph` and `print` everything.
enum OnigurumaSpelling {
    static func translated(_ pattern: String) -> String {
        var result = String.UnicodeScalarView()
        var rest = Array(pattern.unicodeScalars)[...]
        var depth = 0
        while let scalar = rest.first {
            if depth > 0, let (written, count) = bracket(rest) {
                result.append(contentsOf: written.unicodeScalars)
                rest = rest.dropFirst(count)
            } else if scalar == "\\" {
                if let (written, count) = property(rest) {
                    result.append(contentsOf: written.unicodeScalars)
                    rest = rest.dropFirst(count)
                } else {
                    result.append(contentsOf: rest.prefix(2))
                    rest = rest.dropFirst(2)
                }
            } else {
                if scalar == "[" { depth += 1 }
                if scalar == "]" { depth = max(depth - 1, 0) }
                result.append(scalar)
                rest = rest.dropFirst()
            }
        }
        return String(result)
    }

    /// `[:punct:]` and the like at the start of `rest`, and how many scalars it takes.
    private static func bracket(
        _ rest: ArraySlice<Unicode.Scalar>
    ) -> (written: String, count: Int)? {
        guard rest.starts(with: "[:".unicodeScalars) else { return nil }
        for (name, members) in [
            ("punct", #"\p{P}\p{S}"#), ("graph", #"\p{Any}"#), ("print", #"\p{Any}"#),
        ] {
            for (spelling, written) in [
                ("[:\(name):]", members), ("[:^\(name):]", "[^\(members)]"),
            ] where rest.starts(with: spelling.unicodeScalars) {
                return (written, spelling.unicodeScalars.count)
            }
        }
        return nil
    }

    /// `\p{Word}` and the like at the start of `rest`, and how many scalars it takes.
    private static func property(
        _ rest: ArraySlice<Unicode.Scalar>
    ) -> (written: String, count: Int)? {
        let start = rest.startIndex
        guard rest.count > 4, ["p", "P"].contains(rest[start + 1]), rest[start + 2] == "{",
            let end = rest.firstIndex(of: "}")
        else { return nil }
        var isNegated = rest[start + 1] == "P"
        var name = rest[(start + 3)..<end].filter { ![" ", "_", "-"].contains($0) }
        if name.first == "^" {
            isNegated.toggle()
            name.removeFirst()
        }
        let count = end - start + 1
        switch String(String.UnicodeScalarView(name)).lowercased() {
        case "word": return (isNegated ? #"\W"# : #"\w"#, count)
        case "graph", "print": return (isNegated ? #"\P{Any}"# : #"\p{Any}"#, count)
        default: return nil
        }
    }
}
