import Artifacts
import Testing

@Suite struct ReasonedAnswerTests {
    @Test("the thought goes before the answer, without the line breaks around it")
    func both() {
        #expect(
            ReasonedAnswer.text("\n\nyes", reasoning: "\nhm\n", finishReason: "stop")
                == "<think>\nhm\n</think>\n\nyes")
        // The limit cut the answer off, not the thought.
        #expect(
            ReasonedAnswer.text("ye", reasoning: "hm", finishReason: "length")
                == "<think>\nhm\n</think>\n\nye")
    }

    @Test("a thought that was cut off is not ended", arguments: ["", "\n", " \n"])
    func cutOff(answer: String) {
        #expect(
            ReasonedAnswer.text(answer, reasoning: "hm, let", finishReason: "length")
                == "<think>\nhm, let")
        // The model itself ended its turn there.
        for reason in ["stop", nil] {
            #expect(
                ReasonedAnswer.text(answer, reasoning: "hm", finishReason: reason)
                    .hasPrefix("<think>\nhm\n</think>\n\n"))
        }
    }

    @Test("without a thought the answer is as it came", arguments: [nil, "", " \n"])
    func none(reasoning: String?) {
        #expect(
            ReasonedAnswer.text("\nyes", reasoning: reasoning, finishReason: "length") == "\nyes")
    }
}
