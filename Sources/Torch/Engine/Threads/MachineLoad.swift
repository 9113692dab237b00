import CTorch

/// What the kernel says of this process's threads and of the machine's cores, since they began.
struct MachineLoad {
    private let turns: CTorchTurns
    /// Nanoseconds of all usable cores together; nil where it is not known or not asked for.
    private let idle: Int64?

    /// - Parameters:
    ///   - withIdle: read what cores did not do, which takes longer the more there are.
    ///   - root: where `/proc` is; another folder in tests.
    ///
    /// Nil where the kernel keeps no such account.
    init?(withIdle: Bool, root: String = "") {
        var turns = CTorchTurns()
        guard ctorch_turns(root, &turns) else { return nil }
        self.turns = turns
        let idle = withIdle ? ctorch_idle(root) : -1
        self.idle = idle < 0 ? nil : idle
    }

    /// What happened since an earlier look; nil when a thread that waited then has ended, with its account.
    func since(_ earlier: MachineLoad, seconds: Double) -> ThreadGovernor.Sample? {
        guard turns.ran >= earlier.turns.ran, turns.waited >= earlier.turns.waited,
            turns.turns >= earlier.turns.turns
        else { return nil }
        func passed(_ now: UInt64, _ before: UInt64) -> Double { Double(now - before) / 1e9 }
        return ThreadGovernor.Sample(
            seconds: seconds, ran: passed(turns.ran, earlier.turns.ran),
            waited: passed(turns.waited, earlier.turns.waited),
            turns: Int(turns.turns - earlier.turns.turns),
            idle: idle.flatMap { now in earlier.idle.map { Double(max(now - $0, 0)) / 1e9 } })
    }
}
