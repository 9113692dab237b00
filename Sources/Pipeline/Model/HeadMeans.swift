public import Artifacts
package import DecoderModels
package import Haystacks
import Storage
package import Tokenization
public import Torch

/// Mean outputs of a model's heads over a text, for the gate `mean`.
public struct HeadMeans {
    /// [layers, heads, head size]
    public let outputs: Tensor
    /// SHA-256 of the text's tokens, for the record of a job.
    public let textFingerprint: String

    /// - Parameter filler: its first 512 tokens count.
    /// - Throws: as ``DecoderModel/means(over:)``.
    package init(of model: DecoderModel, over filler: Filler, _ tokenizer: Tokenizer) throws {
        let tokens = try filler.opening(contextLength: model.configuration.contextLength) {
            try tokenizer.encode($0)
        }
        outputs = try model.means(over: tokens)
        textFingerprint = Fingerprint.of("\(tokens)")
    }
}

extension LoadedModel {
    /// The means that an ablation asks for; nil unless its gate is `mean`.
    public func means(for ablation: HeadAblation, over source: FillerSource) throws -> HeadMeans? {
        guard ablation.gate == .mean else { return nil }
        return try HeadMeans(
            of: decoder, over: source.known(to: name).text(tokens: 512), chat.tokenizer)
    }
}
