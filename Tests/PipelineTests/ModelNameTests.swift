import Foundation
import Storage
import TestSupport
import Testing

@testable import Pipeline

/// The folder that a name of a model stands for.
@Suite struct ModelNameTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    @discardableResult private func model(_ path: String) throws -> URL {
        let url = folder.file(path)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try Data("{}".utf8).write(to: url.appendingPathComponent("config.json"))
        return url
    }

    private func name(_ text: String, from start: String, variable: String? = nil) -> ModelName {
        var name = ModelName(text)
        name.environment = variable.map { [ModelName.variable: $0] } ?? [:]
        name.starts = [folder.file(start)]
        return name
    }

    private func path(_ name: ModelName) throws -> String {
        try name.folder().standardizedFileURL.path
    }

    @Test func theNearestFolderOfModelsIsIt() throws {
        let far = try model("models/tiny")
        let near = try model("a/models/tiny")
        #expect(try path(name("tiny", from: "a/b/c")) == near.path)
        #expect(try path(name("tiny", from: "a")) == near.path)
        #expect(try path(name("tiny", from: "x/y")) == far.path)
        // A folder without config.json is no model yet.
        try FileManager.default.removeItem(at: near.appendingPathComponent("config.json"))
        #expect(try path(name("tiny", from: "a/b")) == far.path)
    }

    @Test func theVariableComesFirst() throws {
        try model("models/tiny")
        let named = try model("elsewhere/tiny")
        let place = folder.file("elsewhere").path
        #expect(try path(name("tiny", from: "a", variable: place)) == named.path)
        #expect(try path(name("tiny", from: "a", variable: "")) == folder.file("models/tiny").path)
    }

    @Test func pathsAreWhatTheyAre() throws {
        try model("models/tiny")
        let out = folder.file("nothing").path
        #expect(try path(name(out, from: "a")) == out)
        #expect(try name("./tiny", from: "a").folder().path.hasSuffix("/tiny"))
        // A file or folder that is there under the name.
        let here = FileManager.default.currentDirectoryPath
        let there = try #require(
            FileManager.default.contentsOfDirectory(atPath: here).first)
        try model("models/\(there)")
        #expect(try path(name(there, from: "a")) == URL(fileURLWithPath: there).path)
        #expect(try name("organism", from: "a").folder().lastPathComponent == "first-light")
    }

    @Test func aNameOfNothingSaysWhatThereIs() throws {
        func sentence(_ name: ModelName) -> String? {
            #expect(throws: UsageError.self) { try name.folder() }?.description
        }
        let small = sentence(name("smollm2", from: "a"))
        #expect(small?.contains("run `make smollm2` in the project") == true)
        try model("models/two")
        try model("models/one")
        let text = sentence(name("three", from: "a"))
        #expect(
            text
                == "three is no folder here, nor the name of a model: \"organism\", or a folder in models/ (one, two) or in $RETMASK_MODELS."
        )
    }
}
