import ArgumentParser
import Foundation
import Organism
import RunReports

struct Run: ParsableCommand, Restartable {
    static let configuration = CommandConfiguration(
        abstract: "The whole loop: detect, select, contrast, prefer, evaluate, report.",
        discussion: """
            On the embedded organism, a model of a million parameters that knows a small world of \
            people and things. Everything that is made stays in the --out folder; stages that are \
            done are not done again, so a killed run goes on with the same command.

              retmask run --out runs/mine
              retmask run --out runs/mine --recipe Recipes/first-light.json --json

            A recipe is a JSON file with every number; retmask run --print-recipe shows the default. \
            For a model of your own run the verbs one by one: the tasks of this loop are made of \
            the organism's world.
            """)

    @Option(help: ArgumentHelp("Folder of the run.", valueName: "dir"))
    var out = "runs/first-light"

    @Option(help: ArgumentHelp("The numbers of the experiment.", valueName: "file"))
    var recipe: String?

    @Option(
        help: ArgumentHelp(
            "\"organism\", or the folder of one that you have grown (retmask organism).",
            valueName: "dir"))
    var model = "organism"

    @OptionGroup var engine: EngineOptions

    @Flag(help: "Begin again instead of going on.")
    var restart = false
    @Flag(help: "Print one JSON object.")
    var json = false
    @Flag(help: "Print the default recipe and end.")
    var printRecipe = false

    func run() throws {
        let recipe = try self.recipe.map { try Recipe.read(URL(fileURLWithPath: $0)) } ?? Recipe()
        if printRecipe { return try printed(recipe) }
        let folder = RunFolder(URL(fileURLWithPath: out))
        let source = self.recipe.map { URL(fileURLWithPath: $0) }
        try folder.check(reading: ModelOptions.inputs(model), recipe: source)
        let lock = try folder.lock()
        defer { lock.release() }
        let device = try engine.start()
        let live = try LiveModel(ModelOptions.folder(model), name: model, device: device)
        // Not before: a model that cannot be read must not cost the run that is there.
        if restart { try folder.clear(keeping: source) }
        var command = "retmask run --out \(out) --model \(model)"
        if let file = self.recipe { command += " --recipe \(file)" }
        let pipeline = try RunPipeline(
            folder: folder, recipe: recipe, live: live, world: EmbeddedOrganism.world(),
            command: command)
        let outcome = try pipeline.run()
        if json {
            try Output.json(outcome.summary)
        } else {
            print(outcome.text(answer: try folder.report().answer))
        }
        Output.note("report: \(folder.page.path)")
    }

    func printed(_ recipe: Recipe) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        Output.exact(String(decoding: try encoder.encode(recipe), as: UTF8.self) + "\n")
    }
}
