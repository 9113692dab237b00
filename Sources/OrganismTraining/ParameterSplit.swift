import DecoderModels
import Optimization
import Torch

/// The parameters by their optimiser: Muon moves the hidden matrices, AdamW all others.
struct ParameterSplit {
    /// One for each worker; their matrices are disjoint, so they may run at the same time.
    let muons: [Muon]
    let adamW: AdamW
    /// All parameters in the model's order.
    let parameters: [NamedTensor]
    /// Places in `parameters` of what each Muon moves, and of what AdamW moves.
    private let muonPlaces: [[Int]]
    private let adamPlaces: [Int]

    init(_ model: DecoderModel, _ options: OrganismTrainingOptions) throws {
        parameters = model.parameters.map { ($0.name, $0.tensor) }
        let parameters = parameters
        let matrices = parameters.indices.filter { Self.isHiddenMatrix(parameters[$0]) }
        let hidden = Set(matrices)
        adamPlaces = parameters.indices.filter { !hidden.contains($0) }
        // Dealt out in turn, so that every worker has about the same work.
        muonPlaces = (0..<options.workers).map { worker in
            matrices.enumerated().filter { $0.offset % options.workers == worker }.map(\.element)
        }
        muons = try muonPlaces.map { places in
            try Muon(places.map { parameters[$0] }, options.muon)
        }
        adamW = try AdamW(adamPlaces.map { parameters[$0] }, options.adamW)
    }

    var optimizers: [any Optimizer] { muons + [adamW] }

    /// The part of a step that worker `index` does.
    func step(
        worker index: Int, _ gradients: [Tensor], scale: Double, _ options: OrganismTrainingOptions
    ) throws {
        try muons[index].step(
            muonPlaces[index].map { gradients[$0] }, learningRate: options.matrixRate * scale)
        if index == muons.count - 1 {
            try adamW.step(adamPlaces.map { gradients[$0] }, learningRate: options.rate * scale)
        }
    }

    /// Embeddings and the output layer have rows that are tokens; an orthogonal update would move
    /// rare ones as much as common ones.
    static func isHiddenMatrix(_ parameter: NamedTensor) -> Bool {
        parameter.tensor.rank == 2 && !parameter.name.contains("embed_tokens")
            && !parameter.name.contains("lm_head")
    }
}
