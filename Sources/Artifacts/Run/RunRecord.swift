/// The record of a run and of its duration: `run.json`.
package struct RunRecord: Codable {
    package var tool: String
    package var model: String
    package var fingerprint: String
    package var libtorch: String
    package var threads: Int
    package var seed: UInt64
    /// Seconds by stage; stages that an earlier, interrupted run finished keep its time.
    package var seconds: [String: Double]
    package var command: String
    /// What its built-in parts are about; records from before there was a choice do not say it.
    package var world: String?

    package init(
        tool: String, model: String, fingerprint: String, libtorch: String, threads: Int,
        seed: UInt64, seconds: [String: Double], command: String, world: String? = nil
    ) {
        self.tool = tool
        self.model = model
        self.fingerprint = fingerprint
        self.libtorch = libtorch
        self.threads = threads
        self.seed = seed
        self.seconds = seconds
        self.command = command
        self.world = world
    }
}
