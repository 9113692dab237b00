import Foundation
import TestSupport
import Testing

@testable import Torch

/// The kernel's accounts, from files as it writes them.
@Suite struct MachineLoadTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    var root: String { folder.url.path }

    func write(_ path: String, _ text: String) throws {
        let url = folder.file(path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func threads(_ accounts: [Int: String]) throws {
        for (thread, text) in accounts { try write("proc/self/task/\(thread)/schedstat", text) }
    }

    /// All cores that a machine may have, each with as many hundredths idle and waiting for a disk.
    func idle(_ idle: Int, waiting: Int) throws {
        let cores = (0..<1024).map { "cpu\($0) 10 0 10 \(idle) \(waiting) 0 0 0 0 0\n" }
        try write("proc/stat", "cpu  1 1 1 1 1 0 0 0 0 0\n" + cores.joined() + "intr 5 6 7\n")
    }

    @Test func sumsOfThreads() throws {
        try threads([7: "1000000000 500000000 10\n", 8: "2000000000 0 3\n"])
        let first = try #require(MachineLoad(withIdle: false, root: root))
        try threads([7: "1500000000 750000000 14\n", 8: "2250000000 0 4\n"])
        let second = try #require(MachineLoad(withIdle: false, root: root))
        let sample = try #require(second.since(first, seconds: 2))
        #expect(
            sample
                == ThreadGovernor.Sample(seconds: 2, ran: 0.75, waited: 0.25, turns: 5, idle: nil))
    }

    @Test func idleCoresOfThisProcess() throws {
        try threads([7: "1 0 1\n"])
        try idle(100, waiting: 50)
        let first = try #require(MachineLoad(withIdle: true, root: root))
        try idle(160, waiting: 60)
        let second = try #require(MachineLoad(withIdle: true, root: root))
        // Of every core that the process may use, 70 ticks.
        let second70 = 70.0 / Double(sysconf(Int32(_SC_CLK_TCK)))
        let cores = Double(ProcessInfo.processInfo.activeProcessorCount)
        let idle = try #require(second.since(first, seconds: 1)?.idle)
        #expect(abs(idle - cores * second70) < 1e-6)
    }

    @Test func anEndedThreadTakesItsAccountAlong() throws {
        try threads([7: "1000 500 10\n", 8: "2000 0 3\n"])
        let first = try #require(MachineLoad(withIdle: false, root: root))
        try FileManager.default.removeItem(at: folder.file("proc/self/task/8"))
        let second = try #require(MachineLoad(withIdle: false, root: root))
        #expect(second.since(first, seconds: 1) == nil)
    }

    @Test func kernelsWithoutAccounts() throws {
        #expect(MachineLoad(withIdle: true, root: root) == nil)
        try threads([7: "0 0 0\n"])
        #expect(MachineLoad(withIdle: true, root: root) == nil)
        try threads([7: "nothing\n"])
        #expect(MachineLoad(withIdle: true, root: root) == nil)
    }
}
