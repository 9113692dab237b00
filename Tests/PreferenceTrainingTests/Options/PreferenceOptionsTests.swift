import Foundation
import Optimization
import PreferenceTraining
import Storage
import Testing

@Suite struct PreferenceOptionsTests {
    func problems(_ change: (inout PreferenceOptions) -> Void) -> String {
        var options = PreferenceOptions()
        change(&options)
        return options.problems.joined(separator: "; ")
    }

    @Test func theDefaultsAreGood() { #expect(PreferenceOptions().problems.isEmpty) }

    @Test func whatALossWouldIgnoreIsRefused() {
        let hinge = problems {
            $0.loss.type = .hinge
            $0.loss.labelSmoothing = 0.1
        }
        #expect(hinge == "labelSmoothing is 0.1 but should be 0 with hinge")
        let robust = problems { $0.loss.type = .robust }
        #expect(robust == "labelSmoothing is 0.0 but should be above 0 with robust")
        let ipo = problems {
            $0.loss.type = .ipo
            $0.loss.ldAlpha = 0.5
        }
        #expect(ipo.contains("ldAlpha is 0.5 but should be left out with ipo"))
        let supervised = problems {
            $0.loss.objective = .supervised
            $0.loss.type = .simpo
            $0.loss.sftWeight = 1
        }
        #expect(supervised.contains("loss is simpo") && supervised.contains("sftWeight is 1.0"))
    }

    @Test func whatNothingReadsIsRefused() {
        let supervised = problems {
            $0.loss.objective = .supervised
            $0.loss.labelSmoothing = 0.1
        }
        #expect(
            supervised == "labelSmoothing is 0.1 but should be 0, as supervised compares no answers"
        )
        for loss in LossType.allCases {
            let text = problems {
                $0.loss.type = loss
                $0.loss.gamma = 1
                $0.loss.labelSmoothing = loss == .robust ? 0.1 : 0
            }
            let refusal = "gamma is 1.0 but should be 0.5 with \(loss.rawValue), which has none"
            #expect(text == (loss == .simpo ? "" : refusal))
        }
        for schedule in LearningRateSchedule.Kind.allCases {
            let text = problems {
                $0.schedule.kind = schedule
                $0.schedule.minLearningRateRatio = 0.2
            }
            #expect(text.isEmpty == (schedule == .cosine))
            #expect(text.isEmpty || text.hasPrefix("minimumRate is 0.2 but should be 0.1 with"))
        }
    }

    @Test func numbersOutOfRangeAreNamed() {
        #expect(problems { $0.loss.ldAlpha = 1.5 } == "ldAlpha is 1.5 but should be 0 to 1")
        #expect(
            problems { $0.loss.sftWeight = -1 } == "sftWeight is -1.0 but should be 0 to 1000")
        for value in [0, -1, 2.5, .infinity] {
            #expect(
                problems { $0.validation.size = value }.contains(
                    "a share below 1 or a whole number")
            )
        }
        #expect(
            problems { $0.validation.patience = 0 } == "patience is 0 but should be 1 to 1000000000"
        )
        #expect(problems { $0.schedule.epochs = .max }.hasSuffix("should be 1 to 10000"))
        #expect(
            problems { $0.schedule.gradientAccumulationSteps = .min }.hasSuffix(
                "should be 1 to 65536"))
        #expect(
            problems { $0.loss.beta = .nan } == "beta is nan but should be above 0, at most 1000")
    }

    @Test("files and job records keep their keys")
    func keysOfFiles() throws {
        var options = PreferenceOptions()
        options.validation.size = 2
        let object = try JSONSerialization.jsonObject(with: JSONLines.line(options))
        let keys = try #require(object as? [String: Any]).keys.sorted()
        #expect(
            keys == [
                "accumulation", "batch", "batchTokens", "beta", "beta1", "beta2",
                "checkpointSteps", "checkpointsActivations", "epochs", "epsilon", "gamma",
                "holdOut", "labelSmoothing", "layout", "learningRate", "loggingSteps", "loss",
                "maxGradNorm", "minimumRate", "mode", "objective", "schedule", "seed", "sftWeight",
                "shuffle", "trained", "warmup", "weightDecay",
            ])
        #expect(
            try JSONDecoder().decode(PreferenceOptions.self, from: JSONLines.line(options))
                == options)
    }
}
