import Foundation
public import Numbers
import Storage

/// Parsing of lists of lengths and depths.
public enum GridValues {
    /// `count` values from `start` to `end`, both included, evenly spaced.
    ///
    ///     linspace(0, 100, 5)   // 0, 25, 50, 75, 100
    public static func linspace(_ start: Double, _ end: Double, _ count: Int) -> [Double] {
        guard count > 1 else { return count == 1 ? [start] : [] }
        return (0..<count).map { start + (end - start) * Double($0) / Double(count - 1) }
    }

    /// Parses `128,256,512`, `1k,8k` (k is 1024) or `start:end:count` (evenly spaced, rounded).
    ///
    /// Repeated values count once; the order stays as written.
    /// - Parameter limits: the lengths that are accepted.
    /// - Throws: `UsageError` naming the part that is none of them, and for more than `most` parts.
    public static func lengths(
        _ text: String, in limits: NumberRange<Int> = Limits.lengths
    ) throws -> [Int] {
        if text.contains(":") {
            let (start, end, count) = try range(text) { try Double(length($0, in: limits)) }
            return unique(linspace(start, end, count).map { Int($0.rounded()) })
        }
        return unique(try parts(text).map { try length(trimmed($0), in: limits) })
    }

    /// The most values of one list.
    static let most = 10_000

    /// Parses depths in percent: `0,50,100` or `start:end:count`.
    /// - Throws: `UsageError` naming the part that is no percentage.
    public static func depths(_ text: String) throws -> [Double] {
        if text.contains(":") {
            let (start, end, count) = try range(text, depth)
            // Two decimals: 11.11, not 11.11111111111111, in every file and label.
            return unique(linspace(start, end, count).map { ($0 * 100).rounded() / 100 })
        }
        return unique(try parts(text).map { try depth(trimmed($0)) })
    }

    private static func parts(_ text: String) throws -> [Substring] {
        let parts = text.split(separator: ",")
        guard parts.count <= most else {
            throw UsageError("a list of \(parts.count) values is too long: give up to \(most).")
        }
        return parts
    }

    /// `50`, `33.3`: as short as it reads.
    package static func text(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15
            ? String(Int(value)) : String(format: "%.1f", value)
    }

    static func length(_ text: String, in limits: NumberRange<Int>) throws -> Int {
        let thousands = text.lowercased().hasSuffix("k")
        let digits = thousands ? String(text.dropLast()) : text
        let (value, overflow) = (Int(digits) ?? -1)
            .multipliedReportingOverflow(by: thousands ? 1024 : 1)
        guard limits.contains(value), !overflow else {
            throw UsageError(
                "\"\(text)\" is not a length: write 1024,2048 or 1k,8k or start:end:count, each \(limits)."
            )
        }
        return value
    }

    static func depth(_ text: String) throws -> Double {
        guard let value = Limits.depth.number(text) else {
            throw UsageError(
                "\"\(text)\" is not a depth: write percentages, 0,50,100 or start:end:count, each \(Limits.depth)."
            )
        }
        return value
    }

    static func range(
        _ text: String, _ parse: (String) throws -> Double
    ) throws -> (Double, Double, Int) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(trimmed)
        guard parts.count == 3, let count = Int(parts[2]), 1...most ~= count else {
            throw UsageError(
                "\"\(text)\" is not a range: write start:end:count, such as 0:5000:20, with a count from 1 to \(most)."
            )
        }
        return (try parse(parts[0]), try parse(parts[1]), count)
    }

    static func trimmed(_ text: some StringProtocol) -> String {
        text.trimmingCharacters(in: .whitespaces)
    }

    static func unique<Value: Hashable>(_ values: [Value]) -> [Value] {
        var seen: Set<Value> = []
        return values.filter { seen.insert($0).inserted }
    }
}
