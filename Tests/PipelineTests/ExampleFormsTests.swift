import Foundation
import RetMask
import TestSupport
import Testing

/// One example of every form, asked of the embedded organism.
@Suite struct ExampleFormsTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    static let rows = [
        #"{"id":"chat","category":"chat","metric":"SubEM","length":0,"maxTokens":8,"messages":[{"role":"user","content":"Where is it ?"}],"answers":["a"]}"#,
        #"{"id":"on","category":"chat","metric":"EM","length":0,"maxTokens":8,"messages":[{"role":"user","content":"Where is it ?"},{"role":"assistant","content":"It is"}],"answers":["a"]}"#,
        #"{"id":"plain","category":"plain","metric":"WordEM","length":0,"maxTokens":12,"prompt":"The keeper of the","answers":["a"]}"#,
        #"{"id":"stop","category":"plain","metric":"WordEM","length":0,"maxTokens":12,"prompt":"The keeper of the","stop":["STOP"],"answers":["a"]}"#,
        #"{"id":"acc","category":"mc","metric":"acc","length":0,"prompt":"The river is","choices":[" in"," under the"," a"],"answers":[" in"]}"#,
        #"{"id":"norm","category":"mc","metric":"acc_norm","length":0,"messages":[{"role":"user","content":"Where is it ?"}],"choices":["in","under the"],"answers":["in"]}"#,
        #"{"id":"if","category":"if","metric":"inst_level_strict_acc","length":0,"maxTokens":8,"messages":[{"role":"user","content":"Where is it ?"}],"instruction_id_list":["punctuation:no_comma","startend:quotation"],"kwargs":[{},{}]}"#,
        #"{"id":"nll","category":"text","metric":"NLL","length":0,"prompt":"The river is in the town ."}"#,
        #"{"id":"language","category":"if","metric":"inst_level_strict_acc","length":0,"maxTokens":8,"messages":[{"role":"user","content":"?"}],"instruction_id_list":["language:response_language"],"kwargs":[{"language":"de"}]}"#,
        #"{"id":"late","category":"text","metric":"NLL","length":0,"prompt":"The river","scoredFrom":40}"#,
    ]

    @Test func everyFormIsAsked() throws {
        let model = try LoadedModel("organism")
        let free = try ask(model, Self.rows, "free")
        #expect(free.results.count == 8)
        let refused = free.problems.refused.first.map(\.reason)
        try #require(refused.count == 2)
        #expect(refused[0].hasPrefix("language:response_language is not checked"))
        #expect(refused[1].hasPrefix("the text has \(try count(model)) tokens, and NLL scores"))
        // The stop is a part of what the organism says, not at its beginning.
        let said = Array(free.results[2].response.unicodeScalars)
        try #require(said.count > 8)
        let stop = String(String.UnicodeScalarView(said[4..<7]))
        var rows = Self.rows
        let escaped = try #require(String(data: JSONEncoder().encode(stop), encoding: .utf8))
        rows[3] = rows[3].replacingOccurrences(of: "\"STOP\"", with: escaped)
        for batch in [1, 3, 32] {
            let results = try ask(model, rows, "cut-\(batch)", batch: batch).results
            #expect(results.enumerated().allSatisfy { $0 == 3 || close($1, free.results[$0]) })
            let whole = free.results[2].response
            let end = try #require(whole.components(separatedBy: stop).first)
            #expect(results[3].response == end && results[3].finishReason == "stop")
            #expect(results[3].tokens < free.results[2].tokens)
        }
        let choices = free.results[4]
        #expect(choices.logLikelihoods?.count == 3)
        #expect(choices.logLikelihoods?.allSatisfy { $0 < 0 } == true)
        #expect(free.results[6].followed?.count == 2 && free.results[7].score > 0)
        let table = EvaluationSummary.rows(free.results, model: "organism")
        #expect(
            Set(table.filter { $0.category == "mc" }.map(\.metric)) == ["acc", "acc_norm"])
    }

    /// Batches of other shapes may round the last bits otherwise.
    private func close(_ one: EvaluationResult, _ two: EvaluationResult) -> Bool {
        one.id == two.id && one.response == two.response && abs(one.score - two.score) < 1e-3
    }

    private func count(_ model: LoadedModel) throws -> Int {
        try model.chat.tokenizer.encode("The river").count
    }

    private func ask(
        _ model: LoadedModel, _ rows: [String], _ name: String, batch: Int = 32
    ) throws -> (results: [EvaluationResult], problems: RowProblems) {
        let file = folder.file("\(name).examples.jsonl")
        try Data(rows.joined(separator: "\n").utf8).write(to: file)
        var stage = EvaluateStage(.file(file))
        stage.batch = batch
        var problems = RowProblems()
        let results = try stage.run(model, answers: folder.file("\(name).jsonl")) {
            _ in
        } rowProblems: {
            problems = $0
        }
        return (results, problems)
    }
}
