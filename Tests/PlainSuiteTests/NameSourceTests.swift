import Numbers
import Testing

@testable import PlainSuite

@Suite struct NameSourceTests {
    @Test("every number has a name of its own", arguments: [NameSource.surnames, NameSource.towns])
    func distinct(stock: Syllables) {
        let names = Set((0..<stock.count).map(stock.name))
        #expect(names.count == stock.count)
        // More than any suite draws.
        #expect(stock.count / NameSource.classes > 1500)
        for list in [stock.first, stock.middle, stock.last] {
            #expect(Set(list).count == list.count)
            // Odd, so that a class of numbers has every syllable.
            #expect(list.count % 2 == 1)
        }
    }

    @Test("seeds that differ modulo 64 share no surname and no town")
    func classes() {
        func drawn(_ seed: UInt64) -> (surnames: Set<String>, towns: Set<String>) {
            var stream = SeededGenerator(seed: seed)
            var names = NameSource(seed: seed)
            return (
                Set((0..<900).map { _ in names.surname(&stream) }),
                Set((0..<900).map { _ in names.town(&stream) })
            )
        }
        let some = [UInt64(1), 2, 3, 17, 64].map(drawn)
        for (index, one) in some.enumerated() {
            #expect(one.surnames.count == 900 && one.towns.count == 900)
            for other in some[..<index] {
                #expect(one.surnames.isDisjoint(with: other.surnames))
                #expect(one.towns.isDisjoint(with: other.towns))
            }
        }
    }
}
