package import Foundation
import Storage

extension Recipe {
    /// A file or folder that a recipe names, with its field.
    struct Input {
        let field: String
        let url: URL

        /// What is read of it.
        var kind: Kind {
            if field.hasSuffix(".filler") { return .filler }
            return field.hasSuffix(".haystack") ? .haystack : .rows
        }

        enum Kind { case filler, haystack, rows }
    }

    /// All of them, in the order of the stages.
    var inputs: [Input] {
        var list: [Input] = []
        func add(_ stage: String, _ name: String, _ field: String, _ urls: [URL]) {
            let part = name.isEmpty ? stage : "\(stage)[\(name)]"
            list += urls.map { Input(field: "\(part).\(field)", url: $0) }
        }
        func one(_ url: URL?) -> [URL] { url.map { [$0] } ?? [] }
        for part in detect {
            add("detect", part.name, "needles", part.needles?.files ?? [])
            add("detect", part.name, "filler", one(part.filler))
            add("detect", part.name, "haystack", one(part.haystack))
        }
        for part in ablateCurve {
            add("ablateCurve", part.name, "needles", part.needles?.files ?? [])
            add("ablateCurve", part.name, "filler", one(part.filler))
        }
        for part in contrast {
            add("contrast", part.name, "prompts", part.prompts.files)
            add("contrast", part.name, "filler", one(part.filler))
        }
        for part in prefer { add("prefer", part.name, "evalPairs", one(part.evalPairs)) }
        for part in evaluate {
            add("evaluate", part.name, "questions", part.questions ?? [])
            add("evaluate", part.name, "filler", one(part.filler))
        }
        return list
    }

    /// All files that a run of it reads beside the model, for `JobFiles`.
    package var inputFiles: [URL] {
        var files: [URL] = []
        for part in detect {
            files += part.needles?.files ?? []
            files += FillerSource(part.filler).inputs
            if let haystack = part.haystack { files += PaperDetectStage(haystack: haystack).inputs }
        }
        for part in ablateCurve {
            files += part.needles?.files ?? []
            files += FillerSource(part.filler).inputs
        }
        for part in contrast {
            files += part.prompts.files
            files += FillerSource(part.filler).inputs
        }
        for part in prefer { if let pairs = part.evalPairs { files.append(pairs) } }
        for part in evaluate {
            files += part.questions ?? []
            files += FillerSource(part.filler).inputs
        }
        return files
    }
}
