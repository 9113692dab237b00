/// A piece of a page: text, or an element with attributes and content.
///
/// Pages are written as HTML that is well-formed XML too, so that a plain XML parser can check them
/// and every figure can be cut out and saved as an `.svg` file.
///
/// ```swift
/// tag("p", ["class": "note"]) { "5 < 6"; tag("br") }.text   // <p class="note">5 &lt; 6<br/></p>
/// ```
package enum Markup: Sendable, Equatable {
    case plain(String)
    case element(name: String, attributes: [Attribute], content: [Markup])

    package struct Attribute: Sendable, Equatable {
        package var name: String
        package var value: String
    }

    /// Elements that may be written without an end tag: void ones of HTML, shapes of SVG.
    static let closed: Set<String> = [
        "br", "hr", "meta", "col", "wbr", "rect", "line", "path", "circle", "polygon", "polyline",
    ]
    /// A line break after these changes nothing that is shown, and makes the source readable.
    static let blocks: Set<String> = [
        "head", "style", "header", "main", "nav", "section", "figure", "figcaption",
        "svg", "g", "table", "thead", "tbody", "tr", "div", "p", "h1", "h2", "h3", "h4", "details",
        "ul",
        "li", "dl", "dd", "footer", "body", "caption", "meta",
    ]

    package var text: String {
        var output = ""
        write(to: &output)
        return output
    }

    func write(to output: inout String) {
        switch self {
        case .plain(let text): output += Escaping.text(text)
        case .element(let name, let attributes, let content):
            output += "<\(name)"
            for attribute in attributes {
                output += " \(attribute.name)=\"\(Escaping.attribute(attribute.value))\""
            }
            if content.isEmpty && Self.closed.contains(name) {
                output += "/>"
            } else {
                output += ">"
                for piece in content { piece.write(to: &output) }
                output += "</\(name)>"
            }
            if Self.blocks.contains(name) { output += "\n" }
        }
    }
}

/// An element with its attributes and content.
package func tag(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:],
    @MarkupBuilder _ content: () -> [Markup] = { [] }
) -> Markup {
    .element(
        name: name, attributes: attributes.map { .init(name: $0.key, value: $0.value) },
        content: content())
}

/// Collects texts and elements, so that a page is written in the shape it has.
@resultBuilder
package enum MarkupBuilder {
    package static func buildExpression(_ piece: Markup) -> [Markup] { [piece] }
    package static func buildExpression(_ pieces: [Markup]) -> [Markup] { pieces }
    package static func buildExpression(_ text: String) -> [Markup] { [.plain(text)] }
    package static func buildBlock(_ parts: [Markup]...) -> [Markup] { parts.flatMap { $0 } }
    package static func buildOptional(_ part: [Markup]?) -> [Markup] { part ?? [] }
    package static func buildEither(first part: [Markup]) -> [Markup] { part }
    package static func buildEither(second part: [Markup]) -> [Markup] { part }
    package static func buildArray(_ parts: [[Markup]]) -> [Markup] { parts.flatMap { $0 } }
}

/// Makes any text safe to place in a page that is both HTML and XML 1.0.
package enum Escaping {
    /// Text between tags.
    package static func text(_ text: String) -> String { escape(text, inAttribute: false) }

    /// A value between double quotes.
    package static func attribute(_ text: String) -> String { escape(text, inAttribute: true) }

    static func escape(_ text: String, inAttribute: Bool) -> String {
        var output = ""
        var afterReturn = false
        for scalar in text.unicodeScalars {
            // A line feed after a carriage return is one line break.
            if scalar == "\n" && afterReturn {
                afterReturn = false
                continue
            }
            afterReturn = scalar == "\r"
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += inAttribute ? "&quot;" : "\""
            case "\n", "\r": output += inAttribute ? "&#10;" : "\n"
            case "\t": output += inAttribute ? "&#9;" : "\t"
            default: output.unicodeScalars.append(visible(scalar))
            }
        }
        return output
    }

    /// XML 1.0 has no control characters, not even escaped, so they are shown by their pictures
    /// (U+2400 and on); what has no picture becomes the replacement character.
    static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0..<0x20: Unicode.Scalar(0x2400 + scalar.value)!
        case 0x7F: "\u{2421}"
        case 0x80..<0xA0: "\u{FFFD}"
        // Noncharacters are no part of either language.
        case 0xFDD0...0xFDEF: "\u{FFFD}"
        case let value where value & 0xFFFE == 0xFFFE: "\u{FFFD}"
        default: scalar
        }
    }
}
