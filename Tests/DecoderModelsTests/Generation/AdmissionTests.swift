import Testing

@testable import DecoderModels

@Suite struct AdmissionTests {
    /// Prompts of these lengths, of which equal ones are equal.
    func requests(_ lengths: [Int]) -> [GenerationRequest] {
        lengths.map {
            GenerationRequest(
                prompt: Array(repeating: $0, count: $0), sampling: .greedy(maxTokens: 1))
        }
    }

    @Test func allTogetherComeInTheirOrder() {
        var admission = Admission.together(requests([2, 9, 4, 9]))
        #expect(admission.next(beside: []) == [0, 1, 2, 3])
        #expect(admission.isEmpty && admission.next(beside: []).isEmpty)
    }

    @Test func theLongestGoFirstAndEqualOnesFollowEachOther() {
        let requests = requests([2, 9, 4, 9, 2])
        var admission = Admission.asRowsFreeUp(
            requests, SharedContexts(requests), rows: 2, promptTokens: 1000)
        #expect(admission.next(beside: []) == [1, 3])
        #expect(admission.next(beside: [1, 3]).isEmpty && !admission.isEmpty)
        #expect(admission.next(beside: [3]) == [2])
        #expect(admission.next(beside: []) == [0, 4])
        #expect(admission.isEmpty)
    }

    /// 18 tokens: two rows of 9, or four of 4, but only two while a row of 9 is running. One row is always taken.
    @Test func rowsTimesTheLongestPromptStayWithinTheLimit() {
        let requests = requests([9, 9, 4, 4, 4, 4])
        var admission = Admission.asRowsFreeUp(
            requests, SharedContexts(requests), rows: 64, promptTokens: 18)
        #expect(admission.next(beside: []) == [0, 1])
        #expect(admission.next(beside: [1]) == [2])
        #expect(admission.next(beside: [2]) == [3, 4, 5])
        var narrow = Admission.asRowsFreeUp(
            requests, SharedContexts(requests), rows: 64, promptTokens: 1)
        #expect(narrow.next(beside: []) == [0])
    }

    /// Contexts of 70 and 80 tokens, each with questions of several lengths: one context after the other,
    /// though the lengths of the prompts overlap.
    @Test func questionsAboutOneContextFollowEachOther() {
        let requests = [(1, 70, 2), (1, 70, 14), (2, 80, 1), (2, 80, 9), (2, 80, 3)].map {
            text, length, question in
            GenerationRequest(
                prompt: Array(repeating: text, count: length)
                    + Array(repeating: 7, count: question),
                sampling: .greedy(maxTokens: 1))
        }
        var admission = Admission.asRowsFreeUp(
            requests, SharedContexts(requests), rows: 1, promptTokens: 1000)
        let order = requests.indices.map { _ in admission.next(beside: [])[0] }
        #expect(order == [3, 4, 2, 1, 0])
    }
}
