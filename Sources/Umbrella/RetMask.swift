// Everything that a program needs for the loop, in one import.
@_exported public import Artifacts
@_exported public import ContrastPairs
@_exported public import DecoderModels
@_exported public import Haystacks
@_exported public import HeadAnalysis
@_exported public import LongContextEval
@_exported public import ModelEndpoints
@_exported public import Numbers
@_exported public import Optimization
@_exported public import Organism
@_exported public import Pipeline
@_exported public import PreferenceTraining
@_exported public import RetrievalHeads
@_exported public import RunReports
@_exported public import Storage
@_exported public import Tokenization
@_exported public import Torch
