public import ArgumentParser
public import PreferenceTraining

extension TokenizationMode: ExpressibleByArgument {}
extension PreferenceObjective: ExpressibleByArgument {}
extension BatchLayout: ExpressibleByArgument {}
extension TruncationSide: ExpressibleByArgument {}
extension LossType: ExpressibleByArgument {}
extension RateShape: ExpressibleByArgument {}
extension KeptWeights: ExpressibleByArgument {}
