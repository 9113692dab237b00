import Foundation
import TestSupport
import Testing

private let hasPython =
    (try? BuiltTool.shell("python3 -c ''", in: URL(fileURLWithPath: "/")))?.status == 0

/// The Python side of the wheel, which chooses the engine, with stand-ins for program, torch and the
/// engine's build. The real things are tried by `make test-install`. Where there is no python3 (which
/// `make setup` installs) nothing is tried.
@Suite(.enabled(if: hasPython, "there is no python3")) struct WheelLauncherTests {
    let folder: TemporaryFolder
    init() throws {
        folder = try TemporaryFolder()
        let root = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
        let made = try BuiltTool.shell(
            """
            set -e
            mkdir -p site bin
            cp -r '\(root.path)/Scripts/wheel/retmask' site/retmask
            mkdir -p site/retmask/{bin,lib} site/retmask/engine/Scripts
            touch site/retmask/lib/libretmask-engine.so
            echo 2.13.0 >site/retmask/lib/torch-release
            cat >site/retmask/bin/retmask <<'END'
            #!/bin/bash
            echo "engine ${RETMASK_ENGINE#$PWD/}"
            [ -z "$RETMASK_ENGINE_PROBLEM" ] || echo "problem $RETMASK_ENGINE_PROBLEM"
            [ -z "$LD_LIBRARY_PATH" ] || echo "path ${LD_LIBRARY_PATH#$PWD/}"
            END
            cat >site/retmask/engine/Scripts/build-engine.sh <<'END'
            echo "$LIBTORCH" >>builds
            touch "$ENGINE_FOLDER/libretmask-engine.so"
            END
            printf '#!/bin/bash\\n' >bin/compiler
            chmod +x bin/compiler site/retmask/bin/retmask
            """, in: folder.url)
        try #require(made.status == 0, "\(made.error)")
    }

    /// - Parameter torch: a release and `cuda`, or nothing.
    func start(
        torch: String?, in place: String = "site", compiler: String = "compiler",
        _ arguments: String = "doctor"
    ) throws -> BuiltTool.Output {
        let parts = torch?.split(separator: " ").map(String.init) ?? []
        return try BuiltTool.shell(
            """
            set -e
            rm -rf {site,other}/torch
            if [ -n "\(parts.first ?? "")" ]; then
                torch=\(place)/torch
                mkdir -p $torch/lib $torch/include/torch/headeronly
                touch $torch/__init__.py $torch/lib/libtorch_cpu.so
                version=(MAJOR MINOR PATCH \(parts.first?.replacing(".", with: " ") ?? ""))
                for i in 0 1 2; do echo "#define TORCH_VERSION_${version[i]} ${version[i + 3]}"; done \
                    >$torch/include/torch/headeronly/version.h
                [ -z "\(parts.dropFirst().first ?? "")" ] || touch $torch/lib/libtorch_cuda.so
                touch -d @1700000000 $torch/lib/libtorch_cpu.so
            fi
            unset LIBTORCH RETMASK_ENGINE LD_LIBRARY_PATH
            export PATH=$PWD/bin:$PATH CXX=\(compiler) XDG_CACHE_HOME=$PWD/cache PYTHONPATH=$PWD/site:$PWD/other
            python3 -S -m retmask \(arguments)
            """, in: folder.url)
    }

    func builds() -> Int {
        let text = try? String(contentsOf: folder.file("builds"), encoding: .utf8)
        return text?.split(separator: "\n").count ?? 0
    }

    static let shipped = "engine site/retmask/lib/libretmask-engine.so\n"

    @Test func takesTheEngineThatComesAlong() throws {
        #expect(try start(torch: "2.13.0").out == Self.shipped)
        // It finds a torch beside the package by itself, and is told of another.
        #expect(
            try start(torch: "2.13.0", in: "other").out == Self.shipped + "path other/torch/lib\n")
        #expect(builds() == 0)
    }

    @Test(arguments: ["2.12.1", "2.13.0 cuda"]) func buildsForOthersOnce(_ torch: String) throws {
        let first = try start(torch: torch)
        let version = torch.prefix(6)
        #expect(first.out.hasPrefix("engine cache/retmask/engine-\(version)-"), "\(first)")
        #expect(first.error.contains("building the engine for torch \(version)"))
        let second = try start(torch: torch)
        #expect(second.out == first.out)
        #expect(second.error == "")
        #expect(builds() == 1)
    }

    @Test func saysWhatToInstall() throws {
        let none = try start(torch: nil)
        #expect(none.out.contains("problem there is no torch in this Python environment"))
        #expect(none.out.contains("pip install 'torch>=2.11'"))
        let old = try start(torch: "2.10.2")
        #expect(old.out.contains("problem torch 2.10.2 at"))
        #expect(old.out.contains("is too old; 2.11 or newer is needed"))
        let bare = try start(torch: "2.12.1", compiler: "none")
        #expect(bare.out.contains("problem torch 2.12.1 needs an engine built for it"))
        #expect(bare.out.contains("install g++ (in Debian the package g++), or torch 2.13.0"))
        #expect(builds() == 0)
    }

    @Test func computesOnTheCPUWhereNothingCanBeBuilt() throws {
        let done = try start(torch: "2.13.0 cuda", compiler: "none")
        #expect(done.out == Self.shipped)
        #expect(done.error.contains("so this one is for the CPU only"))
    }

    @Test(arguments: [
        "", "--version", "detect --help", "help detect", "--generate-completion-script bash",
    ])
    func waitsForNoEngineToShowText(_ arguments: String) throws {
        #expect(try start(torch: "2.12.1", arguments).out == "engine \n")
        #expect(builds() == 0)
    }

    /// A word that asks for a text where it stands alone is a value elsewhere.
    @Test(arguments: ["score --text help", "tokenize -- --help"])
    func waitsForAnEngineForTheRest(_ arguments: String) throws {
        #expect(try start(torch: "2.12.1", arguments).out.hasPrefix("engine cache/"))
        #expect(builds() == 1)
    }
}
