import Foundation
import HeadAnalysis
import Numbers

extension Recipe {
    /// All problems of the values, each with the path of its field; ranges are those of the options.
    public var problems: [String] {
        values("detect", detect) + values("select", select) + values("ablateCurve", ablateCurve)
            + values("contrast", contrast) + values("prefer", prefer)
            + values("evaluate", evaluate) + references + missingStages + reserved
    }

    /// Problems of the parts of a stage, and of their names.
    private func values<Part: RecipePart>(_ key: String, _ parts: [Part]) -> [String] {
        var list = parts.flatMap { part in
            part.problems.map { problem in
                let path = part.name.isEmpty ? key : "\(key)[\(part.name)]"
                return problem.hasPrefix("should ") ? "\(path) \(problem)" : "\(path).\(problem)"
            }
        }
        for part in parts where !part.name.isEmpty && !Self.isName(part.name) {
            list.append(
                "\(key)[\(part.name)].name is \"\(part.name)\" but should be up to 60 letters, digits, - and _, a letter or digit first"
            )
        }
        let names = parts.map { $0.name.lowercased() }
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            list.append("\(key) has two variants of the name \"\(parts[index].name)\"")
        }
        return list
    }

    /// Names are those of files.
    static func isName(_ name: String) -> Bool {
        let letters = name.unicodeScalars
        func isLetter(_ letter: Unicode.Scalar) -> Bool {
            "a"..."z" ~= letter || "A"..."Z" ~= letter || "0"..."9" ~= letter
        }
        guard let first = letters.first, letters.count <= 60 else { return false }
        return isLetter(first) && letters.allSatisfy { isLetter($0) || $0 == "-" || $0 == "_" }
    }

    /// What a part builds on.
    private var references: [String] {
        var list: [String] = []
        func check<Part: RecipePart>(
            _ path: String, _ name: String?, _ parts: [Part], _ stage: String
        ) {
            guard let name, !parts.contains(where: { $0.name == name }) else { return }
            let names = parts.map(\.name).filter { !$0.isEmpty }
            list.append(
                names.isEmpty
                    ? "\(path) is \"\(name)\" but should be left out: \(stage) has no variants"
                    : "\(path) is \"\(name)\" but should be one of \(names.joined(separator: ", "))"
            )
        }
        func path(_ key: String, _ name: String, _ field: String) -> String {
            name.isEmpty ? "\(key).\(field)" : "\(key)[\(name)].\(field)"
        }
        func check(_ detector: DetectorKind?, of scores: String?, at path: String) {
            let detection = detect.first { $0.name == scores } ?? detect.first
            guard let detector, let detection, !detection.detectors.contains(detector) else {
                return
            }
            let names = detection.detectors.map(\.rawValue).joined(separator: ", ")
            list.append(
                "\(path) is \"\(detector.rawValue)\" but should be one that its detection has: \(names)"
            )
        }
        for part in select {
            check(path("select", part.name, "scores"), part.scores, detect, "detect")
            check(part.detector, of: part.scores, at: path("select", part.name, "detector"))
        }
        for part in ablateCurve {
            check(path("ablateCurve", part.name, "scores"), part.scores, detect, "detect")
            check(part.detector, of: part.scores, at: path("ablateCurve", part.name, "detector"))
        }
        for part in contrast {
            check(path("contrast", part.name, "heads"), part.heads, select, "select")
        }
        for part in prefer {
            check(path("prefer", part.name, "pairs"), part.pairs, contrast, "contrast")
            if part.trainHeads != nil, part.listedHeads == nil {
                check(path("prefer", part.name, "trainHeads"), part.trainHeads, select, "select")
            }
        }
        let models = evaluatedNames
        for part in evaluate {
            for name in part.models where !models.contains(name) {
                list.append(
                    "\(path("evaluate", part.name, "models")) has \"\(name)\" but should be some of \(models.joined(separator: ", "))"
                )
            }
        }
        return list
    }

    /// A stage may be an empty list where none later needs it.
    private var missingStages: [String] {
        var list: [String] = []
        func check(_ key: String, _ isNeeded: Bool, _ isThere: Bool, _ by: String) {
            if isNeeded, !isThere { list.append("\(key) is empty, but \(by) needs it") }
        }
        check("detect", !select.isEmpty, !detect.isEmpty, "select")
        check("detect", !ablateCurve.isEmpty, !detect.isEmpty, "ablateCurve")
        check("select", !contrast.isEmpty, !select.isEmpty, "contrast")
        check("contrast", !prefer.isEmpty, !contrast.isEmpty, "prefer")
        return list
    }

    /// Names that the run folder has for something else.
    private var reserved: [String] {
        prefer.filter { part in
            let name = part.name.lowercased()
            return ["base", "random", "suite", "results", "differences"].contains(name)
                || name.hasPrefix("ablated")
        }.map {
            "prefer[\($0.name)].name is \"\($0.name)\" but should be another: a run has its own base, random, suite, results, differences and ablated…"
        }
    }
}
