extension Recipe {
    /// Fields that have no effect on built-in prompts and questions of a world, each with its path; those of
    /// ``problems`` aside.
    ///
    /// - Parameter world: of a recipe that names none, which is the model's.
    func problems(in world: World) -> [String] {
        let world = self.world ?? world
        var list: [String] = []
        for part in contrast where world == .plain && part.prompts.files.isEmpty {
            guard let lengths = part.lengths else { continue }
            let path = part.name.isEmpty ? "contrast" : "contrast[\(part.name)]"
            list.check(
                "\(path).lengths", lengths, false,
                "left out: prompts in plain English have lengths of their own, it is for world organism"
            )
        }
        for part in evaluate where part.suite == nil && part.questions == nil {
            guard world == .organism, let form = part.form else { continue }
            list.check(
                "\(part.path).form", form.rawValue, false,
                "left out: the organism's questions have one form, it is for suite plain")
        }
        return list
    }
}
