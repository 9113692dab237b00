/// One flat object: each group writes its own fields into it.
extension PreferenceOptions: Codable {
    private enum Keys: String, CodingKey { case trained, seed }

    /// - Throws: `DecodingError` for a missing field, but for those that may be nil.
    public init(from decoder: any Decoder) throws {
        try self.init(
            groups: decoder,
            seed: decoder.container(keyedBy: Keys.self).decode(UInt64.self, forKey: .seed))
    }

    /// All groups as one flat object, and the seed.
    public func encode(to encoder: any Encoder) throws {
        try encodeGroups(to: encoder)
        var values = encoder.container(keyedBy: Keys.self)
        try values.encode(seed, forKey: .seed)
    }

    /// All but the seed, which a recipe has once for all stages.
    package init(groups decoder: any Decoder, seed: UInt64) throws {
        loss = try Loss(from: decoder)
        schedule = try Schedule(from: decoder)
        memory = try Memory(from: decoder)
        validation = try Validation(from: decoder)
        tokens = try Tokens(from: decoder)
        trained = try decoder.container(keyedBy: Keys.self).decode(
            TrainableParameters.self, forKey: .trained)
        self.seed = seed
    }

    package func encodeGroups(to encoder: any Encoder) throws {
        try loss.encode(to: encoder)
        try schedule.encode(to: encoder)
        try memory.encode(to: encoder)
        try validation.encode(to: encoder)
        try tokens.encode(to: encoder)
        var values = encoder.container(keyedBy: Keys.self)
        try values.encode(trained, forKey: .trained)
    }
}
