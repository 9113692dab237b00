import Storage

/// Reads tokens as configuration files write them: a text, or an object with `content` and flags.
struct TokenReader {
    /// Named in errors.
    let file: String

    /// - Parameter key: where the token stands, for errors.
    func token(
        _ value: JSONValue, of key: String
    ) throws -> (token: AddedToken, hasFlags: Bool) {
        if let text = value.string { return (AddedToken(content: text, isSpecial: true), false) }
        guard let content = value["content"]?.string else {
            throw DataError("\(file): \(key) is neither a text nor an object with content.")
        }
        func flag(_ key: String) -> Bool { value[key]?.bool ?? false }
        var token = AddedToken(content: content, isSpecial: flag("special"))
        token.stripsLeft = flag("lstrip")
        token.stripsRight = flag("rstrip")
        token.isSingleWord = flag("single_word")
        token.isNormalized = value["normalized"]?.bool ?? !token.isSpecial
        return (token, true)
    }
}
