import Artifacts
import Foundation
import Testing

@Suite struct HeadGateTests {
    @Test func text() {
        for text in ["zero", "uniform", "mean", "0.5", "1.0"] {
            #expect(HeadGate(text)?.description == text)
        }
        #expect(HeadGate("0") == .zero)
        for text in ["", "half", "-1", "inf", "nan", "Zero"] { #expect(HeadGate(text) == nil) }
    }

    @Test func json() throws {
        let ablation = HeadAblation([HeadID(layer: 1, head: 2)], gate: .scale(0.25))
        let data = try JSONEncoder().encode(ablation)
        #expect(String(decoding: data, as: UTF8.self).contains("\"0.25\""))
        #expect(try JSONDecoder().decode(HeadAblation.self, from: data) == ablation)
        let bad = Data(#"{"heads":["1-2"],"gate":"loud"}"#.utf8)
        let error = #expect(throws: (any Error).self) {
            try JSONDecoder().decode(HeadAblation.self, from: bad)
        }
        #expect("\(try #require(error))".contains("uniform"))
    }
}
