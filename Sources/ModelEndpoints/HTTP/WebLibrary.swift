import CCurl

/// The libcurl that servers are asked by. It is looked for when it is first needed.
package enum WebLibrary {
    /// Its name and version; nil when it cannot be used.
    package static var version: String? { retmask_curl_version().map { String(cString: $0) } }

    /// The reason why it cannot be used; nil when it can.
    package static var problem: String? { retmask_curl_problem().map { String(cString: $0) } }
}
