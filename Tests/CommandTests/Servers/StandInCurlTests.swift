import Foundation
import TestSupport
import Testing

/// `contrast` with a stand-in for libcurl that fails as `$FAIL` says: what no library at hand does.
@Suite struct StandInCurlTests {
    static let library = """
        #include <signal.h>
        #include <stdlib.h>
        #include <string.h>
        static int fails(const char *how) { return strcmp(getenv("FAIL"), how) == 0; }
        static char handle;
        int curl_global_init(long flags) { (void)flags; return fails("start") ? 2 : 0; }
        void *curl_easy_init(void) { return fails("handle") ? NULL : &handle; }
        int curl_easy_setopt(void *it, int option, ...) {
            (void)it;
            return (fails("unknown") && option == 265) || (fails("absent") && option == 181)
                ? (option == 265 ? 48 : 4) : (fails("full") && option == 10002 ? 27 : 0);
        }
        int curl_easy_perform(void *it) {
            (void)it;
            if (fails("pipe")) raise(SIGPIPE);
            return 55;
        }
        int curl_easy_getinfo(void *it, int what, ...) { (void)it; (void)what; return 0; }
        void curl_easy_cleanup(void *it) { (void)it; }
        const char *curl_easy_strerror(int code) { (void)code; return "its words"; }
        void *curl_slist_append(void *list, const char *line) {
            (void)list;
            return fails("header") && strncmp(line, "Authorization", 13) == 0 ? NULL : &handle;
        }
        void curl_slist_free_all(void *list) { (void)list; }
        char *curl_version(void) { return "stand-in/1.0"; }

        """

    /// 128 + 13 would be the end by SIGPIPE.
    @Test(arguments: [
        ("pipe", 69, "because of its words"), ("handle", 69, "libcurl has no memory for a request"),
        ("header", 69, "libcurl has no memory for a request"),
        ("full", 69, "stand-in/1.0 does not take option 10002: its words"),
        ("unknown", 2, "cannot be used (stand-in/1.0 does not take option 265: its words)"),
        ("absent", 2, "cannot be used (stand-in/1.0 does not take option 181: its words)"),
        ("start", 2, "cannot be used (it does not start: its words)"),
    ])
    func endsWithItsReason(fail: String, status: Int32, words: String) throws {
        let folder = try TemporaryFolder()
        try Data(Self.library.utf8).write(to: folder.file("curl.c"))
        let rows = (0..<40).map { #"{"prompt":"question \#($0)"}"# }
        try Data(rows.joined(separator: "\n").utf8).write(to: folder.file("chats.jsonl"))
        let output = try BuiltTool.shell(
            """
            set -e
            $(command -v gcc || command -v clang) -shared -fPIC -o libcurl.so.4 curl.c
            export FAIL=\(fail) LD_LIBRARY_PATH=$PWD OPENAI_API_KEY=secret
            $TOOL contrast --endpoint http://127.0.0.1:9 --model a --ablated-model b \
                --prompts chats.jsonl --out pairs.jsonl --attempts 2 --retry-delay 0
            """, in: folder.url)
        #expect(output.status == status && output.error.contains(words), "\(output.error)")
    }
}
