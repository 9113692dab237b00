import Testing

@testable import LongContextEval

@Suite struct CitedAnswerTests {
    @Test("citations go as ALCE takes them out")
    func bare() {
        func bare(_ text: String) -> String { CitedAnswer(text).bare }
        #expect(bare("A lamp [1][22].") == "A lamp.")
        #expect(bare("A lamp [3, 4] |\n\nand more\n") == "A lamp, 4 and more ")
        #expect(bare("[x] stays[9") == "[x stays")
        #expect(bare("end<|im_end|>") == "end")
    }

    @Test func groups() {
        let groups = [["blue lamp", "azure lamp"], ["desk"], ["Oslo"]]
        #expect(CitedAnswer("The Blue [2] lamp in Oslo.").share(of: groups) == 2.0 / 3)
        let listed = CitedAnswer("azure lamp, Desk, a chair, desk .,").listed(of: groups)
        // The comma at the end is no second mark to go: points go first, then commas.
        #expect(listed.items == 4 && listed.right == 3 && listed.found == 2)
        #expect(
            listed.precision == 0.75 && listed.recall == 2.0 / 3 && listed.recallOfFive == 2.0 / 3)
        let many = (0..<8).map { ["w\($0)"] }
        #expect(CitedAnswer("w0,w1,w2,w3,w4,w5").listed(of: many).recallOfFive == 1)
        #expect(CitedAnswer("").listed(of: groups).precision == 0)
        #expect(CitedAnswer("one  two\nthree").words == 3)
    }
}
