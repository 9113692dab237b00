public import Foundation

/// The built `retmask` binary, run as a user runs it.
public struct BuiltTool {
    public struct Output {
        public let status: Int32
        public let out: String
        public let error: String
    }

    /// The binary of the build that this test belongs to, so that tests never meet an older one.
    public static var executable: URL {
        Bundle.main.executableURL!.resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("retmask")
    }

    /// Runs to the end. `input` becomes standard input.
    public static func run(
        _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) throws -> Output {
        let process = try start(arguments, environment: environment)
        let pipe = process.standardInput as! Pipe
        try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try pipe.fileHandleForWriting.close()
        // Both streams are drained at once: a full pipe would stop the process.
        let error = (process.standardError as! Pipe).fileHandleForReading
        let group = DispatchGroup()
        nonisolated(unsafe) var errorData = Data()
        DispatchQueue.global().async(group: group) { errorData = error.readDataToEndOfFile() }
        let out = (process.standardOutput as! Pipe).fileHandleForReading.readDataToEndOfFile()
        group.wait()
        process.waitUntilExit()
        return Output(
            status: process.terminationStatus, out: String(decoding: out, as: UTF8.self),
            error: String(decoding: errorData, as: UTF8.self))
    }

    /// Runs a script of bash in which `$TOOL` is the binary, for what only a shell can ask for.
    public static func shell(_ script: String, in folder: URL) throws -> Output {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", script]
        process.currentDirectoryURL = folder
        var values = ProcessInfo.processInfo.environment
        values.merge(["NO_COLOR": "1", "TOOL": executable.path]) { $1 }
        process.environment = values
        process.standardInput = FileHandle.nullDevice
        let (out, error) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (out, error)
        try process.run()
        let group = DispatchGroup()
        nonisolated(unsafe) var errorData = Data()
        DispatchQueue.global().async(group: group) {
            errorData = error.fileHandleForReading.readDataToEndOfFile()
        }
        let data = out.fileHandleForReading.readDataToEndOfFile()
        group.wait()
        process.waitUntilExit()
        return Output(
            status: process.terminationStatus, out: String(decoding: data, as: UTF8.self),
            error: String(decoding: errorData, as: UTF8.self))
    }

    /// Starts and returns at once, for tests that kill.
    public static func start(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> Process {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        var values = ProcessInfo.processInfo.environment
        values["NO_COLOR"] = "1"
        // The engine of this process has set it; the tool is to set it itself.
        values["GOMP_SPINCOUNT"] = nil
        values.merge(environment) { $1 }
        process.environment = values
        process.standardInput = Pipe()
        process.standardOutput = Pipe()
        process.standardError = Pipe()
        try process.run()
        return process
    }
}
