import Foundation
import Optimization
import TestSupport
import Torch

/// What `Fixtures/optimization/make_optimization.py` recorded from torch.
struct Golden {
    let file: SafeTensorsFile
    static let steps = 8

    init() throws { file = try SafeTensorsFile(Fixture.url("optimization/steps.safetensors")) }

    func start(_ names: [String]) throws -> [NamedTensor] {
        try names.map { ($0, try file.tensor("start.\($0)").clone()) }
    }

    func gradients(_ names: [String], step: Int) throws -> [Tensor] {
        try names.map { try file.tensor("gradient.\(step).\($0)").clone() }
    }

    /// The largest number among the parameters: what is rounded when they are moved.
    func largest(_ names: [String]) throws -> Double {
        try names.map { try file.tensor("start.\($0)").abs().max().item() }.max() ?? 0
    }

    /// Largest difference of any element of any parameter from the recorded result.
    func error(_ parameters: [NamedTensor], after optimizer: String) throws -> Double {
        try parameters.map { name, tensor in
            try (tensor - file.tensor("\(optimizer).\(name)")).abs().max().item()
        }.max() ?? .infinity
    }

    struct Rates: Decodable {
        var cosine: [Double]
        var linear: [Double]
        var constant: [Double]
        var norm: Double
        var clipped: [[Float]]
        enum CodingKeys: String, CodingKey {
            case cosine = "cosine_with_min_lr"
            case constant = "constant_with_warmup"
            case linear, norm, clipped
        }
    }

    static func rates() throws -> Rates {
        try JSONDecoder().decode(Rates.self, from: Fixture.data("optimization/rates.json"))
    }
}
