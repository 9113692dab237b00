import Foundation
import TestSupport
import Testing

@testable import Storage

@Suite struct OutputPlaceTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func kind(_ name: String) -> FileIdentity.Kind? {
        FileIdentity(folder.file(name).path, followsLinks: false)?.kind
    }

    @Test("pipes, sockets, devices and folders are refused and stay what they are")
    func refuses() throws {
        #expect(mkfifo(folder.file("pipe").path, 0o600) == 0)
        try FileManager.default.createDirectory(
            at: folder.file("folder"), withIntermediateDirectories: true)
        var kinds = ["pipe": "a pipe", "folder": "a folder"]
        // A node with the numbers of /dev/null; only some may make one.
        if mknod(folder.file("device").path, S_IFCHR | 0o600, dev_t(1 << 8 | 3)) == 0 {
            kinds["device"] = "a device"
        }
        for (name, word) in kinds {
            let url = folder.file(name)
            let before = kind(name)
            let link = folder.file("link to \(name)")
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: url)
            for place in [url, link] {
                let ways: [() throws -> Void] = [
                    { try AtomicFile.write("x", to: place) },
                    { _ = try JSONLinesAppender<Int>(place) },
                    { try JobFiles(reads: [], writes: [place]).check() },
                ]
                for write in ways {
                    let error = #expect(throws: UsageError.self) { try write() }
                    #expect(
                        error?.description
                            == "cannot write \(place.path): it is \(word); give the name of a file."
                    )
                }
            }
            #expect(kind(name) == before)
            if word != "a folder" {
                #expect(throws: UsageError.self) { _ = try FolderStaging(url) }
            }
        }
    }

    @Test("a link to a file stays a link, whole files and growing ones go where it points")
    func links() throws {
        let disk = folder.file("disk")
        try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
        // One to a file, one to nothing yet; relative, through a second link.
        try Data("old".utf8).write(to: disk.appendingPathComponent("a"))
        for (name, target) in [("a", "disk/a"), ("b", "b2"), ("b2", "disk/b")] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.file(name).path, withDestinationPath: target)
        }
        for name in ["a", "b"] {
            try AtomicFile.write("new\n", to: folder.file(name))
            #expect(kind(name) == .link && kind("disk/\(name)") == .file)
            let content = try Data(contentsOf: disk.appendingPathComponent(name))
            #expect(content == Data("new\n".utf8))
            try FileManager.default.removeItem(at: disk.appendingPathComponent(name))
            try JSONLinesAppender<Int>(folder.file(name)).append(1)
            #expect(kind(name) == .link)
            #expect(try Data(contentsOf: disk.appendingPathComponent(name)) == Data("1\n".utf8))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path).count == 2)
    }

    @Test("a link that never ends is an error")
    func loop() throws {
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("x").path, withDestinationPath: "x")
        let error = #expect(throws: UsageError.self) {
            try AtomicFile.write("x", to: folder.file("x"))
        }
        #expect(error?.description.contains("a link that never ends") == true)
    }

    @Test("links under the names that temporary files had are not followed")
    func plantedLinks() throws {
        let victim = folder.file("victim")
        try Data("mine".utf8).write(to: victim)
        for name in [".x.json.\(getpid()).partial", ".x.json.partial", ".x.json.lock"] {
            try FileManager.default.createSymbolicLink(
                at: folder.file(name), withDestinationURL: victim)
        }
        try AtomicFile.write("new", to: folder.file("x.json"))
        // Where a link stands in the lock's place, there is no lock, and nothing is written to it.
        #expect(throws: UsageError.self) { _ = try OutputLock(folder.file("x.json")) }
        #expect(try Data(contentsOf: victim) == Data("mine".utf8))
        let names = (0..<100).map { _ in StagedName.place(beside: victim).lastPathComponent }
        #expect(Set(names).count == 100)
    }

    @Test("what may be read of a new file is decided by the umask, as with other tools")
    func modes() throws {
        try AtomicFile.write("x", to: folder.file("x"))
        try Data("y".utf8).write(to: folder.file("y"))
        let made = try #require(FileIdentity(folder.file("x").path))
        // Foundation's own file has 0o666 less the umask; ours never more than 0o644.
        let plain = try #require(FileIdentity(folder.file("y").path))
        #expect(made.mode & 0o777 == plain.mode & 0o644)
    }
}
