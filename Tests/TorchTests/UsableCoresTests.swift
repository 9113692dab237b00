import Foundation
import TestSupport
import Testing

@testable import Torch

/// Cores that control groups leave, from files as the kernel writes them.
@Suite struct UsableCoresTests {
    let folder: TemporaryFolder
    init() throws { folder = try TemporaryFolder() }

    func write(_ path: String, _ text: String) throws {
        let url = folder.file(path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func count(bound: Int = 16) -> Int { UsableCores.count(bound: bound, root: folder.url.path) }

    @Test func withoutGroupsAllThatItIsBoundTo() throws {
        #expect(count() == 16)
        try write("proc/self/cgroup", "0::/\n")
        #expect(count(bound: 3) == 3)
    }

    @Test(
        "whole cores of a container's quota, at least one",
        arguments: [
            ("200000 100000", 2), ("50000 100000", 1), ("765000 100000", 7), ("max 100000", 16),
        ])
    func container(_ limit: String, _ cores: Int) throws {
        try write("proc/self/cgroup", "0::/\n")
        try write("sys/fs/cgroup/cpu.max", limit + "\n")
        #expect(count() == cores)
    }

    @Test func groupsAboveCountToo() throws {
        try write("proc/self/cgroup", "0::/user.slice/job.scope\n")
        try write("sys/fs/cgroup/user.slice/cpu.max", "300000 100000\n")
        try write("sys/fs/cgroup/user.slice/job.scope/cpu.max", "max 100000\n")
        #expect(count() == 3)
        #expect(count(bound: 2) == 2)
    }

    @Test func theFirstVersionOfGroups() throws {
        try write("proc/self/cgroup", "4:memory:/a\n3:cpu,cpuacct:/docker/b\n0::/\n")
        try write("sys/fs/cgroup/cpu/docker/b/cpu.cfs_quota_us", "400000\n")
        try write("sys/fs/cgroup/cpu/docker/b/cpu.cfs_period_us", "100000\n")
        #expect(count() == 4)
        try write("sys/fs/cgroup/cpu/docker/b/cpu.cfs_quota_us", "-1\n")
        #expect(count() == 16)
    }
}
