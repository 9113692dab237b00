public import Artifacts
public import Foundation
import Numbers
public import PlainSuite

extension Recipe {
    /// A set of questions, and which models get them; the options of `retmask evaluate`.
    public struct Evaluate: Equatable, Sendable {
        /// Of a variant; empty for the only set of questions.
        public var name = ""
        /// Built-in questions; nil takes those of the model's world unless there are files.
        public var suite: World?
        /// Files of questions, asked one after the other.
        public var questions: [URL]? {
            get { questionPaths?.urls }
            set { questionPaths = newValue.map { RecipePaths(urls: $0) } }
        }
        /// How questions in plain English are put; nil takes the best for each category.
        public var form: FormChoice?
        /// Tokens of whole prompts; of files only these are asked, nil for all.
        public var lengths: [Int]?
        /// Examples of one category at one length; of files the first so many, nil for all.
        public var examples: Int?
        /// Names of categories; empty for all.
        public var categories: [String] = []
        /// Of the built-in questions; nil is one of the recipe's.
        public var seed: UInt64?
        /// `base`, `ablated`, and the trained ones; empty for all.
        public var models: [String] = []
        /// What is done to the heads of ablated models.
        public var gate = HeadGate.zero
        /// Text of the gate `mean`; nil takes text of the model's world.
        public var filler: URL? { fillerPath?.url }
        /// Examples of one batch.
        public var batch = 32
        /// Whether one row that cannot be used is enough to refuse a file of questions.
        public var strict = false
        var questionPaths: RecipePaths?
        var fillerPath: RecipePath?

        /// The built-in questions of the model's world.
        public init() {}
    }
}

extension Recipe.Evaluate: RecipePart {
    static var fields: [RecipeField<Self>] {
        [
            .init("suite", at: \.suite), .init("form", at: \.form),
            .init("questions", at: \.questionPaths),
            .init("lengths", at: \.lengths), .init("examples", at: \.examples),
            .init("categories", at: \.categories), .init("seed", at: \.seed),
            .init("models", at: \.models), .init("gate", at: \.gate),
            .init("filler", at: \.fillerPath), .init("batch", at: \.batch),
            .init("strict", at: \.strict),
        ]
    }

    /// Files have lengths, categories and numbers of their own.
    mutating func prepare(for given: RecipeFields, defaults: Self) {
        let isFile = given["questions"].map { $0 != .null } ?? false
        if isFile, questions == nil {
            (lengths, examples, categories, seed, suite, form) = (nil, nil, [], nil, nil, nil)
        } else if given["suite"].map({ $0 != .null }) ?? false, !isFile {
            questions = nil
        }
        // The organism's questions have one form.
        if given["suite"] == .text(Recipe.World.organism.rawValue) { form = nil }
    }

    var problems: [String] {
        var list: [String] = []
        if let lengths { list.check("lengths", each: lengths, Limits.tokens, "numbers of tokens") }
        if let examples { list.check("examples", examples, Limits.examples) }
        list.check("batch", batch, Limits.batch)
        if questions != nil, suite == nil, let seed {
            list.check("seed", seed, false, "left out: nothing is drawn from files")
        }
        if let form, questions != nil || suite == .organism, suite != .plain {
            list.check(
                "form", form.rawValue, false,
                "left out: it is for built-in questions in plain English")
        }
        if filler != nil, gate != .mean {
            list.append("filler should be left out: the gate is \(gate), not mean")
        }
        return list
    }
}

/// One file or several.
struct RecipePaths: RecipeValue, Equatable {
    var urls: [URL]

    static func read(_ json: RecipeJSON, folder: URL?) throws -> RecipePaths {
        RecipePaths(urls: try RecipePath.list(json, folder, "a file or a list of files"))
    }

    func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        if urls.count == 1 {
            try value.encode(urls[0].path)
        } else {
            try value.encode(urls.map(\.path))
        }
    }
}

extension FormChoice: RecipeValue, Encodable {
    static func read(_ json: RecipeJSON, folder: URL?) throws -> FormChoice {
        guard case .text(let text) = json, let form = FormChoice(rawValue: text) else {
            throw WantedValue("one of chat, chat-start, completion, best")
        }
        return form
    }

    /// Its name.
    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        try value.encode(rawValue)
    }
}
