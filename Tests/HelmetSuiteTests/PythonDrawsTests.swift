import Foundation
import Storage
import TestSupport
import Testing

@testable import HelmetSuite

/// Draws against CPython's `random` and numpy.
@Suite struct PythonDrawsTests {
    private func recorded(_ kind: String) throws -> [(seed: UInt64, value: JSONValue)] {
        let document = try JSONParser.parse(
            Fixture.data("helmet/draws.json"), name: "draws.json")
        guard case .object(let members)? = document[kind] else { return [] }
        return try members.map { (try #require(UInt64($0.key)), $0.value) }
    }

    private func numbers(_ value: JSONValue) -> [Int] { value.array?.compactMap(\.int) ?? [] }

    @Test func shuffle() throws {
        let rows = try recorded("shuffle")
        #expect(rows.count == 6)
        for (seed, value) in rows {
            var list = Array(0..<12)
            var random = PythonRandom(seed: seed)
            random.shuffle(&list)
            #expect(list == numbers(value), "\(seed)")
        }
    }

    @Test("both of CPython's ways to sample")
    func sample() throws {
        for (seed, value) in try recorded("sample") {
            for row in value.array ?? [] {
                let parts = try #require(row.array)
                let (size, count) = (try #require(parts[0].int), try #require(parts[1].int))
                var random = PythonRandom(seed: seed)
                #expect(
                    random.sample(Array(0..<size), count) == numbers(parts[2]),
                    "\(seed): \(count) of \(size)")
            }
        }
    }

    @Test func permutation() throws {
        let rows = try recorded("permutation")
        #expect(rows.count == 5)
        for (seed, value) in rows {
            for expected in value.array?.map(numbers) ?? [] {
                #expect(NumpyPermutation.of(expected.count, seed: UInt32(seed)) == expected)
            }
        }
    }

    /// SHA-256 of "abc" ends with f20015ad.
    @Test func hash() {
        #expect(HelmetLoader.hash("abc") == 0x7200_15ad)
        #expect(HelmetLoader.hash("abc", plus: 0x0dff_ea53) == 0)
    }
}
