import Storage

/// A text with places in braces, filled as Python's `str.format` fills it.
///
///     try FormatText("Query: {query}\nRanking:").filled { ["query": .string("why")][$0] }
///
/// Known are names and one index, `{name}` and `{name[0]}`; `{{` and `}}` stand for braces.
struct FormatText: Equatable {
    enum Part: Equatable {
        case text(String)
        case place(name: String, index: String?)
    }

    let parts: [Part]

    /// - Throws: `DataError` for places that are not known.
    init(_ text: String) throws {
        var parts: [Part] = []
        var plain = String.UnicodeScalarView()
        let scalars = Array(text.unicodeScalars)
        var at = 0
        while at < scalars.count {
            let scalar = scalars[at]
            at += 1
            guard scalar == "{" || scalar == "}" else {
                plain.append(scalar)
                continue
            }
            if at < scalars.count, scalars[at] == scalar {
                plain.append(scalar)
                at += 1
                continue
            }
            guard scalar == "{", let end = scalars[at...].firstIndex(of: "}") else {
                throw DataError("a brace in \"\(text.prefix(60))\" has no partner.")
            }
            let inside = String(String.UnicodeScalarView(scalars[at..<end]))
            at = end + 1
            if !plain.isEmpty { parts.append(.text(String(plain))) }
            plain = String.UnicodeScalarView()
            parts.append(try Self.place(inside))
        }
        if !plain.isEmpty { parts.append(.text(String(plain))) }
        self.parts = parts
    }

    private static func place(_ inside: String) throws -> Part {
        let pieces = inside.split(separator: "[", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(pieces[0])
        guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else {
            throw DataError("{\(inside)} is no place that can be filled; {name} and {name[0]} are.")
        }
        guard pieces.count == 2 else { return .place(name: name, index: nil) }
        guard pieces[1].hasSuffix("]") else {
            throw DataError("{\(inside)} is no place that can be filled; {name} and {name[0]} are.")
        }
        return .place(name: name, index: String(pieces[1].dropLast()))
    }

    /// The names of its places.
    // exact: names of a program
    var names: Set<String> {
        Set(
            parts.compactMap {
                if case .place(let name, _) = $0 { name } else { nil }
            })
    }

    /// The text with every place filled.
    ///
    /// - Parameter value: what stands for a name; nil where there is nothing.
    /// - Throws: `DataError` for a name without a value, and for values that are no text or number.
    func filled(_ value: (String) -> JSONValue?) throws -> String {
        var text = ""
        for part in parts {
            switch part {
            case .text(let plain): text += plain
            case .place(let name, let index):
                guard var found = value(name) else {
                    throw DataError("there is no field \"\(name)\".")
                }
                if let index {
                    let item = Int(index).flatMap { place in
                        found.array.flatMap { $0.indices.contains(place) ? $0[place] : nil }
                    }
                    guard let inner = item ?? found[index] else {
                        throw DataError("the field \"\(name)\" has no \(index).")
                    }
                    found = inner
                }
                text += try PythonText.of(found, name)
            }
        }
        return text
    }
}

/// Values as Python's `str` writes them.
enum PythonText {
    /// - Throws: `DataError` for lists and objects, which no wording of HELMET shows.
    static func of(_ value: JSONValue, _ name: String) throws -> String {
        switch value {
        case .string(let text): text
        case .int(let number): "\(number)"
        case .bool(let flag): flag ? "True" : "False"
        case .null: "None"
        case .double(let number): "\(number)"
        case .array, .object:
            throw DataError("the field \"\(name)\" is a list or an object; a text is wanted.")
        }
    }
}
