import ArgumentParser
import Foundation
import Pipeline
import RunReports
import Storage

struct Run: ParsableCommand, Restartable {
    static let configuration = CommandConfiguration(
        abstract: "The whole loop: detect, select, contrast, prefer, evaluate, report.",
        discussion: """
            Without options, on the embedded organism, a model of a million parameters that knows a \
            small world of people and things. Everything that is made stays in the --out folder; \
            stages that are done are not done again, so a killed run goes on with the same command, \
            or with --out alone: the folder remembers recipe and model.

              retmask run --out runs/mine
              retmask run --recipe Recipes/your-model.json --model DIR --out runs/yours --plan
              retmask run --recipe Recipes/your-model.json --model DIR --out runs/yours

            A recipe is a JSON file with every number; retmask run --print-recipe shows the default, \
            with --model that of another model. Each stage is an object, or a list of named variants: \
            masks to compare, trainings with other settings, sets of questions. Copy \
            Recipes/your-model.json; docs/recipes.md has every field.

            Before anything is done, files, lengths and disk are checked, the model is measured for \
            some seconds, and the plan is printed: what each stage has to do and about how long it \
            takes. --plan ends there.
            """)

    @Option(help: ArgumentHelp("Folder of the run.", valueName: "dir"))
    var out = "runs/first-light"

    @Option(
        help: ArgumentHelp(
            "The numbers of the experiment; those that --out remembers, else the default, when left out.",
            valueName: "file"))
    var recipe: String?

    @Option(
        help: ArgumentHelp(
            "A Hugging Face model folder, a name in models/, or \"organism\"; that of the recipe, that which --out remembers, else organism, when left out.",
            valueName: "dir"))
    var model: String?

    @OptionGroup var engine: EngineOptions

    @Flag(help: "Begin again instead of going on.")
    var restart = false
    @Flag(help: "Print the stages with their times and every field of the recipe, and end.")
    var plan = false
    @Flag(help: "Print one JSON object.")
    var json = false
    @Flag(help: "Print the default recipe and end.")
    var printRecipe = false

    func run() throws {
        let folder = RunFolder(URL(fileURLWithPath: out))
        let source = recipe.map { URL(fileURLWithPath: $0) }
        let choice = try RunChoice(
            folder: printRecipe ? nil : folder, recipe: source, model: model, restarts: restart)
        if printRecipe { return try printed(choice.recipe) }
        try folder.check(
            reading: LoadedModel.inputs(choice.model) + choice.recipe.inputFiles,
            recipe: choice.recipe, source: source)
        let lock = plan ? nil : try folder.lock(choice.recipe)
        defer { lock?.release() }
        let device = try engine.start()
        let loaded = try LoadedModel(choice.model, device: device)
        let pipeline = try RunPipeline(
            folder: folder, recipe: choice.recipe, model: loaded, world: choice.world,
            command: command(choice), events: events())
        if plan { return try show(pipeline.plan(restarts: restart), choice.recipe) }
        // Not before: a model or questions that cannot be read must not cost the run that is there.
        try pipeline.checkQuestions()
        if restart { try folder.clear(keeping: choice.source) }
        let outcome = try pipeline.run()
        if json {
            try Output.json(outcome.summary)
        } else {
            print(outcome.text(answer: try folder.report().answer))
        }
        Output.note("report: \(folder.page.path)")
    }

    private func command(_ choice: RunChoice) -> String {
        var command = "retmask run --out \(out) --model \(choice.model)"
        if let file = recipe { command += " --recipe \(file)" }
        return command
    }

    private func events() -> RunPipeline.Events {
        let bar = ProgressBar()
        var events = RunPipeline.Events()
        events.progress = bar.handler
        events.note = { text in
            bar.finish()
            for line in text.split(separator: "\n") { Output.note(String(line)) }
        }
        events.stageEnded = { bar.finish() }
        return events
    }

    private struct PlanSummary: Encodable {
        var stages: [RunPlan.Line]
        var basis: String?
        var disk: RunDisk
        var recipe: Recipe
    }

    private func show(_ plan: RunPlan, _ recipe: Recipe) throws {
        guard !json else {
            return try Output.json(
                PlanSummary(
                    stages: plan.lines, basis: plan.basis, disk: plan.disk, recipe: recipe))
        }
        print(plan.text + "\n")
        try printed(recipe)
    }

    private func printed(_ recipe: Recipe) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        Output.exact(String(decoding: try encoder.encode(recipe), as: UTF8.self) + "\n")
    }
}
