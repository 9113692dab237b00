import Foundation
import PreferenceTraining
import Testing
import Torch

@Suite struct PreferenceLossTests {
    func loss(
        _ loss: PreferenceLoss, _ chosen: Double, _ rejected: Double, _ referenceChosen: Double,
        _ referenceRejected: Double
    ) throws -> Double {
        func tensor(_ value: Double) throws -> Tensor { try Tensor([value], shape: [1]) }
        return try loss.losses(
            chosen: tensor(chosen), rejected: tensor(rejected),
            referenceChosen: tensor(referenceChosen), referenceRejected: tensor(referenceRejected)
        ).item()
    }

    @Test func anUntrainedModelHasLogTwo() throws {
        let plain = PreferenceLoss(beta: 0.1)
        #expect(abs(try loss(plain, -40, -30, -40, -30) - log(2)) < 1e-12)
    }

    @Test func oneMarginByHand() throws {
        // Chosen rose by 5, rejected fell by 15: margin 0.1 * 20 = 2, loss log(1 + e^-2).
        let plain = PreferenceLoss(beta: 0.1)
        #expect(abs(try loss(plain, -35, -45, -40, -30) - log(1 + exp(-2))) < 1e-12)
        // The other way round: margin -2.
        #expect(abs(try loss(plain, -45, -15, -40, -30) - log(1 + exp(2))) < 1e-12)
    }

    @Test func smoothingMixesBothLabels() throws {
        // With a quarter: 0.75 log(1 + e^-2) + 0.25 log(1 + e^2).
        let smooth = PreferenceLoss(beta: 0.1, labelSmoothing: 0.25)
        let expected = 0.75 * log(1 + exp(-2)) + 0.25 * log(1 + exp(2))
        #expect(abs(try loss(smooth, -35, -45, -40, -30) - expected) < 1e-12)
    }

    @Test func gradientIsBetaTimesTheDoubt() throws {
        // d loss / d chosen = -beta * sigmoid(-margin); here margin 2.
        let chosen = try Tensor([-35] as [Double], shape: [1])
        try chosen.setRequiresGrad(true)
        func tensor(_ value: Double) throws -> Tensor { try Tensor([value], shape: [1]) }
        let loss = try PreferenceLoss(beta: 0.1).losses(
            chosen: chosen, rejected: tensor(-45), referenceChosen: tensor(-40),
            referenceRejected: tensor(-30)
        ).sum()
        let gradient = try Tensor.gradients(of: loss, for: [chosen])[0].item()
        #expect(abs(gradient + 0.1 / (1 + exp(2))) < 1e-12)
    }
}
