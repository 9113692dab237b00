import COniguruma

/// Character classes of the Oniguruma at hand.
struct OnigurumaClasses {
    private let unassigned, alphabetic, lowercase, uppercase: Int32

    /// Nil when it has no such classes.
    init?() {
        // Its tables are there once the library is set up.
        guard RegexPattern.isReady else { return nil }
        func number(_ name: String) -> Int32 {
            var name = Array(name.utf8)
            return name.withUnsafeMutableBufferPointer { buffer in
                buffer.baseAddress.map { retmask_onig_class($0, $0 + buffer.count) } ?? -1
            }
        }
        unassigned = number("Cn")
        alphabetic = number("Alphabetic")
        lowercase = number("Lowercase")
        uppercase = number("Uppercase")
        if min(unassigned, alphabetic, lowercase, uppercase) < 0 { return nil }
    }

    /// Whether it has the scalar, with the properties that it has today.
    func know(_ scalar: Unicode.Scalar, _ kind: NewerUnicodeScalars.Kind) -> Bool {
        func has(_ number: Int32) -> Bool { retmask_onig_is_in_class(scalar.value, number) != 0 }
        return !has(unassigned) && has(alphabetic) == kind.isAlphabetic
            && has(lowercase) == kind.isLowercase && has(uppercase) == kind.isUppercase
    }
}
