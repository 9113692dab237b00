public import ArgumentParser
import Foundation
import Haystacks
public import HeadAnalysis

/// Whether prompts of paper mode go through the chat template.
enum PaperTemplate: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never

    func applies(to folder: URL) -> Bool {
        switch self {
        case .auto: PaperPrompts.chatModels.contains(folder.lastPathComponent)
        case .always: true
        case .never: false
        }
    }
}

extension DetectionMode: ExpressibleByArgument {}
