import Foundation
import TestSupport
import Testing

@testable import Storage

@Suite struct OutputLockTests {
    let folder: TemporaryFolder
    var out: URL { folder.file("x.jsonl") }
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.url.path)) ?? []).sorted()
    }

    init() throws { folder = try TemporaryFolder() }

    @Test("the second is refused with the process that holds it, by any name of the output")
    func refuses() throws {
        let link = folder.file("link.jsonl")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: out)
        let lock = try OutputLock(out)
        for name in [out, link] {
            let error = #expect(throws: UsageError.self) { _ = try OutputLock(name) }
            #expect(
                error?.description
                    == "\(name.path) is being written by process \(getpid()); wait for its end, or give another output."
            )
        }
        // Another output in the same folder is free.
        try OutputLock(folder.file("x")).release()
        lock.release()
        #expect(names == ["link.jsonl"])
        try OutputLock(link).release()
        #expect(names == ["link.jsonl"])
    }

    @Test("freed without a word it is released, and a file that a kill left does not matter")
    func ends() throws {
        for _ in 0..<2 {
            try Data("4711 elsewhere\n".utf8).write(to: folder.file(".x.jsonl.lock"))
            _ = try OutputLock(out)
            #expect(names == [])
        }
    }

    @Test("a holder on another machine is named with it")
    func elsewhere() throws {
        let lock = try OutputLock(out)
        defer { lock.release() }
        try Data("4711 node17\n".utf8).write(to: folder.file(".x.jsonl.lock"))
        let error = #expect(throws: UsageError.self) { _ = try OutputLock(out) }
        #expect(error?.description.contains("by process 4711 on node17;") == true)
        try Data().write(to: folder.file(".x.jsonl.lock"))
        let other = #expect(throws: UsageError.self) { _ = try OutputLock(out) }
        #expect(other?.description.contains("by another process;") == true)
    }

    @Test("who waits hears for whom, once, and gets it next")
    func waits() throws {
        let lock = try OutputLock(out)
        nonisolated(unsafe) let holder = lock
        nonisolated(unsafe) var heard: [String] = []
        let next = try OutputLock(
            out,
            waiting: { sentence in
                heard.append(sentence)
                holder.release()
            })
        #expect(
            heard == [
                "\(out.path) is being written by process \(getpid()): waiting for its end."
            ])
        #expect(names == [".x.jsonl.lock"])
        next.release()
    }

    @Test("many that come and go: never two at once")
    func crowd() throws {
        nonisolated(unsafe) var inside = 0
        nonisolated(unsafe) var most = 0
        nonisolated(unsafe) var entries = 0
        let guarded = NSLock()
        let out = out
        DispatchQueue.concurrentPerform(iterations: 60) { _ in
            guard let lock = try? OutputLock(out) else { return }
            guarded.withLock {
                (inside, entries) = (inside + 1, entries + 1)
                most = max(most, inside)
            }
            sched_yield()
            guarded.withLock { inside -= 1 }
            lock.release()
        }
        #expect(most == 1 && entries >= 1 && names == [])
    }
}
