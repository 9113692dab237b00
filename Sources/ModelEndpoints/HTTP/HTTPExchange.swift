import CCurl
import Foundation
import Storage

/// Sends requests over HTTP, each on a connection of its own and with limits for the time of the
/// whole, the size of its answer and that of its header.
///
/// By libcurl, not by URLSession: the latter (of Swift 6.3 for Linux) waits on connections that the
/// server has closed, keeps endless headers, and cannot be stopped by anything while a server sends
/// faster than it is read. Threads rather than tasks: waiting for an answer blocks a thread, and tasks
/// share only a few.
final class HTTPExchange: Sendable {
    /// Bytes of an answer at most, after decompression: a hundred times the longest useful one.
    static let longestBody = 16 << 20
    static let longestHeader = 256 << 10

    let timeout: Double
    /// Answers are read one after the other: many large ones at once take much memory.
    private let reading = DispatchQueue(label: "retmask.replies")

    /// - Parameter timeout: seconds from the look-up of the address to the last byte received.
    init(timeout: Double) { self.timeout = timeout }

    /// The response, or a sentence on why there is none.
    enum Reply: Sendable {
        case response(status: Int, body: Data, retryAfter: String?)
        case failed(String)
        /// Nothing can be asked on this machine.
        case impossible(String)
    }

    func get(_ url: URL, key: APIKey?, then: @escaping @Sendable (Reply) -> Void) {
        send(nil, to: url, key, [], then)
    }

    func post(
        _ body: Data, to url: URL, key: APIKey?, then: @escaping @Sendable (Reply) -> Void
    ) {
        // "Expect:" keeps libcurl from asking first whether a long body is welcome.
        send(body, to: url, key, ["Content-Type: application/json", "Expect:"], then)
    }

    private func send(
        _ body: Data?, to url: URL, _ key: APIKey?, _ more: [String],
        _ then: @escaping @Sendable (Reply) -> Void
    ) {
        let secret: [String] = key.map { ["Authorization: Bearer \($0.text)"] } ?? []
        let headers = more + ["Accept: application/json", "Connection: close"] + secret
        do {
            try DetachedThread.start { [self] in
                let reply = perform(body, url.absoluteString, headers)
                reading.async { then(reply) }
            }
        } catch { reading.async { then(.failed("\(error)")) } }
    }

    private func perform(_ body: Data?, _ url: String, _ headers: [String]) -> Reply {
        let address = strdup(url)
        let lines = headers.map { strdup($0) }
        defer {
            free(address)
            for line in lines { free(line) }
        }
        var list: [UnsafePointer<CChar>?] = lines.map { line in UnsafePointer(line) }
        list.append(nil)
        // One byte more, so that an empty body is not taken for none.
        let bytes: [UInt8] = Array(body ?? Data()) + [0]
        var reply = RetmaskReply()
        list.withUnsafeBufferPointer { list in
            bytes.withUnsafeBytes { bytes in
                var request = RetmaskRequest()
                request.url = UnsafePointer(address)
                request.body = body == nil ? nil : bytes.baseAddress
                request.body_size = bytes.count - 1
                request.headers = list.baseAddress
                request.milliseconds = Int(max(1, timeout * 1000))
                request.longest_body = Self.longestBody
                request.longest_header = Self.longestHeader
                retmask_request(&request, &reply)
            }
        }
        var data = Data()
        if let start = reply.body {
            // Takes over the bytes, which C has allocated.
            data = Data(bytesNoCopy: start, count: reply.body_size, deallocator: .free)
        }
        return Reply(reply, data, timeout: timeout)
    }
}

extension HTTPExchange.Reply {
    fileprivate init(_ reply: RetmaskReply, _ body: Data, timeout: Double) {
        let problem = Self.text(reply.problem)
        switch reply.end {
        case RETMASK_ANSWERED:
            let wish = Self.text(reply.retry_after).trimmingCharacters(in: .whitespaces)
            self = .response(
                status: reply.status, body: body, retryAfter: wish.isEmpty ? nil : wish)
        case RETMASK_LATE:
            let seconds = timeout == timeout.rounded() ? "\(Int(timeout))" : "\(timeout)"
            self = .failed("no answer within \(seconds) s")
        case RETMASK_BODY_TOO_LONG:
            self = .failed("an answer of more than \(HTTPExchange.longestBody >> 20) MiB")
        case RETMASK_HEADER_TOO_LONG:
            self = .failed(
                "an answer with a header of more than \(HTTPExchange.longestHeader >> 10) KiB")
        case RETMASK_NO_CURL:
            self = .impossible(
                "servers are asked by libcurl, which is not there (\(problem)); install it, in Debian the package libcurl4."
            )
        case RETMASK_USELESS_CURL:
            self = .impossible(
                "servers are asked by libcurl, and the one here cannot be used (\(problem)); install 7.54 or newer, in Debian the package libcurl4."
            )
        default: self = .failed(problem)
        }
    }

    /// An array of C as text.
    private static func text(_ letters: some Any) -> String {
        withUnsafeBytes(of: letters) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                .split(whereSeparator: \.isNewline).joined(separator: " ")
        }
    }
}

/// The limit of requests under way by the files that the system lets this process open: without a
/// file for a connection, a request fails as if the server were gone.
enum OpenFiles {
    /// A connection, its look-up of the address and what wakes its thread, as libcurl opens them.
    static let each = 5
    /// Streams, records, libraries and certificates that are read.
    static let others = 64

    /// - Parameter files: that may be open at once; of this process when left out.
    /// - Throws: `UsageError` when there are too few.
    static func check(concurrency: Int, files: Int = limit) throws {
        guard concurrency > 1, concurrency > (files - others) / each else { return }
        throw UsageError(
            "concurrency is \(concurrency), but this process may open \(files) files, enough for \(max(1, (files - others) / each)) requests at once; give fewer, or more files (ulimit -n)."
        )
    }

    private static var limit: Int {
        var limits = rlimit()
        #if os(Linux)
            let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let files = RLIMIT_NOFILE
        #endif
        guard getrlimit(files, &limits) == 0 else { return .max }
        return Int(clamping: limits.rlim_cur)
    }
}

/// The libcurl that servers are asked by. It is looked for when it is first needed.
package enum WebLibrary {
    /// Its name and version; nil when it cannot be used.
    package static var version: String? { retmask_curl_version().map { String(cString: $0) } }

    /// The reason why it cannot be used; nil when it can.
    package static var problem: String? { retmask_curl_problem().map { String(cString: $0) } }
}
