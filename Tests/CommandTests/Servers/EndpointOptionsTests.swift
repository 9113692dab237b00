import Foundation
import TestSupport
import Testing

/// Options of `contrast` about servers: what does not go together is refused, before a server is asked.
@Suite struct EndpointOptionsTests {
    let folder: TemporaryFolder
    init() throws {
        folder = try TemporaryFolder()
        try Data(#"{"prompt":"question 0"}"#.utf8).write(to: folder.file("chats.jsonl"))
    }

    @Test func optionsThatDoNotGoTogether() throws {
        let server = try MockEndpoint { _ in .close }
        let common = ["--prompts", folder.file("chats.jsonl").path, "--out", folder.file("x").path]
        for (arguments, word) in [
            (["--endpoint", server.address], "--endpoint needs --ablated-endpoint"),
            (["--ablated-endpoint", server.address], "go with --endpoint"),
            (["--endpoint", server.address, "--ablated-endpoint", server.address], "both answers"),
            (["--endpoint", "host", "--ablated-endpoint", server.address], "not an address"),
            (["--model", "organism"], "give --heads"), ([], "give --model"),
            (
                [
                    "--endpoint", server.address, "--ablated-model", "m", "--heads", "1-0",
                ], "--heads does not go with --endpoint"
            ),
            (
                ["--endpoint", server.address, "--ablated-model", "m", "--extra-body", "no"],
                "give a JSON object"
            ),
            (["--model", "organism", "--concurrency", "4"], "--concurrency is 4 but there is no"),
            (["--model", "organism", "--timeout", "9"], "--timeout is 9.0 but there is no"),
            (["--model", "organism", "--attempts", "2"], "--attempts is 2 but there is no"),
            (["--model", "organism", "--retry-delay", "2"], "--retry-delay is 2.0 but"),
            (["--model", "organism", "--api-key-env", "HOME"], "--api-key-env is HOME but"),
            (
                ["--model", "organism", "--extra-body", "{\"n\":1}"],
                "--extra-body is {\"n\":1} but"
            ),
            (
                ["--endpoint", server.address, "--ablated-model", "m", "--window", "9"],
                "--window is 9 but servers answer"
            ),
            (
                ["--endpoint", server.address, "--ablated-model", "m", "--batch", "9"],
                "--batch is 9 but servers answer"
            ),
            (
                ["--endpoint", server.address, "--ablated-model", "m", "--threads", "2"],
                "--threads is 2 but servers answer"
            ),
            (
                ["--endpoint", server.address, "--ablated-model", "m", "--device", "cuda"],
                "--device is cuda but servers answer"
            ),
            (
                ["--endpoint", server.address, "--ablated-model", "m", "--dtype", "float32"],
                "--dtype is float32 but servers answer"
            ),
            (
                ["--endpoint", "http://host/v1?api_key=1", "--ablated-model", "m"],
                "http://host/v1?… is not an address"
            ),
            (
                ["--endpoint", server.address, "--ablated-model", "m", "--top", "2"],
                "do not apply: servers answer"
            ),
            (
                ["--endpoint", server.address, "--ablated-model", "m", "--shape", "2x4"],
                "do not apply: servers answer"
            ),
            (
                ["--endpoint", "http://me:secret@host", "--ablated-model", "m"],
                "give the key in $OPENAI_API_KEY"
            ),
        ] {
            let output = try BuiltTool.run(["contrast"] + arguments + common)
            #expect(output.status == 2 && output.error.contains(word), "\(output.error)")
        }
    }

    /// What is wrong without any server is said before one is asked.
    @Test func optionsAreReadBeforeServersAreAsked() throws {
        let server = try MockEndpoint(list: { _ in .status(401, message: "who") }) { _ in .close }
        let chats = folder.file("chats.jsonl").path
        for (more, prompts, word) in [
            (["--heads", "1-0"], chats, "--heads does not go"),
            (["--batch", "9"], chats, "--batch is 9"),
            (["--dtype", "float16"], chats, "--dtype is"),
            (["--capture-reference"], chats, "--capture-reference is given"),
            ([], folder.file("none.jsonl").path, "none.jsonl does not exist"),
        ] {
            let output = try BuiltTool.run(
                [
                    "contrast", "--endpoint", server.address, "--ablated-model", "m", "--prompts",
                    prompts, "--out", folder.file("x").path,
                ] + more)
            #expect(output.status == 2 && output.error.contains(word), "\(output.error)")
        }
        #expect(server.listings == 0)
        let local = try BuiltTool.run([
            "contrast", "--model", folder.file("no-model").path, "--heads", "1-0", "--prompts",
            folder.file("none.jsonl").path, "--out", folder.file("x").path,
        ])
        #expect(local.status == 2 && local.error.contains("none.jsonl does not exist"))
    }

    @Test func fewOpenFilesBoundTheRequests() throws {
        let server = try MockEndpoint { _ in .close }
        let output = try BuiltTool.shell(
            "ulimit -n 128; $TOOL contrast --endpoint \(server.address) --ablated-model m --prompts chats.jsonl --out x --concurrency 100",
            in: folder.url)
        #expect(
            output.status == 2 && output.error.contains("may open 128 files"), "\(output.error)")
    }
}
