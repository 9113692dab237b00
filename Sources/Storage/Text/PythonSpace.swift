/// White space as Python's `str` knows it, which is what the tools that we are compared with strip.
extension Unicode.Scalar {
    /// Unicode's white space, and the four separators of ASCII (`str.isspace`).
    package var isPythonSpace: Bool { properties.isWhitespace || 0x1c...0x1f ~= value }
}

extension StringProtocol {
    /// Without white space at both ends (`strip`).
    package func strippingSpaces() -> String {
        Substring(Substring(self).unicodeScalars.drop { $0.isPythonSpace }).strippingSpacesAtEnd()
    }

    /// Without white space at the end (`rstrip`).
    package func strippingSpacesAtEnd() -> String {
        var scalars = Substring(self).unicodeScalars
        while let last = scalars.last, last.isPythonSpace { scalars.removeLast() }
        return String(scalars)
    }
}
