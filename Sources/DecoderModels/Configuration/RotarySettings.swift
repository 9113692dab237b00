import Storage

/// The rotation of queries and keys in the layers of one kind.
public struct RotarySettings: Sendable, Equatable {
    /// `rope_theta`, the base of the wavelengths.
    public var theta: Double
    /// The stretching of the wavelengths; nil for none.
    public var scaling: RopeScaling?

    /// Plain rotation, or scaled.
    public init(theta: Double = 10_000, scaling: RopeScaling? = nil) {
        self.theta = theta
        self.scaling = scaling
    }

    /// Reads config.json in the spelling of transformers 4 (`rope_theta`, `rope_scaling`), of
    /// transformers 5 (`rope_parameters`, flat or by layer type), or in both where they agree.
    ///
    /// Where they do not, version 4 takes the first and version 5 the second, and the model is two
    /// different ones: an error, since nothing says which is meant.
    /// - Returns: settings of the full and of the sliding layers.
    /// - Throws: `DataError` for such a file, for a section without theta, and for what ``RopeScaling`` refuses.
    static func read(
        _ stored: StoredConfiguration, _ architecture: Architecture, maxPositions: Int
    ) throws -> (full: RotarySettings, sliding: RotarySettings) {
        let old = stored.ropeScaling.flatMap { $0.isEmpty ? nil : $0 }
        let new = stored.ropeParameters.flatMap { $0.isEmpty ? nil : $0 }
        var thetas = Thetas(outer: stored.ropeTheta)
        var scaling: RopeScaling?
        switch old {
        case .perLayerType:
            throw DataError(
                "rope_scaling has sections; layer types have theirs in rope_parameters.")
        case .all(let section):
            scaling = try thetas.take(
                section, "rope_scaling", stored.originalMaxPositionEmbeddings, maxPositions)
        case nil: break
        }
        switch new {
        case .perLayerType(let sections):
            return try read(sections, scaling, old != nil, &thetas, architecture, maxPositions)
        case .all(let section):
            let other = try thetas.take(
                section, "rope_parameters", stored.originalMaxPositionEmbeddings, maxPositions)
            guard old == nil || scaling == other else { throw disagreement }
            scaling = other
            guard thetas.found != nil else {
                throw DataError("rope_parameters has no rope_theta.")
            }
        case nil: break
        }
        // transformers 4 would take 10000, transformers 5 takes 500000.
        guard let theta = thetas.found ?? (architecture == .olmo3 ? nil : 10_000) else {
            throw DataError("rope_theta is missing.")
        }
        let full = RotarySettings(theta: theta, scaling: scaling)
        let isUnscaled = architecture.slidingLayersIgnoreRopeScaling
        return (full, isUnscaled ? RotarySettings(theta: theta) : full)
    }

    private static var disagreement: DataError {
        DataError(
            "rope_scaling and rope_parameters say different things: transformers 4 reads the first, transformers 5 the second; remove the one that is not the model's."
        )
    }

    private static func read(
        _ sections: [String: StoredRotation?], _ scaling: RopeScaling?, _ hasOld: Bool,
        _ outer: inout Thetas, _ architecture: Architecture, _ maxPositions: Int
    ) throws -> (full: RotarySettings, sliding: RotarySettings) {
        guard architecture.slidingLayersIgnoreRopeScaling else {
            throw DataError(
                "rope_parameters has sections for layer types, which \(architecture.name) does not read."
            )
        }
        let known = ["full_attention", "sliding_attention"]
        if let bad = sections.keys.sorted().first(where: { !known.contains($0) }) {
            throw DataError(
                "rope_parameters has \"\(bad)\"; sections there are \(known.joined(separator: " and "))."
            )
        }
        let settings = try known.map { kind in
            guard let section = sections[kind] ?? nil else {
                throw DataError("rope_parameters has no section \(kind).")
            }
            let place = "rope_parameters.\(kind)"
            var thetas = outer
            // transformers 5 does not read the outer original positions for sections of layer types.
            let scaling = try thetas.take(section, place, nil, maxPositions)
            guard let theta = thetas.found else { throw DataError("\(place) has no rope_theta.") }
            return RotarySettings(theta: theta, scaling: scaling)
        }
        guard !hasOld || settings[0].scaling == scaling else { throw disagreement }
        return (settings[0], settings[1])
    }

    /// The places in which a theta stands, which have to say the same.
    private struct Thetas {
        var found: Double?
        var place = "rope_theta"

        init(outer: Double?) { found = outer }

        /// Takes up the theta of a section and gives its scaling.
        mutating func take(
            _ section: StoredRotation, _ name: String, _ outerOriginal: Int?, _ maxPositions: Int
        ) throws -> RopeScaling? {
            if let theta = section.ropeTheta {
                if let other = found, other != theta {
                    throw DataError(
                        "\(place) is \(other) but \(name).rope_theta is \(theta): transformers 4 reads the first, transformers 5 the second; remove the one that is not the model's."
                    )
                }
                (found, place) = (theta, "\(name).rope_theta")
            }
            return try RopeScaling(
                section, at: name, maxPositions: maxPositions, outerOriginal: outerOriginal)
        }
    }
}
