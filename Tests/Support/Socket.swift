import Foundation

/// TCP on the loopback address, as little of it as a mock server needs.
enum Socket {
    private static func make(_ port: UInt16) -> (descriptor: Int32, address: sockaddr_in) {
        #if os(Linux)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        address.sin_port = port.bigEndian
        return (socket(AF_INET, stream, 0), address)
    }

    /// Nil when nobody listens there.
    static func connect(_ port: UInt16) -> Int32? {
        var (descriptor, address) = make(port)
        let isConnected = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        if !isConnected { close(descriptor) }
        return isConnected ? descriptor : nil
    }

    /// Listens on a free port.
    static func listen() throws -> (descriptor: Int32, port: UInt16) {
        var (descriptor, address) = make(0)
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && Foundation.listen(descriptor, 512) == 0
                    && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// Nil when the listener was shut down.
    static func accept(_ listener: Int32) -> Int32? {
        while true {
            let connection = Foundation.accept(listener, nil, nil)
            if connection >= 0 { return connection }
            // A client that has gone already, a signal, or no descriptor left for a moment.
            guard [EINTR, ECONNABORTED, EMFILE, ENFILE].contains(errno) else { return nil }
            usleep(1000)
        }
    }

    /// What has arrived; nil at the end.
    static func read(_ connection: Int32) -> Data? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(connection, &buffer, buffer.count, 0)
        return count > 0 ? Data(buffer[..<count]) : nil
    }

    /// - Returns: whether everything was taken.
    static func write(_ connection: Int32, _ data: Data) -> Bool {
        var sent = 0
        while sent < data.count {
            let count = data.withUnsafeBytes {
                send(connection, $0.baseAddress! + sent, data.count - sent, 0)
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Whoever waits for a connection stops waiting; the descriptor stays.
    static func shutDown(_ descriptor: Int32) { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }

    static func close(_ descriptor: Int32) { _ = Foundation.close(descriptor) }
}
