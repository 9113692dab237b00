// swift-tools-version: 6.1
import PackageDescription

// One list for every target, so that no target is laxer than its neighbour.
// ExistentialAny: SE-0335. InternalImportsByDefault: SE-0409; what a target leaks, it says.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// A target of this package and its tests, which live under `Tests/<name>Tests`.
///
/// - Parameter tests: what the tests need beside that.
func stage(
    _ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = [],
    tests: [Target.Dependency] = []
) -> [Target] {
    [
        .target(
            name: name, dependencies: dependencies, resources: resources, swiftSettings: settings),
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.target(name: name)] + dependencies + ["TestSupport"] + tests,
            swiftSettings: settings),
    ]
}

let argumentParser = Target.Dependency.product(
    name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let collections = Target.Dependency.product(name: "Collections", package: "swift-collections")

/// What is kept and how, which nearly every target knows.
let nouns: [Target.Dependency] = ["Storage", "Numbers", "Artifacts"]
/// The stages of the loop, and what they work on.
let loop: [Target.Dependency] =
    nouns + [
        "Tokenization", "Haystacks", "HeadAnalysis", "Torch", "DecoderModels", "RetrievalHeads",
        "ContrastPairs", "Optimization", "PreferenceTraining", "LongContextEval", "PlainSuite",
        "Organism", "RunReports",
    ]

let package = Package(
    name: "retmask",
    products: [
        .executable(name: "retmask", targets: ["retmask"]),
        .library(
            name: "RetMask",
            targets: [
                "RetMask", "Storage", "Numbers", "Artifacts", "Jinja", "Tokenization", "Haystacks",
                "HeadAnalysis", "Torch", "GGUF", "DecoderModels", "ModelImport", "Optimization",
                "RetrievalHeads",
                "ContrastPairs", "ModelEndpoints", "PreferenceTraining", "LongContextEval",
                "PlainSuite", "HelmetSuite", "Organism", "RunReports", "Pipeline",
            ]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    targets: [
        // C libraries of the system.
        .systemLibrary(
            name: "COniguruma", pkgConfig: "oniguruma",
            providers: [.apt(["libonig-dev"]), .brew(["oniguruma"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        // One HTTP request by the system's libcurl, which is opened when it is needed.
        .target(name: "CCurl"),
        // The C header of the engine and its loader; the engine itself is built by Scripts/build-engine.sh.
        .target(name: "CTorch", exclude: ["Engine"]),
    ]
        // In the order in which data flows.
        + stage("Storage", [crypto, "CZlib"])
        + stage("Numbers", ["Storage"])
        + stage("Artifacts", ["Storage", "Numbers"], tests: ["LongContextEval"])
        + stage("Jinja", ["Storage", collections], tests: ["Numbers"])
        + stage("Tokenization", nouns + ["Jinja", "COniguruma", collections])
        + stage("Haystacks", nouns)
        + stage("HeadAnalysis", nouns, resources: [.copy("Published/Resources")])
        + stage("Torch", ["Storage", "Numbers", "CTorch"])
        + stage("GGUF", nouns)
        + stage("DecoderModels", nouns + ["Tokenization", "Torch"])
        + stage(
            "ModelImport", nouns + ["GGUF", "DecoderModels", "Tokenization", "Torch"])
        + stage("Optimization", nouns + ["Torch"])
        + stage(
            "RetrievalHeads",
            nouns + ["Haystacks", "HeadAnalysis", "DecoderModels", "Tokenization", "Torch"],
            tests: ["Organism"])
        + stage("ContrastPairs", nouns)
        + stage("ModelEndpoints", nouns + ["CCurl"])
        + stage(
            "PreferenceTraining",
            nouns + ["Tokenization", "DecoderModels", "Optimization", "Torch"])
        + stage("LongContextEval", nouns)
        + stage("PlainSuite", nouns, tests: ["LongContextEval"])
        + stage("HelmetSuite", nouns + ["Tokenization", "LongContextEval"])
        + stage(
            "Organism", nouns + ["Tokenization", "Haystacks", "LongContextEval", collections],
            resources: [.copy("Resources")])
        + stage(
            "OrganismTraining",
            nouns + ["Tokenization", "Organism", "DecoderModels", "Optimization", "Torch"])
        + stage("RunReports", nouns + ["HeadAnalysis"])
        + stage("Pipeline", loop, tests: ["RetMask"])
        + [
            // One import for all of the loop.
            .target(
                name: "RetMask",
                dependencies: loop + [
                    "GGUF", "HelmetSuite", "ModelEndpoints", "ModelImport", "Pipeline",
                ],
                path: "Sources/Umbrella",
                swiftSettings: settings),
            .executableTarget(
                name: "retmask",
                dependencies: loop + [
                    "GGUF", "HelmetSuite", "ModelEndpoints", "ModelImport", "OrganismTraining",
                    "Pipeline",
                    argumentParser,
                ], swiftSettings: settings),
            // Our side of `make bench`.
            .executableTarget(
                name: "retmask-bench",
                dependencies: ["Torch", "DecoderModels", "Optimization", "Tokenization"],
                swiftSettings: settings),
            // Helpers of the tests: fixtures, temporary folders, running the built binary.
            .target(name: "TestSupport", path: "Tests/Support", swiftSettings: settings),
            .testTarget(
                name: "CommandTests", dependencies: ["TestSupport", "Storage", "Artifacts"],
                swiftSettings: settings),
        ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx20
)
