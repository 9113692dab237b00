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
            mkdir -p tree/Scripts tree/.engine bin products/retmask_{A,Gone}.resources elsewhere/torch/lib tmp
            mkdir -p tree/.libtorch/torch/lib
            cp '\(root.path)'/Scripts/{install,pack,pack-share}.sh tree/Scripts/
            touch tree/.engine/libretmask-engine.so products/retmask_A.resources/a.json
            touch {elsewhere,tree/.libtorch}/torch/lib/libtorch_cpu.so
            touch products/retmask_Gone.resources/old.json
            printf '#!/bin/bash\\necho "$*"; : retmask_A.resources\\n' >products/retmask
            printf '#!/bin/bash\\nwhile [ "$1" != --output-directory ]; do shift; done; touch "$2/retmask.1"\\n' \\
                >products/generate-manual
            printf '#!/bin/bash\\n' >bin/strip
            cat >bin/ldd <<'END'
            #!/bin/bash
            case $1 in *engine.so) ;; *) exit ;; esac
            for library in $LIBRARIES/torch/lib/libtorch_cpu.so $MORE; do
                echo "${library##*/} => $library (0x1)"
            done
            END
            cat >bin/install <<'END'
            #!/bin/bash
            case "$STOP ${*: -2:1} ${*: -1}" in
            kill*_retmask*/part) kill -9 $PPID; exit ;;
            full*_retmask*/part) echo "No space left" >&2; exit 1 ;;
            esac
            exec /usr/bin/install "$@"
            END
            chmod +x products/* bin/*
            """, in: folder.url)
        try #require(made.status == 0, "\(made.error)")
    }

    func install(_ script: String, libraries: String) throws -> BuiltTool.Output {
        try BuiltTool.shell(
            """
            export PATH=$PWD/bin:$PATH PRODUCTS=$PWD/products LIBRARIES=$PWD/\(libraries) PREFIX=$PWD/prefix
            export TMPDIR=$PWD/tmp
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
        #expect(done.error.contains("bin/retmask is there and is not as make install puts it"))
    }

    /// After a kill or on a full disk the tool cannot be started, and it can be removed or installed.
    @Test(arguments: ["kill", "full"]) func aHalfInstallationIsItsOwn(_ stop: String) throws {
        let first = try install(
            """
            STOP=\(stop) $install; echo $?; ls prefix/libexec/retmask; ls prefix/bin
            $install --uninstall && echo removed && \(Self.list) && ls prefix/libexec
            """, libraries: "elsewhere")
        #expect(
            files(first.out) == [
                stop == "kill" ? "137" : "1", "files", "libretmask-engine.so", "retmask",
                "retmask_A.resources", "removed",
            ], "\(first.error)")
        #expect(first.error.contains("it stopped half-way") == (stop == "full"))
        // Over one that is there, and what that one had is gone in the end.
        let second = try install(
            """
            touch products/retmask_A.resources/b.json && $install && rm products/retmask_A.resources/b.json
            touch products/retmask_A.resources/c.json && STOP=\(stop) $install; ls prefix/bin
            rm products/retmask_A.resources/c.json && $install && \(Self.list) && prefix/bin/retmask works
            """, libraries: "elsewhere")
        #expect(second.status == 0, "\(second.error)")
        #expect(files(second.out) == Self.always.sorted() + ["works"])
    }

    @Test func leavesAProgramThatTookThePlaceOfItsOwn() throws {
        let done = try install(
            """
            $install && rm prefix/bin/retmask && echo other >prefix/bin/retmask && ! $install \\
                && test -e prefix/libexec/retmask/retmask && $install --uninstall && \(Self.list) && cat prefix/bin/retmask
            """, libraries: "elsewhere")
        #expect(done.status == 0, "\(done.error)")
        #expect(done.out == "bin/retmask\nother\n")
        #expect(done.error.contains("bin/retmask is there and is not as make install puts it"))
        #expect(done.error.contains("bin/retmask is not as it was installed, so it stays"))
    }

    @Test func leavesAFileOfTheUsersOwn() throws {
        let before = try install(
            """
            mkdir -p prefix/share/man/man1 && echo mine >prefix/share/man/man1/retmask.1 && ! $install && \(Self.list)
            """, libraries: "elsewhere")
        #expect(before.status == 0, "\(before.error)")
        #expect(before.out == "share/man/man1/retmask.1\n")
        #expect(before.error.contains("retmask.1 is there and is not as make install puts it"))
        let after = try install(
            """
            rm prefix/share/man/man1/retmask.1 && $install && echo mine >prefix/share/man/man1/retmask.1 \\
                && ! $install && prefix/bin/retmask works && $install --uninstall && \(Self.list) \\
                && cat prefix/share/man/man1/retmask.1
            """, libraries: "elsewhere")
        #expect(after.status == 0, "\(after.error)")
        #expect(after.out == "works\nshare/man/man1/retmask.1\nmine\n")
    }

    @Test func takesARelativeDestination() throws {
        let done = try install(
            """
            export DESTDIR=stage PREFIX=/opt; $install && stage/opt/bin/retmask works && $install --uninstall \\
                && find stage -type f; ls tree
            """, libraries: "elsewhere")
        #expect(done.status == 0, "\(done.error)")
        #expect(done.out == "works\nScripts\n")
    }

    /// Before anything is built: there is nothing to build with here.
    @Test func saysThatAFolderCannotBeWrittenTo() throws {
        let done = try install(
            """
            unset PRODUCTS; touch file; PREFIX=$PWD/file/prefix $install; echo $?
            mkdir fixed; chmod 555 fixed; if [ -w fixed ]; then echo root; else PREFIX=$PWD/fixed $install; fi
            """, libraries: "elsewhere")
        let root = done.out.hasSuffix("root\n")
        #expect(done.out == (root ? "1\nroot\n" : "1\n"))
        let folders = ["file"] + (root ? [] : ["fixed"])
        for name in folders {
            #expect(done.error.contains("/\(name) is no folder that can be written to"))
        }
    }

    /// One that lies apart goes beside libtorch, where it is looked for; one of two names is copied once.
    @Test func takesOtherLibrariesAlong() throws {
        let done = try install(
            """
            nvidia=tree/.libtorch/nvidia/cu/lib; mkdir -p $nvidia tree/apart elsewhere/lib
            touch tree/apart/libapart.so.1 elsewhere/lib/libother.so tree/.libtorch/torch/lib/libtorch_cuda.so
            echo runtime >$nvidia/libcudart.so.13.1; ln -s libcudart.so.13.1 $nvidia/libcudart.so.13
            export MORE="$PWD/tree/apart/libapart.so.1 $PWD/elsewhere/lib/libother.so $LIBRARIES/torch/lib/libtorch_cuda.so"
            MORE+=" $LIBRARIES/torch/lib/../../nvidia/cu/lib/libcudart.so.13"
            $install && cd prefix/libexec/retmask/libtorch && find . -type f | sort && find . -type l \\
                && cat $(find . -type l)
            """, libraries: "tree/.libtorch")
        #expect(done.status == 0, "\(done.error)")
        #expect(
            files(done.out) == [
                "./nvidia/cu/lib/libcudart.so.13", "./torch/lib/libapart.so.1",
                "./torch/lib/libtorch_cpu.so", "./torch/lib/libtorch_cuda.so",
                "./nvidia/cu/lib/libcudart.so.13.1", "runtime",
            ])
        let gone = try install("$install --uninstall && \(Self.list)", libraries: "tree/.libtorch")
        #expect(gone.out == "", "\(gone.error)")
    }

    @Test func theWheelWantsALibtorch() throws {
        let root = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
        let done = try install(
            """
            cp '\(root.path)/Scripts/wheel.sh' tree/Scripts/
            printf '#!/bin/bash\\necho "libtorch_cpu.so => not found"\\n' >bin/ldd
            tree/Scripts/wheel.sh
            """, libraries: "elsewhere")
        #expect(done.status == 1)
        #expect(done.error.contains("the engine does not find the libtorch it was built for"))
    }
}
