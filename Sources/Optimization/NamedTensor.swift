public import Torch

/// A parameter, or a part of an optimiser's state, under the name it has in files.
public typealias NamedTensor = (name: String, tensor: Tensor)

/// Finds the tensor of a name in a checkpoint.
public typealias TensorLookup = (_ name: String) throws -> Tensor
