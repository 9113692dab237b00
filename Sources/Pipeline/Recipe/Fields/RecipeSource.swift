public import Foundation
import Storage

extension Recipe {
    /// What comes with the tool, so many of it, or files of the user's.
    ///
    /// In JSON a number, a path, or a list of paths. Paths of a recipe file are relative to its folder;
    /// here they are whole.
    public enum Source: Equatable, Sendable {
        case count(Int)
        case files([URL])

        /// Nothing for a count.
        public var files: [URL] {
            if case .files(let files) = self { files } else { [] }
        }
    }
}

extension Recipe.Source: RecipeValue {
    static func read(_ json: RecipeJSON, folder: URL?) throws -> Recipe.Source {
        switch json {
        case .whole(let count): return .count(count)
        case .text, .list:
            return .files(try RecipePath.list(json, folder, "a number, a file or a list of files"))
        default: throw WantedValue("a number, a file or a list of files")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .count(let count): try value.encode(count)
        case .files(let files):
            if files.count == 1 {
                try value.encode(files[0].path)
            } else {
                try value.encode(files.map(\.path))
            }
        }
    }
}

/// The path of a file or folder.
struct RecipePath: RecipeValue, Equatable {
    var url: URL

    static func read(_ json: RecipeJSON, folder: URL?) throws -> RecipePath {
        guard case .text(let text) = json, !text.isEmpty else { throw WantedValue("a path") }
        return RecipePath(url: url(text, folder))
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(url.path)
    }

    static func url(_ text: String, _ folder: URL?) -> URL {
        guard let folder, !text.hasPrefix("/") else { return URL(fileURLWithPath: text) }
        return URL(fileURLWithPath: folder.appendingPathComponent(text).standardizedFileURL.path)
    }

    /// One path or a list of them.
    static func list(_ json: RecipeJSON, _ folder: URL?, _ words: String) throws -> [URL] {
        let items: [RecipeJSON] = if case .list(let items) = json { items } else { [json] }
        guard !items.isEmpty else { throw WantedValue(words) }
        return try items.map { item in
            guard case .text(let text) = item, !text.isEmpty else { throw WantedValue(words) }
            return url(text, folder)
        }
    }
}
