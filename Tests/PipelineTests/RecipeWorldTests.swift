import Foundation
import PlainSuite
import Storage
import TestSupport
import Testing

@testable import Pipeline

/// Fields that have no effect in the world of a recipe.
@Suite struct RecipeWorldTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    func file(_ text: String) throws -> URL {
        let file = folder.file("recipe.json")
        try Data(text.utf8).write(to: file)
        return file
    }

    func problem(_ text: String, _ world: Recipe.World) throws -> String {
        let file = try file(text)
        do { _ = try Recipe.read(file, world: world) } catch { return "\(error)" }
        return ""
    }

    static let lengths = "contrast.lengths is [64, 96] but should be left out"
    static let form = "evaluate.form is chat but should be left out"

    @Test("lengths of prompts are the organism's, forms of questions the plain suite's")
    func refused() throws {
        let text = #"{"contrast": {"lengths": [64, 96]}, "evaluate": {"form": "chat"}}"#
        let (plain, organism) = (try problem(text, .plain), try problem(text, .organism))
        #expect(plain.contains(Self.lengths) && !plain.contains("evaluate.form"), "\(plain)")
        #expect(organism.contains(Self.form) && !organism.contains("contrast"), "\(organism)")
        // Beside all else that is wrong, and under the name of a variant.
        let more = try problem(
            #"{"contrast": [{"name": "a"}, {"name": "b", "lengths": "64", "topP": 2}]}"#, .plain)
        #expect(
            more.contains("contrast[b].topP is 2.0") && more.contains("contrast[b].lengths is [64]")
        )
        #expect(!more.contains("contrast[a]"))
    }

    @Test("the world that the recipe names counts") func named() throws {
        let lengths = #"{"world": "NAME", "contrast": {"lengths": [64, 96]}}"#
        let form = #"{"world": "NAME", "evaluate": {"form": "chat"}}"#
        func named(_ text: String, _ name: String) -> String {
            text.replacingOccurrences(of: "NAME", with: name)
        }
        #expect(try problem(named(lengths, "organism"), .plain).isEmpty)
        #expect(try problem(named(lengths, "plain"), .organism).contains(Self.lengths))
        #expect(try problem(named(form, "plain"), .organism).isEmpty)
        #expect(try problem(named(form, "organism"), .plain).contains(Self.form))
    }

    @Test("what a part names counts more than the world") func parts() throws {
        #expect(
            try problem(#"{"evaluate": {"suite": "plain", "form": "chat"}}"#, .organism).isEmpty)
        #expect(
            try problem(#"{"evaluate": {"suite": "organism", "form": "chat"}}"#, .plain)
                .contains("evaluate.form is chat but should be left out"))
        // A later suite takes the form of the first one with it.
        let suites = try file(
            #"{"evaluate": [{"name": "a", "form": "chat"}, {"name": "b", "suite": "organism"}]}"#)
        #expect(try Recipe.read(suites, world: .plain).evaluate.map(\.form) == [.form(.chat), nil])
    }

    @Test("what a run folder remembers is read as it is") func kept() throws {
        let file = try file(#"{"contrast": {"lengths": [64, 96]}}"#)
        #expect(try Recipe.read(own: file, world: .plain).contrast[0].lengths == [64, 96])
    }
}
