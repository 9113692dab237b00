import ArgumentParser
import Foundation
import ModelEndpoints
import Organism
import Storage
import Torch

struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say which libtorch is used and what is wrong, one sentence a problem.",
        discussion: "Exits with 2 when something keeps the tool from working.")

    @Flag(help: "Print one JSON object.")
    var json = false

    struct Findings: Encodable {
        var program: String?
        var engine: String?
        var libtorch: String?
        var libtorchPath: String?
        var threads: Int?
        var vectors: String?
        var cores: Int
        var cuda: Int
        var memoryGiB: Double
        var freeMemoryGiB: Double?
        var organism: String?
        /// Needed for servers alone, so its lack is no problem of the tool's.
        var libcurl: String?
        var problems: [String]
    }

    func run() throws {
        let findings = look()
        if json {
            try Output.json(findings)
        } else {
            show(findings)
        }
        if !findings.problems.isEmpty { throw ExitCode(ToolExit.usage.rawValue) }
    }

    func look() -> Findings {
        let process = ProcessInfo.processInfo
        var found = Findings(
            cores: process.activeProcessorCount, cuda: 0,
            memoryGiB: Double(process.physicalMemory) / 0x1p30, problems: [])
        found.freeMemoryGiB = Self.availableMemory()
        found.program = Bundle.main.executablePath
        do {
            found.engine = try Engine.location().path
            found.libtorch = try Engine.version()
            found.libtorchPath = Self.mapped("libtorch_cpu.so")
            found.threads = try Engine.threads()
            found.vectors = try VectorLevel.current().name
            found.cuda = try Engine.cudaDevices()
            // One product, so that a library that loads but cannot compute is noticed.
            let one = try Tensor.ones([2, 2])
            if try one.matmul(one).floats() != [2, 2, 2, 2] {
                found.problems.append("libtorch computes wrong matrix products on this machine.")
            }
        } catch {
            found.problems.append(Self.sentence(error))
        }
        do { found.organism = try EmbeddedOrganism.folder().path } catch {
            found.problems.append("\(error)")
        }
        found.libcurl = WebLibrary.version
        if let free = found.freeMemoryGiB, free < 1 {
            found.problems.append(
                String(
                    format: "only %.1f GiB of memory are free; the organism needs about 1.", free))
        }
        return found
    }

    func show(_ found: Findings) {
        let none = "none"
        print("program    \(found.program ?? none)")
        print("engine     \(found.engine ?? none)")
        print(
            "libtorch   \(found.libtorch ?? none)\(found.libtorchPath.map { " at \($0)" } ?? "")")
        print("threads    \(found.threads.map(String.init) ?? none) of \(found.cores) cores")
        print("vectors    \(found.vectors ?? none)")
        print("CUDA       \(found.cuda == 0 ? "no device" : "\(found.cuda) devices")")
        print(
            String(
                format: "memory     %.1f GiB, %.1f free", found.memoryGiB, found.freeMemoryGiB ?? 0)
        )
        print("organism   \(found.organism ?? none)")
        print(
            "libcurl    \(found.libcurl ?? "none (\(WebLibrary.problem ?? "")); contrast --endpoint needs it, in Debian the package libcurl4")"
        )
        for problem in found.problems { print("problem    \(problem)") }
        if found.problems.isEmpty { print("everything is in place") }
    }

    /// The error of an engine, with what to do when the libtorch that it was built for has gone.
    static func sentence(_ error: any Error) -> String {
        // Of libtorch's libraries these two are those that the engine names.
        guard let library = (error as? TorchError)?.missingLibrary,
            library.hasPrefix("libtorch") || library.hasPrefix("libc10")
        else { return "\(error)" }
        return "\(error)"
            + "; the libtorch that this engine was built for is not where it was: build the engine again (make setup, make install), or give its folder of libraries in LD_LIBRARY_PATH."
    }

    /// `MemAvailable` of the kernel: what can be had without swapping.
    static func availableMemory() -> Double? {
        guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8) else {
            return nil
        }
        let line = text.split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Double($0) }
            .map { $0 / 0x1p20 }
    }

    /// The path of a loaded library.
    static func mapped(_ library: String) -> String? {
        guard let text = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else {
            return nil
        }
        let line = text.split(separator: "\n").first { $0.hasSuffix("/" + library) }
        return line.flatMap { line in line.firstIndex(of: "/").map { String(line[$0...]) } }
    }
}
