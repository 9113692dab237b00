/// What a forward pass keeps for the way back.
public enum Recording: Sendable {
    /// Nothing: there is no way back.
    case nothing
    /// Everything that libtorch's own recording keeps.
    case activations
    /// The input of each layer; the layer is computed again on the way back (Chen et al. 2016).
    case layerInputs
}
