import Foundation

/// The number of cores that this process may keep busy: fewer than the machine has where it is bound to some of them, or
/// where a container has a share of their time.
///
/// More threads than that wait for each other: of two that take turns on one core, each spins while the other is to run. So
/// parts of a core are left out: with a quota of 7.6 an eighth thread would stop all of them, each period.
enum UsableCores {
    /// - Parameter root: where `/proc` and `/sys` are; another folder in tests.
    static func count(bound: Int = ProcessInfo.processInfo.activeProcessorCount, root: String = "")
        -> Int
    {
        guard let share = share(root: root) else { return max(1, bound) }
        return max(1, min(bound, Int(share)))
    }

    /// The smallest quota of the control groups that the process is in, in cores; nil when there is none.
    static func share(root: String) -> Double? {
        guard let text = read("\(root)/proc/self/cgroup") else { return nil }
        // hierarchy:controllers:path; the second version has no controllers.
        let shares = text.split(separator: "\n").flatMap { line -> [Double] in
            let fields = line.split(
                separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { return [] }
            let controllers = fields[1].split(separator: ",")
            guard fields[1].isEmpty || controllers.contains("cpu") else { return [] }
            let mount = fields[1].isEmpty ? "/sys/fs/cgroup" : "/sys/fs/cgroup/cpu"
            // The group and those above it; inside a container its own is mounted as the topmost.
            var path = fields[2].split(separator: "/")
            var found: [Double] = []
            while true {
                let folder = ([root + mount] + path.map(String.init)).joined(separator: "/")
                if let share = share(folder: folder) { found.append(share) }
                if path.popLast() == nil { break }
            }
            return found
        }
        return shares.min()
    }

    private static func share(folder: String) -> Double? {
        // "200000 100000", or "max 100000".
        if let limit = read("\(folder)/cpu.max")?.split(whereSeparator: \.isWhitespace),
            limit.count == 2
        {
            return ratio(limit[0], limit[1])
        }
        // -1 where there is no limit.
        guard let quota = read("\(folder)/cpu.cfs_quota_us"),
            let period = read("\(folder)/cpu.cfs_period_us")
        else { return nil }
        return ratio(quota, period)
    }

    private static func ratio(_ quota: some StringProtocol, _ period: some StringProtocol)
        -> Double?
    {
        guard let quota = Double(quota.trimmingCharacters(in: .whitespacesAndNewlines)),
            let period = Double(period.trimmingCharacters(in: .whitespacesAndNewlines)),
            quota > 0, period > 0
        else { return nil }
        return quota / period
    }

    private static func read(_ path: String) -> String? {
        try? String(contentsOfFile: path, encoding: .utf8)
    }
}
