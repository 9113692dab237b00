import ArgumentParser
import Artifacts
import DecoderModels
import Foundation
import Pipeline
import RetrievalHeads
import Storage

struct Mask: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a model folder in which heads are silenced.",
        discussion: """
            Zeroes the input columns of o_proj that belong to the heads, which silences them \
            exactly; everything else is copied, in the stored dtype. --gate uniform zeroes their \
            queries instead, so that they attend evenly; a number scales their output. The result loads in any tool \
            that reads Hugging Face folders; retmask.json in it says which heads and why.

              retmask mask --model DIR --heads heads.json --at-least 0.1 --out DIR-masked
              retmask mask --model DIR --heads heads.json --top 8 --random others --out DIR-control
              retmask mask --model DIR --heads 15-30,24-27 --gate 0.5 --out DIR-masked
            """)

    @Option(help: ArgumentHelp(ModelOptions.folderHelp, valueName: "dir"))
    var model: String

    @OptionGroup var heads: HeadOptions

    @Option(help: ArgumentHelp("The new folder.", valueName: "dir"))
    var out: String

    @Flag(
        help:
            "Share unchanged files with the source by hard links, so that a variant costs only changed shards."
    )
    var link = false

    @Flag(help: "Write over an existing folder.")
    var overwrite = false

    @Flag(help: "Print one JSON object.")
    var json = false

    struct Summary: Encodable {
        var out: String
        var heads: [HeadID]
        var gate: HeadGate
        var selection: String
        var existed: Bool
    }

    func run() throws {
        let folder = URL(fileURLWithPath: out)
        try JobFiles(
            reads: heads.inputs + LoadedModel.inputs(model),
            folders: [folder]
        ).check()
        let mask = try heads.mask()
        let checkpoint = MaskedCheckpoint(
            source: try LoadedModel.folder(model), mask: mask, gate: heads.gate, tool: toolVersion)
        let outcome = try checkpoint.write(
            to: folder, link: link, overwrite: overwrite)
        let existed = outcome == .existed
        let leftOut = try CompanionFiles(checkpoint.source, indexed: true).leftOut
        if !existed, !leftOut.isEmpty {
            Output.note("not copied, as no part of a model: \(leftOut.joined(separator: ", "))")
        }
        if json {
            return try Output.json(
                Summary(
                    out: out, heads: mask.heads, gate: heads.gate, selection: mask.selection,
                    existed: existed))
        }
        print(
            "\(existed ? "already there" : "wrote"): \(out), \(mask.heads.count) heads, gate \(heads.gate) (\(mask.selection))"
        )
    }
}
