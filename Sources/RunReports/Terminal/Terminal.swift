import Foundation

/// Where text for a person goes, and what that place can do.
public struct Terminal {
    /// The line can be drawn again in place: a terminal that is not `dumb`.
    public var isInteractive: Bool
    /// Colours may be used: interactive, and `NO_COLOR` is not set (no-color.org).
    public var hasColour: Bool
    /// Columns.
    public var width: Int
    public var write: (String) -> Void

    public init(
        isInteractive: Bool, hasColour: Bool, width: Int, write: @escaping (String) -> Void
    ) {
        self.isInteractive = isInteractive
        self.hasColour = hasColour
        self.width = width
        self.write = write
    }

    /// Standard error, where progress belongs, so that standard output stays clean for a pipe.
    public static var standardError: Terminal { of(FileHandle.standardError) }

    public static var standardOutput: Terminal { of(FileHandle.standardOutput) }

    static func of(_ handle: FileHandle) -> Terminal {
        let descriptor = handle.fileDescriptor
        let (isInteractive, hasColour) = abilities(
            isTTY: isatty(descriptor) == 1, environment: ProcessInfo.processInfo.environment)
        var size = winsize()
        let known = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        return Terminal(
            isInteractive: isInteractive, hasColour: hasColour,
            width: known ? Int(size.ws_col) : 100
        ) { text in
            // A closed pipe must not end the job, so a failed write is ignored.
            try? handle.write(contentsOf: Data(text.utf8))
        }
    }

    /// What a stream can do, from whether it is a terminal and from the conventions `TERM=dumb`
    /// and `NO_COLOR` (any non-empty value).
    package static func abilities(
        isTTY: Bool, environment: [String: String]
    ) -> (isInteractive: Bool, hasColour: Bool) {
        let isInteractive = isTTY && environment["TERM"] != "dumb"
        return (isInteractive, isInteractive && (environment["NO_COLOR"] ?? "").isEmpty)
    }
}
