import ArgumentParser
import Foundation
import Pipeline
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
            "\"organism\", or the folder of one that you have grown (retmask organism), or its name in models/.",
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
        let recipe =
            try self.recipe.map { try Recipe.read(URL(fileURLWithPath: $0)) } ?? Recipe.firstLight
        if printRecipe { return try printed(recipe) }
        let folder = RunFolder(URL(fileURLWithPath: out))
        let source = self.recipe.map { URL(fileURLWithPath: $0) }
        try folder.check(reading: LoadedModel.inputs(model), recipe: source)
        let lock = try folder.lock()
        defer { lock.release() }
        let device = try engine.start()
        let loaded = try LoadedModel(model, device: device)
        // Not before: a model that cannot be read must not cost the run that is there.
        if restart { try folder.clear(keeping: source) }
        var command = "retmask run --out \(out) --model \(model)"
        if let file = self.recipe { command += " --recipe \(file)" }
        let outcome = try RunPipeline(
            folder: folder, recipe: recipe, model: loaded, command: command, events: events()
        ).run()
        if json {
            try Output.json(outcome.summary)
        } else {
            print(outcome.text(answer: try folder.report().answer))
        }
        Output.note("report: \(folder.page.path)")
    }

    private func events() -> RunPipeline.Events {
        let bar = ProgressBar()
        var events = RunPipeline.Events()
        events.progress = bar.handler
        events.note = { text in
            bar.finish()
            Output.note(text)
        }
        events.stageEnded = { bar.finish() }
        return events
    }

    func printed(_ recipe: Recipe) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        Output.exact(String(decoding: try encoder.encode(recipe), as: UTF8.self) + "\n")
    }
}
