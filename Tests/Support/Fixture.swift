public import Foundation

/// Files under `Tests/Fixtures`, each made by the script beside it.
public enum Fixture {
    /// The folder of all fixtures.
    public static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures")

    /// `Fixture.url("models/llama")`
    public static func url(_ path: String) -> URL { folder.appendingPathComponent(path) }

    public static func data(_ path: String) throws -> Data { try Data(contentsOf: url(path)) }
}
