import Testing

@testable import Storage

@Suite struct JSONParserTests {
    @Test(
        "numbers and escapes that JSON does not have are refused",
        arguments: [
            "1.", "-1.", "1.e5", "1e", "1e+", "1.5.2", "1-2", ".5", "01", "+1", "--1", "1ee5",
            #""\u+41b""#, #""\u-041""#, #""\u 041""#, #""\u004""#, #""\ud83d\u+e00""#,
        ])
    func refused(_ text: String) {
        #expect(throws: DataError.self) { _ = try JSONParser.parse(row: text) }
    }

    @Test(
        "numbers are read as they are written",
        arguments: [
            ("0", JSONValue.int(0)), ("-12", .int(-12)), ("0.5", .double(0.5)),
            ("-0.25", .double(-0.25)), ("1e2", .double(100)), ("1E+2", .double(100)),
            ("2.5e-1", .double(0.25)), ("-Infinity", .double(-.infinity)),
        ])
    func numbers(_ text: String, _ value: JSONValue) throws {
        #expect(try JSONParser.parse(row: text).value == value)
    }

    @Test("four hexadecimal digits are a character, in either case")
    func escapes() throws {
        #expect(try JSONParser.parse(row: #""\u00e9\u00E9""#).value == .string("\u{e9}\u{e9}"))
    }
}
