import Foundation
import Storage
import TestSupport
import Testing

@Suite struct AtomicFileTests {
    @Test func leavesOnlyTheFinalName() throws {
        let folder = try TemporaryFolder()
        try AtomicFile.write("one", to: folder.file("a/b.txt"))
        try AtomicFile.write("two", to: folder.file("a/b.txt"))
        #expect(try String(contentsOf: folder.file("a/b.txt"), encoding: .utf8) == "two")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.file("a").path) == ["b.txt"])
    }

    @Test func fingerprintOfKnownText() throws {
        // SHA-256 of "abc", FIPS 180-2 appendix B.1.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(Fingerprint.of("abc") == expected)
        let folder = try TemporaryFolder()
        try Data("abc".utf8).write(to: folder.file("f"))
        #expect(try Fingerprint.of(file: folder.file("f")) == expected)
    }
}
