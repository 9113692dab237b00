extension Array {
    /// Runs of neighbours that belong together.
    ///
    ///     [1, 1, 2, 1].chunked(by: ==)   // [[1, 1], [2], [1]]
    func chunked(by belong: (Element, Element) -> Bool) -> [ArraySlice<Element>] {
        var chunks: [ArraySlice<Element>] = []
        var start = startIndex
        for index in indices.dropFirst() where !belong(self[index - 1], self[index]) {
            chunks.append(self[start..<index])
            start = index
        }
        return isEmpty ? [] : chunks + [self[start...]]
    }
}
