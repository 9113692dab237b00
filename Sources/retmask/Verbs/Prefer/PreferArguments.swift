public import ArgumentParser
public import Artifacts
public import Optimization
public import PreferenceTraining

/// Names of choices as the command line spells them.

extension TokenizationMode: ExpressibleByArgument {}
extension PreferenceObjective: ExpressibleByArgument {}
extension BatchLayout: ExpressibleByArgument {}
extension TruncationSide: ExpressibleByArgument {}
extension LossType: ExpressibleByArgument {}
extension LearningRateSchedule.Kind: ExpressibleByArgument {}
extension CheckpointChoice: ExpressibleByArgument {}
