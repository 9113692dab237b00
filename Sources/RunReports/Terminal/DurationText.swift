import Foundation

/// Spells times and rates for a person.
public enum DurationText {
    /// What a file may claim and a person can read.
    private static let longest = 1e9

    /// `0:07`, `12:34`, `1:02:03`: for columns that change in place.
    public static func clock(_ seconds: Double) -> String {
        guard seconds.isFinite else { return "–:––" }
        let whole = Int(min(max(0, seconds), longest).rounded())
        let (hours, minutes) = (whole / 3600, whole / 60 % 60)
        return hours > 0
            ? String(format: "%d:%02d:%02d", hours, minutes, whole % 60)
            : String(format: "%d:%02d", minutes, whole % 60)
    }

    /// `0.4 s`, `12.3 s`, `3 min 20 s`, `2 h 05 min`: for text.
    public static func words(_ seconds: Double) -> String {
        if seconds < 59.95 { return String(format: "%.1f s", max(0, seconds)) }
        guard seconds <= longest else { return "more than \(Int(longest / 3600)) h" }
        let whole = Int(seconds.rounded())
        return whole < 3600
            ? String(format: "%d min %02d s", whole / 60, whole % 60)
            : String(format: "%d h %02d min", whole / 3600, whole / 60 % 60)
    }

    /// Units per second, or seconds per unit when that is the readable side: `12.3/s`, `4.2 s each`.
    public static func rate(_ perSecond: Double) -> String {
        switch perSecond {
        case 100...: String(format: "%.0f/s", perSecond)
        case 1...: String(format: "%.1f/s", perSecond)
        default: "\(words(1 / perSecond)) each"
        }
    }
}
