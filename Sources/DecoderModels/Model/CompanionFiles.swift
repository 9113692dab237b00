package import Foundation
import Storage
import Torch

/// The files of a model folder that go with its weights into a copy: configuration, tokenizer, code,
/// licence.
///
/// Kinds are listed, and whatever else lies in the folder is left out. Links are followed where they
/// belong to the folder: within it, into the blobs of a Hugging Face cache, or to a file of the same
/// name, so that a link does not bring a file of the machine into a folder that is given away.
package struct CompanionFiles: Sendable {
    /// One file that goes along.
    package struct File: Sendable, Equatable {
        /// Within the folder; with a slash in a subfolder.
        package var name: String
        /// Of the file itself, where the folder has a link.
        package var url: URL
    }

    /// By name.
    package let files: [File]
    /// Names of what was not taken.
    package let leftOut: [String]

    /// The files that a model cannot do without, where its folder has them.
    package static let needed: Set<String> = [
        "config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json",
        "special_tokens_map.json", "added_tokens.json", "chat_template.jinja", "vocab.json",
        "merges.txt", "tokenizer.model",
    ]

    /// Whether a file, or a folder, of this name goes with weights that were changed: the model cannot do
    /// without it, or it is a template, a tokenizer, the model's code, or its licence. The card and other
    /// settings speak of the weights as they were.
    static func staysWithChangedWeights(_ name: String) -> Bool {
        let code = ["configuration_", "modeling_", "modular_", "tokenization_"]
        return needed.contains(name) || name == templates || name.hasPrefix(templates + "/")
            || ["jinja", "model", "tiktoken"].contains(
                (name as NSString).pathExtension.lowercased())
            || starts.contains { name.hasPrefix($0) && $0 != "README" }
            || name.hasSuffix(".py") && code.contains(where: name.hasPrefix)
    }

    private static let endings: Set<String> = ["json", "jinja", "model", "tiktoken", "py"]
    private static let starts = [
        "LICENSE", "LICENCE", "NOTICE", "USE_POLICY", "README", "vocab.txt",
    ]
    /// The one subfolder that belongs to a tokenizer; others hold original weights or caches.
    private static let templates = "additional_chat_templates"
    /// Of this tool: the record of an earlier mask speaks of other heads.
    private static let records: Set<String> = ["retmask.json", "trainer_state.json"]

    /// - Parameter indexed: whether the weights are in shards, so that their index belongs to them.
    /// - Throws: `UsageError` for a folder that cannot be read and for a needed file that is a link to
    ///   somewhere else or no file at all.
    package init(_ folder: URL, indexed: Bool) throws {
        let manager = FileManager.default
        var files: [File] = []
        var leftOut: [String] = []
        func take(_ name: String) throws {
            let url = folder.appendingPathComponent(name)
            let target = url.resolvingSymlinksInPath()
            let isTaken =
                Self.belongs(target, named: url.lastPathComponent, folder: folder)
                && RegularFile.isThere(target)
            if isTaken {
                files.append(File(name: name, url: target))
            } else if Self.needed.contains(name) {
                throw UsageError(
                    "\(url.path) is \(RegularFile.isThere(target) ? "a link to \(target.path), which does not belong to the folder" : "no file"); put the file itself there."
                )
            } else {
                leftOut.append(name)
            }
        }
        let names: [String]
        do { names = try manager.contentsOfDirectory(atPath: folder.path).sorted() } catch {
            throw UsageError("cannot read \(folder.path): \(error.localizedDescription)")
        }
        for name in names where !name.hasPrefix(".") && !Self.records.contains(name) {
            if Self.isOfKind(name, indexed: indexed) {
                try take(name)
            } else if name == Self.templates {
                let inside = try? manager.contentsOfDirectory(
                    atPath: folder.appendingPathComponent(name).path)
                for inner in (inside ?? []).sorted() where inner.hasSuffix(".jinja") {
                    try take("\(name)/\(inner)")
                }
            } else if !OtherWeights.areWeights(name) {
                // Those that are read are copied on their own; those of another format would still have what
                // the copy changes, and some tools would load them first.
                leftOut.append(name)
            }
        }
        self.files = files
        self.leftOut = leftOut
    }

    private static func isOfKind(_ name: String, indexed: Bool) -> Bool {
        // Indices of weights in another format, or of shards that are no longer there.
        if name.hasSuffix(".index.json") {
            return indexed && name == "model.safetensors.index.json"
        }
        return endings.contains((name as NSString).pathExtension.lowercased())
            || needed.contains(name) || starts.contains(where: name.hasPrefix)
    }

    private static func belongs(_ target: URL, named name: String, folder: URL) -> Bool {
        let home = folder.resolvingSymlinksInPath().path
        if target.path.hasPrefix(home.hasSuffix("/") ? home : home + "/") { return true }
        let above = target.deletingLastPathComponent()
        if above.lastPathComponent == "blobs",
            above.deletingLastPathComponent().lastPathComponent.hasPrefix("models--")
        {
            return true
        }
        return target.lastPathComponent == name
    }
}
