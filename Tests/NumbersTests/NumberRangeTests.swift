import Numbers
import Storage
import Testing

@Suite struct NumberRangeTests {
    @Test("both ends of a range are in it, and its words say so")
    func closed() {
        let range = NumberRange(1...1024)
        #expect(["1", "1024", "+7", "007"].map(range.number) == [1, 1024, 7, 7])
        #expect(range.description == "1 to 1024" && range.sentence == "a whole number, 1 to 1024")
    }

    @Test(
        "what is no whole number of the range is none",
        arguments: [
            "0", "1025", "-9223372036854775808", "9223372036854775808", "1e3", "1.0", "nan", "inf",
            "-0.0", "", " 1", "1 ", "1_000", "٣", "0x10", "1\n",
        ])
    func noWholeNumber(text: String) {
        let range = NumberRange(1...1024)
        #expect(range.number(text) == nil)
        #expect(throws: UsageError("give a whole number, 1 to 1024")) { try range.parse(text) }
    }

    @Test("an end that is outside is outside")
    func halfOpen() {
        let above = NumberRange(above: 0.0, through: 1)
        #expect(
            ["0", "-0.0", "nan", "inf", "1.0000001", "1e-400"].allSatisfy {
                above.number($0) == nil
            })
        #expect(above.number("5e-324") == .leastNonzeroMagnitude && above.number("1") == 1)
        #expect(above.sentence == "a number above 0, at most 1")
        let below = NumberRange(0.0..<0.5)
        #expect(below.number("0") == 0 && below.number("0.5") == nil)
        #expect(below.description == "0 or more, below 0.5")
    }

    @Test("NaN is in no range")
    func notANumber() { #expect(!NumberRange(-1e9...1e9).contains(.nan)) }
}
