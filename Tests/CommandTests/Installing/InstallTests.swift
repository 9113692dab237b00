import Foundation
import TestSupport
import Testing

/// `Scripts/install.sh` on a tree of its own, with stand-ins for the program and what is built. The real
/// things are tried by `make test-install`.
@Suite struct InstallTests {
    let folder: TemporaryFolder
    init() throws {
        folder = try TemporaryFolder()
        let root = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
        let made = try BuiltTool.shell(
            """
            set -e
            mkdir -p tree/Scripts tree/.engine bin products/retmask_A.resources elsewhere/torch/lib
            mkdir -p tree/.libtorch/torch/lib
            cp '\(root.path)'/Scripts/{install,pack,pack-share}.sh tree/Scripts/
            touch tree/.engine/libretmask-engine.so products/retmask_A.resources/a.json
            touch {elsewhere,tree/.libtorch}/torch/lib/libtorch_cpu.so
            printf '#!/bin/bash\\necho "$*"\\n' >products/retmask
            printf '#!/bin/bash\\nwhile [ "$1" != --output-directory ]; do shift; done; touch "$2/retmask.1"\\n' \\
                >products/generate-manual
            printf '#!/bin/bash\\n' >bin/strip
            cat >bin/ldd <<'END'
            #!/bin/bash
            case $1 in *engine.so) echo "libtorch_cpu.so => $LIBRARIES/torch/lib/libtorch_cpu.so (0x1)" ;; esac
            END
            chmod +x products/* bin/*
            """, in: folder.url)
        try #require(made.status == 0, "\(made.error)")
    }

    func install(_ script: String, libraries: String) throws -> BuiltTool.Output {
        try BuiltTool.shell(
            """
            export PATH=$PWD/bin:$PATH PRODUCTS=$PWD/products LIBRARIES=$PWD/\(libraries) PREFIX=$PWD/prefix
            install=tree/Scripts/install.sh; \(script)
            """, in: folder.url)
    }

    static let always = [
        "bin/retmask", "libexec/retmask/files", "libexec/retmask/libretmask-engine.so",
        "libexec/retmask/retmask", "libexec/retmask/retmask_A.resources/a.json",
        "share/bash-completion/completions/retmask", "share/fish/vendor_completions.d/retmask.fish",
        "share/man/man1/retmask.1", "share/zsh/site-functions/_retmask",
    ]
    static let list = "(cd prefix && find . -type f -o -type l) | sed 's,^[.]/,,' | LC_ALL=C sort"

    func files(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

    @Test func takesTheLibtorchOfTheCheckoutAlong() throws {
        let done = try install("$install && \(Self.list)", libraries: "tree/.libtorch")
        #expect(done.status == 0, "\(done.error)")
        let copied = ["libexec/retmask/libtorch/torch/lib/libtorch_cpu.so"]
        #expect(files(done.out) == (Self.always + copied).sorted())
        #expect(done.error.contains("libtorch lies in the checkout"))
        // The program may be moved: the link is relative, and copies are files.
        let moved = try install(
            "mv prefix moved; rm -r tree/.libtorch; moved/bin/retmask works; test -f moved/\(copied[0])",
            libraries: "tree/.libtorch")
        #expect(moved.status == 0, "\(moved.error)")
        #expect(moved.out == "works\n")
    }

    @Test func leavesALibtorchElsewhereThere() throws {
        let done = try install("$install && \(Self.list)", libraries: "elsewhere")
        #expect(done.status == 0, "\(done.error)")
        #expect(files(done.out) == Self.always.sorted())
        #expect(done.error.contains("libtorch stays at \(folder.url.path)/elsewhere/torch"))
    }

    /// What an earlier installation had and this one has not is gone; files of others stay.
    @Test func replacesAndRemovesOnlyItsOwn() throws {
        let done = try install(
            """
            $install && touch products/retmask_A.resources/b.json && $install && touch prefix/share/man/man1/other.1 \\
                && rm products/retmask_A.resources/b.json && $install && \(Self.list) && echo removed \\
                && $install --uninstall && \(Self.list) && ls prefix/libexec
            """, libraries: "elsewhere")
        #expect(done.status == 0, "\(done.error)")
        let other = "share/man/man1/other.1"
        #expect(
            files(done.out) == (Self.always + [other]).sorted() + ["removed", other])
        let again = try install("$install --uninstall", libraries: "elsewhere")
        #expect(again.status == 1)
        #expect(again.error.contains("nothing to remove"))
    }

    @Test func leavesTheProgramOfSomeoneElse() throws {
        let done = try install(
            "mkdir -p prefix/bin; echo other >prefix/bin/retmask; $install; echo $?; cat prefix/bin/retmask",
            libraries: "elsewhere")
        #expect(done.out == "1\nother\n")
        #expect(done.error.contains("is not from make install"))
    }
}
