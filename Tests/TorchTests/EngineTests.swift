import Foundation
import TestSupport
import Testing

@testable import Torch

@Suite struct EngineTests {
    /// What loaders say of a library that is not there, and of files that are there and cannot be used.
    @Test(
        arguments: [
            (
                "libtorch_cpu.so: cannot open shared object file: No such file or directory",
                "libtorch_cpu.so"
            ),
            ("libc10.so: Kann die Shared-Object-Datei nicht öffnen: Nicht gefunden", "libc10.so"),
            ("/opt/libretmask-engine.so: undefined symbol: _ZN2at4_ops", nil),
            ("/opt/lib.so: cannot open shared object file: No such file or directory", nil),
            ("/opt/lib.so is not an engine of this tool", nil),
            ("unknown reason", nil),
        ] as [(String, String?)]) func namesTheLibraryThatIsMissing(
            _ message: String, _ name: String?
        )
    {
        #expect(Engine.missingLibrary(in: message) == name)
    }

    /// The engine is there, but no library. One whose libtorch has gone is tried by `make test-install`.
    @Test func aFileThatIsThereIsNotMissing() throws {
        let folder = try TemporaryFolder()
        let bad = folder.file("libretmask-engine.so")
        try Data("no library".utf8).write(to: bad)
        let error = #expect(throws: TorchError.self) { try Engine.open(bad) }
        #expect(error?.reason.hasPrefix("the engine does not load: \(bad.path)") == true)
        #expect(error?.missingLibrary == nil)
    }
}
