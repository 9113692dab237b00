import Foundation

/// Scores as they are printed.
enum ScoreText {
    /// Three digits after the point.
    static func fixed(_ score: Double) -> String { String(format: "%.3f", score) }

    static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
