import Testing
import Torch

@testable import DecoderModels

/// Forward passes of which only the last token is wanted.
@Suite struct LastTokenTests {
    /// Over padding, a cache and windows: the last of all, but for rounding, and the same cache.
    @Test(arguments: Golden.names) func equalsTheLastOfAll(_ name: String) throws {
        let golden = try Golden(name)
        let rows = golden.tokens
        func run(lastTokenOnly: Bool) throws -> (hidden: [Float], keys: [Float]) {
            // The second row begins after four columns of padding.
            let cache = KeyValueCache(padding: [0, 4], capacity: 8)
            var last: Tensor?
            for range in [0..<2, 2..<9, 9..<golden.length] {
                let part = rows.map { Array($0[range]) }
                let hidden = try golden.model.hiddenStates(
                    Golden.input(part), cache: cache, lastTokenOnly: lastTokenOnly)
                #expect(hidden.size(1) == (lastTokenOnly ? 1 : range.count))
                last = try hidden.select(1, hidden.size(1) - 1)
            }
            let layers = cache.keys.count
            return (
                try #require(last).floats(),
                try cache.keys[layers - 1].narrow(2, start: 4, length: golden.length - 4).floats()
            )
        }
        let (all, last) = (try run(lastTokenOnly: false), try run(lastTokenOnly: true))
        for (one, two) in [(all.hidden, last.hidden), (all.keys, last.keys)] {
            let bound = golden.model.bound(columns: golden.length, scale: golden.largest(one))
            #expect(Double(Golden.distance(one, two)) <= bound)
        }
    }

    /// A hook gets the last query's columns either way.
    @Test(arguments: Golden.names) func hooksGetTheSame(_ name: String) throws {
        let golden = try Golden(name)
        func seen(lastTokenOnly: Bool) throws -> [[Int]] {
            let hook = ArgmaxHook()
            let cache = KeyValueCache(padding: [0, 0], capacity: 8)
            _ = try golden.model.hiddenStates(
                Golden.input(golden.tokens), cache: cache, hook: hook, lastTokenOnly: lastTokenOnly)
            return try hook.take(padding: [0, 0])
        }
        #expect(try seen(lastTokenOnly: true) == seen(lastTokenOnly: false))
        #expect(try seen(lastTokenOnly: true) == golden.attended)
    }
}
