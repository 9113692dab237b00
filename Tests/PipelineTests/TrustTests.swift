import Foundation
import TestSupport
import Testing

/// A part of `Scripts/trust.sh`: quick verbs, stopped at calls to the file system in every way.
@Suite struct TrustTests {
    struct Counts: Decodable {
        var tried: Int
        var held: Int
        var failed: [String]
        /// How many calls change files, by job.
        var calls: [String: Int]
    }

    static let scripts = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Scripts/trust")

    static var hasTools: Bool {
        ["cc", "python3"].allSatisfy { name in
            ["/usr/bin/", "/bin/", "/usr/local/bin/"].contains {
                FileManager.default.isExecutableFile(atPath: $0 + name)
            }
        }
    }

    @Test("kills and full disks at some calls of quick verbs", .enabled(if: hasTools))
    func kills() throws {
        #if os(Linux)
            let folder = try TemporaryFolder()
            let output = try BuiltTool.shell(
                "python3 '\(Self.scripts.path)/kills.py' --tool \"$TOOL\" --work work --only 'heads,contrast join,mask --overwrite'",
                in: folder.url)
            let line = try #require(output.out.split(separator: "\n").last, "\(output.error)")
            let counts = try JSONDecoder().decode(Counts.self, from: Data(line.utf8))
            #expect(counts.failed == [])
            #expect(counts.tried > 60 && counts.held == counts.tried)
            #expect(counts.calls.keys.sorted() == ["contrast join", "heads", "mask --overwrite"])
        #endif
    }
}
