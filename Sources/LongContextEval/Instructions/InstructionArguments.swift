import Storage

/// The arguments of one instruction.
struct InstructionArguments {
    private let name: String
    private let values: JSONValue

    init(_ name: String, _ values: JSONValue) throws {
        guard case .object = values else {
            throw DataError("kwargs of \(name) should be an object.")
        }
        self.name = name
        self.values = values
    }

    /// A whole number above 0; 12.0 is one, as tables of rows have it.
    func count(_ key: String) throws -> Int {
        switch values.present(key) {
        case .int(let number)? where number > 0: return number
        case .double(let number)? where number > 0 && number < 1e9 && number == number.rounded():
            return Int(number)
        default: throw problem(key, "a whole number above 0")
        }
    }

    /// A text that is not empty.
    func text(_ key: String) throws -> String {
        guard let text = values.present(key)?.string, !text.isEmpty else {
            throw problem(key, "a text")
        }
        return text
    }

    /// Texts, none of them empty; at least one.
    func texts(_ key: String) throws -> [String] {
        let items = values.present(key)?.array?.map { $0.string ?? "" } ?? []
        guard !items.isEmpty, !items.contains(where: \.isEmpty) else {
            throw problem(key, "a list of texts")
        }
        return items
    }

    /// Whether a number of things is what a relation and a threshold ask for.
    func relation(_ key: String, to threshold: Int) throws -> @Sendable (Int) -> Bool {
        switch values.present(key)?.string {
        case "less than"?: return { $0 < threshold }
        case "at least"?: return { $0 >= threshold }
        default: throw problem(key, "\"less than\" or \"at least\"")
        }
    }

    private func problem(_ key: String, _ wanted: String) -> DataError {
        guard let value = values.present(key) else {
            return DataError("\(name) needs \(key), \(wanted).")
        }
        return DataError("\(key) of \(name) is \(value.text); give \(wanted).")
    }
}
