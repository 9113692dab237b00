import Foundation

/// The sequential palette of heat maps: 21 steps of one blue whose lightness in OKLab (Ottosson
/// 2020) changes evenly, from the colour of the page to the strongest contrast with it.
///
/// Order is carried by lightness alone, so it survives colour blindness and grey printing. On a
/// dark page the ramp runs the other way, so that a low score recedes on either.
package enum ScoreColours {
    package static let levels = 21

    /// The step of a share of the full scale, 0 to 20; values above the scale take the last.
    package static func level(_ share: Double) -> Int {
        guard share.isFinite else { return 0 }
        return Int((min(max(share, 0), 1) * Double(levels - 1)).rounded())
    }

    package struct Colour: Sendable, Equatable {
        /// Linear light, 0 to 1.
        package let red: Double
        package let green: Double
        package let blue: Double

        /// Relative luminance of WCAG 2.
        package var luminance: Double { 0.2126 * red + 0.7152 * green + 0.0722 * blue }

        package var hex: String {
            "#" + [red, green, blue].map { String(format: "%02x", Self.byte($0)) }.joined()
        }

        static func byte(_ linear: Double) -> Int {
            let light = min(max(linear, 0), 1)
            let encoded = light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055
            return Int((255 * encoded).rounded())
        }

        /// From OKLCH: lightness 0 to 1, chroma, hue in degrees.
        package init(lightness: Double, chroma: Double, hue: Double) {
            let (a, b) = (chroma * cos(hue * .pi / 180), chroma * sin(hue * .pi / 180))
            let l = pow(lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b, 3)
            let m = pow(lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b, 3)
            let s = pow(lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b, 3)
            func clamp(_ value: Double) -> Double { min(max(value, 0), 1) }
            red = clamp(4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s)
            green = clamp(-1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s)
            blue = clamp(-0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s)
        }
    }

    /// - Parameter dark: for a dark page.
    package static func colour(level: Int, dark: Bool) -> Colour {
        let share = Double(level) / Double(levels - 1)
        let lightness = dark ? 0.27 + 0.65 * share : 0.965 - 0.655 * share
        // A low score has hardly any colour; the most is given where the gamut has it.
        let chroma = 0.004 + 0.108 * sin(.pi * 0.82 * share)
        return Colour(
            lightness: lightness, chroma: chroma, hue: dark ? 255 - 25 * share : 230 + 35 * share)
    }

    /// Black or white, whichever can be read on the step.
    package static func ink(level: Int, dark: Bool) -> String {
        let light = colour(level: level, dark: dark).luminance
        return (light + 0.05) / 0.05 > 1.05 / (light + 0.05) ? "#000000" : "#ffffff"
    }

    /// Classes `v0` to `v20` for cells and `t0` to `t20` for text on them.
    static func rules(dark: Bool) -> String {
        (0..<levels).map { level in
            ".v\(level){fill:\(colour(level: level, dark: dark).hex)}"
                + ".t\(level){fill:\(ink(level: level, dark: dark))}"
        }.joined(separator: "\n")
    }
}
