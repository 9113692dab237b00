public import Foundation

/// Keeps other processes from writing the same output: `.NAME.lock` beside it, locked with `flock`.
///
/// The system frees the lock when the process ends, however it ends. The file goes with the lock; one
/// that a kill left is taken over and removed by whoever writes the output next. Where the file
/// system has no locks, there is none to hold, and nobody is kept out.
///
/// ```swift
/// let lock = try OutputLock(out)
/// defer { lock.release() }
/// ```
public final class OutputLock {
    private let place: URL
    private var descriptor: Int32 = -1

    /// Takes the lock, then removes what killed processes left of the files.
    ///
    /// - Parameters:
    ///   - files: what is written beside `out`.
    ///   - waiting: called once with a sentence when another process holds the lock; then it is waited
    ///     for. Nil refuses.
    /// - Throws: `UsageError` naming the output and the process that writes it.
    public convenience init(
        _ out: URL, files: [URL] = [], waiting: ((String) -> Void)? = nil
    ) throws {
        try self.init(beside: out, waiting)
        StagedName.removeLeftovers(of: [out] + files)
    }

    private init(beside out: URL, _ waiting: ((String) -> Void)?) throws {
        place = try Self.place(out)
        try AtomicFile.createFolder(place.deletingLastPathComponent())
        var isWaiting = false
        var attempts = 0
        while descriptor < 0 {
            guard let holder = try attempt(out) else { continue }
            attempts += 1
            // Others may only have looked (`check`); who writes is there for longer.
            if attempts < 4 {
                usleep(10_000)
                continue
            }
            guard let waiting else { throw Self.refusal(out, holder) }
            if !isWaiting {
                waiting("\(out.path) is being written by \(holder): waiting for its end.")
            }
            isWaiting = true
            usleep(200_000)
        }
    }

    /// One try; without a `descriptor` after it, the file went away meanwhile.
    ///
    /// - Returns: who holds the lock, when it is another.
    private func attempt(_ out: URL) throws -> String? {
        let file = Self.openLock(place, O_CREAT)
        guard file >= 0 else {
            throw UsageError("cannot write \(out.path): \(AtomicFile.SystemFailure().reason)")
        }
        if flock(file, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
            defer { close(file) }
            return Self.holder(file)
        }
        // The one before may have removed its file between our two calls.
        guard let mine = FileIdentity(descriptor: file), FileIdentity(place.path) == mine else {
            close(file)
            return nil
        }
        descriptor = file
        ftruncate(file, 0)
        let words = "\(getpid()) \(Self.host)\n"
        _ = words.withCString { pwrite(file, $0, strlen($0), 0) }
        return nil
    }

    /// - Parameter flags: `O_CREAT` where a file that is not there is to be made.
    private static func openLock(_ place: URL, _ flags: Int32 = 0) -> Int32 {
        let file = open(place.path, O_RDWR | flags | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard file < 0, errno == EACCES else { return file }
        // Another user's; where its process was killed, it can be locked all the same.
        return open(place.path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    }

    private static func place(_ out: URL) throws -> URL {
        let target = try OutputPlace.resolved(out)
        return target.deletingLastPathComponent()
            .appendingPathComponent(".\(target.lastPathComponent).lock")
    }

    private static func refusal(_ out: URL, _ holder: String) -> UsageError {
        UsageError(
            "\(out.path) is being written by \(holder); wait for its end, or give another output.")
    }

    /// Looks without taking the lock, for a refusal before anything long is begun.
    ///
    /// - Throws: `UsageError` when another process writes the output now.
    static func check(_ out: URL) throws {
        let file = openLock(try place(out))
        guard file >= 0 else { return }
        defer { close(file) }
        if flock(file, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK {
            throw refusal(out, holder(file))
        }
    }

    /// The holder that the file names: `process 12`, on another machine with its name.
    private static func holder(_ file: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 300)
        let count = max(0, pread(file, &bytes, bytes.count, 0))
        let words = String(decoding: bytes[..<count], as: UTF8.self).split(separator: " ")
        guard words.count == 2, let process = Int32(words[0]) else { return "another process" }
        let host = words[1].filter { $0.isASCII && !$0.isWhitespace }
        return host == Self.host ? "process \(process)" : "process \(process) on \(host)"
    }

    private static let host: String = {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return bytes.isEmpty ? "here" : String(decoding: bytes, as: UTF8.self)
    }()

    /// Lets others write. Not later than when the value is freed.
    public func release() {
        guard descriptor >= 0 else { return }
        // In this order, so that nobody locks a file that is about to go.
        unlink(place.path)
        close(descriptor)
        descriptor = -1
    }

    deinit { release() }
}
