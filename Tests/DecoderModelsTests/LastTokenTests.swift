import Testing
import Torch

@testable import DecoderModels

/// What a forward pass leaves out when only the last tokens are asked for.
@Suite struct LastTokenTests {
    /// Over padding, a cache and windows: the last of all, but for rounding, and the same cache.
    @Test(arguments: Golden.names) func equalsTheLastOfAll(_ name: String) throws {
        let golden = try Golden(name)
        let rows = golden.tokens
        func run(onlyLast: Bool) throws -> (hidden: [Float], keys: [Float]) {
            // The second row begins after four columns of padding.
            let cache = KeyValueCache(padding: [0, 4], capacity: 8)
            var last: Tensor?
            for range in [0..<2, 2..<9, 9..<golden.length] {
                let part = rows.map { Array($0[range]) }
                let hidden = try golden.model.hidden(
                    Golden.input(part), cache: cache, onlyLast: onlyLast)
                #expect(hidden.size(1) == (onlyLast ? 1 : range.count))
                last = try hidden.select(1, hidden.size(1) - 1)
            }
            let layers = cache.keys.count
            return (
                try #require(last).floats(),
                try cache.keys[layers - 1].narrow(2, start: 4, length: golden.length - 4).floats()
            )
        }
        let (all, last) = (try run(onlyLast: false), try run(onlyLast: true))
        for (one, two) in [(all.hidden, last.hidden), (all.keys, last.keys)] {
            let bound = golden.model.bound(columns: golden.length, scale: golden.largest(one))
            #expect(Double(Golden.distance(one, two)) <= bound)
        }
    }

    /// Who looks on sees the last query's columns either way.
    @Test(arguments: Golden.names) func observersSeeTheSame(_ name: String) throws {
        let golden = try Golden(name)
        func seen(onlyLast: Bool) throws -> [[Int]] {
            let observer = AttentionObserver()
            let cache = KeyValueCache(padding: [0, 0], capacity: 8)
            _ = try golden.model.hidden(
                Golden.input(golden.tokens), cache: cache, observer: observer, onlyLast: onlyLast)
            return try observer.take(padding: [0, 0])
        }
        #expect(try seen(onlyLast: true) == seen(onlyLast: false))
        #expect(try seen(onlyLast: true) == golden.attended)
    }
}
