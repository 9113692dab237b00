package import Foundation

/// Pairs and the file that they were read from.
package struct PairSource {
    /// Scores of the reference are kept beside it.
    var file: URL
    var set: PreferenceSet

    package init(file: URL, set: PreferenceSet) {
        self.file = file
        self.set = set
    }
}
