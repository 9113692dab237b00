import Foundation
import PreferenceTraining
import TestSupport
import Testing
import Torch

@Suite struct LossTypeTests {
    /// Loss of one pair and its gradients by the scores of chosen and rejected.
    func measure(
        _ loss: PreferenceLoss, policy: [Double], reference: [Double]
    ) throws -> (loss: Double, gradients: [Double]) {
        func tensor(_ value: Double) throws -> Tensor { try Tensor([value], shape: [1]) }
        let scores = try policy.map(tensor)
        for score in scores { try score.setRequiresGrad(true) }
        let value = try loss.losses(
            chosen: scores[0], rejected: scores[1], referenceChosen: tensor(reference[0]),
            referenceRejected: tensor(reference[1])
        ).sum()
        let gradients = try Tensor.gradients(of: value, for: scores).map { try $0.item() }
        return (try value.item(), gradients)
    }

    func expect(
        _ loss: PreferenceLoss, _ policy: [Double], _ reference: [Double], loss value: Double,
        gradient: Double
    ) throws {
        let result = try measure(loss, policy: policy, reference: reference)
        #expect(abs(result.loss - value) < 1e-12)
        #expect(
            abs(result.gradients[0] - gradient) < 1e-12
                && abs(result.gradients[1] + gradient) < 1e-12)
    }

    @Test func hingeByHand() throws {
        let hinge = PreferenceLoss(beta: 0.1, type: .hinge)
        // Chosen rose by 4, rejected fell by 2: 0.1 * 6 = 0.6 of the margin 1, so 0.4 is left.
        try expect(hinge, [-36, -32], [-40, -30], loss: 0.4, gradient: -0.1)
        // A difference of 20 is twice the margin: nothing pulls any more.
        try expect(hinge, [-35, -45], [-40, -30], loss: 0, gradient: 0)
    }

    @Test func ipoByHand() throws {
        // The distance is 1 / (2 * 0.25) = 2. Differences of 3 and of 0.5:
        let ipo = PreferenceLoss(beta: 0.25, type: .ipo)
        try expect(ipo, [-1, -4], [-2, -2], loss: 1, gradient: 2)  // (3 - 2)², 2 (3 - 2): too far
        try expect(ipo, [-1.5, -2], [-2, -2], loss: 2.25, gradient: -3)  // (0.5 - 2)², 2 (0.5 - 2)
    }

    @Test func robustByHand() throws {
        // Margin 0.1 * 20 = 2 with a quarter of wrong labels; 1 - 2s is a half.
        let robust = PreferenceLoss(beta: 0.1, labelSmoothing: 0.25, type: .robust)
        let value = (0.75 * log(1 + exp(-2)) - 0.25 * log(1 + exp(2))) / 0.5
        let gradient = -0.1 * (0.75 / (1 + exp(2)) + 0.25 / (1 + exp(-2))) / 0.5
        try expect(robust, [-35, -45], [-40, -30], loss: value, gradient: gradient)
    }

    @Test func robustIsUnbiased() throws {
        // Averaged over labels of which a share s is wrong, it is the loss of the right label.
        let (smoothing, plain) = (0.2, PreferenceLoss(beta: 0.1))
        let robust = PreferenceLoss(beta: 0.1, labelSmoothing: smoothing, type: .robust)
        let right = try measure(robust, policy: [-35, -45], reference: [-40, -30]).loss
        let wrong = try measure(robust, policy: [-45, -35], reference: [-30, -40]).loss
        let clean = try measure(plain, policy: [-35, -45], reference: [-40, -30]).loss
        #expect(abs((1 - smoothing) * right + smoothing * wrong - clean) < 1e-12)
    }

    @Test func simpoByHand() throws {
        // Means over tokens of -1 and -1.75 are apart by 0.75: 2 * 0.75 - 0.5 = 1.
        let simpo = PreferenceLoss(beta: 2, type: .simpo, gamma: 0.5)
        try expect(
            simpo, [-1, -1.75], [0, 0], loss: log(1 + exp(-1)), gradient: -2 / (1 + exp(1)))
    }

    @Test func smoothedDPOByHand() throws {
        let smooth = PreferenceLoss(beta: 0.1, labelSmoothing: 0.25)
        let value = 0.75 * log(1 + exp(-2)) + 0.25 * log(1 + exp(2))
        let gradient = -0.1 * (0.75 / (1 + exp(2)) - 0.25 / (1 + exp(-2)))
        try expect(smooth, [-35, -45], [-40, -30], loss: value, gradient: gradient)
    }

    /// `losses.json`: values and gradients of TRL 0.24.
    struct Case: Decodable {
        var loss: LossType
        var beta: Double
        var labelSmoothing: Double
        var gamma: Double
        var policy: [[Double]]
        var reference: [[Double]]
        var losses: [Double]
        var gradients: [[Double]]
        enum CodingKeys: String, CodingKey {
            case loss, beta, gamma, policy, reference, losses
            case gradients = "slopes"
            case labelSmoothing = "label_smoothing"
        }
    }

    @Test func equalTRL() throws {
        let cases = try JSONDecoder().decode(
            [Case].self, from: Fixture.data("preference/losses.json"))
        #expect(Set(cases.map(\.loss)) == Set(LossType.allCases))
        for golden in cases {
            let loss = PreferenceLoss(
                beta: golden.beta, labelSmoothing: golden.labelSmoothing, type: golden.loss,
                gamma: golden.gamma)
            for index in golden.losses.indices {
                let result = try measure(
                    loss, policy: golden.policy[index], reference: golden.reference[index])
                let wanted = golden.losses[index]
                #expect(
                    abs(result.loss - wanted) <= 1e-12 * max(1, abs(wanted)),
                    "\(golden.loss) \(index)")
                for (gradient, expected) in zip(result.gradients, golden.gradients[index]) {
                    #expect(abs(gradient - expected) <= 1e-12, "\(golden.loss) \(index)")
                }
            }
        }
    }
}
