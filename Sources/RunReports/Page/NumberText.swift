import Foundation

/// Numbers as the page writes them.
package enum NumberText {
    /// A coordinate of a figure: two decimals at most, no trailing zeros, `0` for what is not finite.
    package static func coordinate(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        return trimmed(String(format: "%.2f", value))
    }

    /// Three significant digits with a real minus: `0.693`, `12.3`, `3e−4`.
    package static func short(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "not a number" : "\(value)" }
        if value == 0 { return "0" }
        let size = abs(value)
        if size < 0.001 || size >= 100_000 {
            let parts = String(format: "%.2e", value).split(separator: "e")
            guard let power = Int(parts[1]) else { return "\(value)" }
            return minus("\(trimmed(String(parts[0])))e\(power)")
        }
        let decimals = size < 0.1 ? 4 : size < 10 ? 3 : size < 100 ? 2 : 1
        return minus(trimmed(String(format: "%.\(decimals)f", value)))
    }

    /// Three digits after the point: `0.693`.
    package static func fixed(_ value: Double) -> String { String(format: "%.3f", value) }

    /// A token count: `512`, `4096`, `12k`, `128K` (K is 1024).
    package static func length(_ tokens: Int) -> String {
        if tokens < 10_000 { return "\(tokens)" }
        if tokens % 1024 == 0 { return "\(tokens / 1024)K" }
        return trimmed(String(format: "%.1f", Double(tokens) / 1000)) + "k"
    }

    /// `71%`
    package static func percent(_ share: Double) -> String {
        share.isFinite ? String(format: "%.0f%%", 100 * share) : "–"
    }

    static func trimmed(_ text: String) -> String {
        guard text.contains(".") else { return text }
        var text = text
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text == "-0" ? "0" : text
    }

    static func minus(_ text: String) -> String { text.replacing("-", with: "−") }
}
