import Artifacts
import Foundation
import Storage

/// Fields of a part stand beside each other, under the names of files and of the command line.
extension Recipe: Codable {
    /// A recipe in which fields may be left out, as ``read(_:world:)`` reads a file; paths are relative
    /// to the working directory.
    /// - Throws: `DataError` with every problem.
    public init(from decoder: any Decoder) throws {
        do {
            self = try RecipeReader.recipe(
                of: RecipeJSON(from: decoder), world: .organism, folder: nil, isOwn: true)
        } catch let found as RecipeProblems {
            throw DataError("\(found.list.joined(separator: "; ")).")
        }
    }

    /// All fields; a curve only where there is one.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: AnyKey.self)
        try values.encodeIfPresent(model, forKey: AnyKey("model"))
        try values.encodeIfPresent(world, forKey: AnyKey("world"))
        try values.encode(seed, forKey: AnyKey("seed"))
        try values.encode(WrittenStage(parts: detect), forKey: AnyKey("detect"))
        try values.encode(WrittenStage(parts: select), forKey: AnyKey("select"))
        if !ablateCurve.isEmpty {
            try values.encode(WrittenStage(parts: ablateCurve), forKey: AnyKey("ablateCurve"))
        }
        try values.encode(WrittenStage(parts: contrast), forKey: AnyKey("contrast"))
        try values.encode(WrittenStage(parts: prefer), forKey: AnyKey("prefer"))
        try values.encode(WrittenStage(parts: evaluate), forKey: AnyKey("evaluate"))
    }
}

/// An object for a part without a name, else a list.
private struct WrittenStage<Part: RecipePart>: Encodable {
    let parts: [Part]

    func encode(to encoder: any Encoder) throws {
        if parts.count == 1, parts[0].name.isEmpty {
            return try WrittenPart(part: parts[0], isLater: false).encode(to: encoder)
        }
        var list = encoder.unkeyedContainer()
        for (index, part) in parts.enumerated() {
            try list.encode(WrittenPart(part: part, isLater: index > 0))
        }
    }
}

private struct WrittenPart<Part: RecipePart>: Encodable {
    let part: Part
    /// Not the first of a list, so that what is not set has to be said.
    let isLater: Bool

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: AnyKey.self)
        if !part.name.isEmpty { try values.encode(part.name, forKey: AnyKey("name")) }
        for field in Part.fields {
            if let value = field.write(part) {
                try values.encode(value, forKey: AnyKey(field.name))
            } else if isLater {
                try values.encodeNil(forKey: AnyKey(field.name))
            }
        }
    }
}
