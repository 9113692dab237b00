import Foundation

/// A request as it came over a connection, and the head of an answer.
struct HTTPText {
    let path: String
    /// Names in lower case.
    let headers: [String: String]
    let body: Data

    /// Nil when the connection ends before the request does.
    init?(_ connection: Int32) {
        var data = Data()
        let end = Data("\r\n\r\n".utf8)
        while data.range(of: end) == nil {
            guard let more = Socket.read(connection) else { return nil }
            data += more
        }
        guard let range = data.range(of: end) else { return nil }
        let lines = String(decoding: data[..<range.lowerBound], as: UTF8.self)
            .components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count == 3 else { return nil }
        path = String(words[1])
        headers = Dictionary(
            lines.dropFirst().compactMap { line -> (String, String)? in
                guard let colon = line.firstIndex(of: ":") else { return nil }
                return (
                    line[..<colon].lowercased(),
                    line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                )
            }
        ) { first, _ in first }
        let length = Int(headers["content-length"] ?? "0") ?? 0
        var body = Data(data[range.upperBound...])
        if headers["expect"] != nil, body.count < length {
            _ = Socket.write(connection, Data("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        }
        while body.count < length {
            guard let more = Socket.read(connection) else { return nil }
            body += more
        }
        self.body = body
    }

    /// - Parameter more: further header lines, each with its end.
    static func head(_ status: Int, _ length: Int, _ more: String = "") -> Data {
        Data(
            "HTTP/1.1 \(status) Said\r\nContent-Type: application/json\r\nContent-Length: \(length)\r\nConnection: close\r\n\(more)\r\n"
                .utf8)
    }
}
