import Foundation
import Storage

/// A YAML file of one level, as HELMET's configurations are: `key: value` lines, values plain or in quotes, or a list
/// of `- item` lines.
struct FlatYAML {
    private var values: [ExactText: String] = [:]
    private let name: String

    /// - Throws: `DataError` naming file and line of what is deeper or of another kind.
    init(_ file: URL) throws {
        let data = try AtomicFile.read(file)
        guard let text = String(validating: data, as: UTF8.self) else {
            throw DataError("\(file.path) is not UTF-8.")
        }
        try self.init(text, name: file.path)
    }

    init(_ text: String, name: String) throws {
        self.name = name
        var open: ExactText?
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (number, whole) in lines.enumerated() {
            let line = whole.drop { $0 == " " }
            func problem(_ what: String) -> DataError {
                DataError("\(name):\(number + 1): \(what); one level of key: value is read.")
            }
            if line.isEmpty || line.hasPrefix("#") || line.isExactly("---") { continue }
            if line.hasPrefix("- "), let key = open {
                let item = try Self.scalar(line.dropFirst(2)) ?? { throw problem("no value") }()
                values[key] = [values[key] ?? "", item].filter { !$0.isEmpty }.joined(
                    separator: ",")
                continue
            }
            guard whole.startIndex == line.startIndex else {
                throw problem("an indented line")
            }
            guard let colon = line.firstIndex(of: ":") else { throw problem("no colon") }
            let key = ExactText(line[..<colon].strippingSpaces())
            let rest = line[line.index(after: colon)...]
            guard values[key] == nil else { throw problem("the key \(key) a second time") }
            guard let value = try Self.scalar(rest) else {
                open = key
                values[key] = ""
                continue
            }
            open = nil
            values[key] = value
        }
    }

    /// Nil for nothing. Quotes go, and comments of plain text.
    private static func scalar(_ text: Substring) throws -> String? {
        let text = text.strippingSpaces()
        guard let quote = text.first else { return nil }
        if quote == "'" || quote == "\"" {
            guard text.count > 1, text.last == quote else {
                throw DataError("the value \(text) begins with a quote and does not end with one.")
            }
            let inside = String(text.dropFirst().dropLast())
            return quote == "'"
                ? inside.replacingExactly("''", with: "'")
                : inside.replacingExactly("\\\"", with: "\"")
        }
        if text.hasPrefix("#") { return nil }
        guard let comment = text.exactRange(of: " #") else { return text }
        return text[..<comment.lowerBound].strippingSpaces()
    }

    /// The value of a key; nil where there is none or it is `null`.
    func text(_ key: String) -> String? {
        values[ExactText(key)].flatMap { ["null", "~"].contains($0) ? nil : $0 }
    }

    /// A value cut at its commas; nil where there is none.
    func list(_ key: String) -> [String]? {
        text(key).map { text in
            text.split(separator: ",", omittingEmptySubsequences: false).map {
                $0.strippingSpaces()
            }
        }
    }

    /// - Throws: `DataError` for what is no whole number.
    func number(_ key: String) throws -> Int? {
        guard let text = text(key) else { return nil }
        guard let number = Int(text) else {
            throw DataError("\(name): \(key) is \(text); give a whole number.")
        }
        return number
    }

    /// - Throws: `DataError` for what is neither true nor false.
    func flag(_ key: String) throws -> Bool? {
        guard let text = text(key) else { return nil }
        switch text.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default: throw DataError("\(name): \(key) is \(text); give true or false.")
        }
    }
}
