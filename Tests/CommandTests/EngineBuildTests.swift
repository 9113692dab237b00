import Foundation
import TestSupport
import Testing

/// `Scripts/build-engine.sh` on a tree of its own, with stand-ins for compiler, `ldd` and libtorch.
@Suite struct EngineBuildTests {
    let folder: TemporaryFolder
    init() throws {
        folder = try TemporaryFolder()
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let made = try BuiltTool.shell(
            """
            set -e
            mkdir -p Scripts bin torch/lib torch/include/ATen/core Sources/CTorch/{include,Engine/More}
            cp '\(root.path)/Scripts/build-engine.sh' Scripts/
            touch torch/lib/libtorch_{cpu,cuda}.so torch/include/ATen/core/Tensor.h
            touch Sources/CTorch/include/a.h Sources/CTorch/Engine/{a,b}.cpp Sources/CTorch/Engine/More/c.cpp
            cat >bin/compiler <<'END'
            #!/bin/bash
            [ "$1" != --version ] || exit 0
            echo "$*" >>calls
            while [ "$1" != -o ]; do shift; done
            sleep 0.1
            echo built >"$2"
            END
            cat >bin/ldd <<'END'
            #!/bin/bash
            case $1 in *libtorch_cuda.so) [ ! -e lacking ] || echo "libcudart.so.13 => not found" ;; esac
            END
            chmod +x bin/*
            """, in: folder.url)
        try #require(made.status == 0, "\(made.error)")
    }

    func build(_ script: String) throws -> BuiltTool.Output {
        try BuiltTool.shell(
            "export PATH=$PWD/bin:$PATH CXX=compiler LIBTORCH=$PWD/torch; \(script)",
            in: folder.url)
    }

    func links() throws -> [Substring] {
        try String(contentsOf: folder.file("calls"), encoding: .utf8).split(separator: "\n")
            .filter { $0.hasPrefix("-shared") }
    }

    /// The engine of a machine that had no CUDA libraries is not kept when they come.
    @Test func isBuiltAgainWhenCUDACanBeLoaded() throws {
        let first = try build("touch lacking; Scripts/build-engine.sh && Scripts/build-engine.sh")
        #expect(first.status == 0, "\(first.error)")
        #expect(first.error.contains("no libcudart.so.13: the engine is for the CPU only"))
        #expect(first.error.contains("install NVIDIA's packages"))
        #expect(try links().map { $0.contains("-ltorch_cuda") } == [false])
        let second = try build("rm lacking; Scripts/build-engine.sh && Scripts/build-engine.sh")
        #expect(second.status == 0, "\(second.error)")
        #expect(try links().map { $0.contains("-ltorch_cuda") } == [false, true])
    }

    /// The second call waits for the first and finds its engine.
    @Test func twoCallsBuildOnce() throws {
        let both = try build(
            "Scripts/build-engine.sh & one=$!; Scripts/build-engine.sh && wait $one && ls -A .engine"
        )
        #expect(both.status == 0, "\(both.error)")
        #expect(try links().count == 1)
        #expect(both.out == "libretmask-engine.so\nlock\nstamp\n")
    }
}
