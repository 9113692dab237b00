import Foundation
import TestSupport
import Testing

/// The dry run of `make gpu-check` on the binary that is built: a typing error in its scripts should
/// cost no time on a card.
@Suite struct GPUCheckTests {
    @Test func everyLineHoldsOnTheCPU() throws {
        let folder = try TemporaryFolder()
        let root = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "bash", root.appendingPathComponent("Scripts/gpu-check/check.sh").path, folder.url.path,
        ]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "DEVICE": "cpu", "TOOL": BuiltTool.executable.path, "PATIENCE": "10",
            "PARTS": "doctor parity contrast prefer",
        ]) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(said)")
        let page = try String(contentsOf: folder.file("gpu-check.md"), encoding: .utf8)
        for line in ["doctor", "parity float32", "parity bfloat16", "contrast", "prefer LoRA"] {
            #expect(page.contains("| \(line) | held |"), "\(page)")
        }
        #expect(page.contains("0 of 5 lines failed"))
    }
}
