import Artifacts
import HeadAnalysis
import Storage
import Testing

@Suite struct HeadSelectionTests {
    /// Two layers of four heads with means .5 .1 0 .3 and .1 0 0 .8, from two probes.
    let scores = HeadScores(
        model: "m", mode: "default", layers: 2, heads: 4, attempts: 3,
        values: Dictionary(
            uniqueKeysWithValues: zip(
                (0..<2).flatMap { layer in (0..<4).map { HeadID(layer: layer, head: $0) } },
                [
                    [0.5, 0.5], [0.1, 0.1], [0, 0], [0.2, 0.4], [0.1, 0.1], [0, 0], [0, 0],
                    [1, 0.6],
                ]
            )))

    func names(_ selection: HeadSelection) throws -> [String] {
        try selection.heads(of: scores).map(\.description)
    }

    @Test("top k by descending mean; equal means stay in layer order")
    func top() throws {
        #expect(try names(.top(1)) == ["1-3"])
        #expect(try names(.top(5)) == ["1-3", "0-0", "0-3", "0-1", "1-0"])
    }

    @Test("a threshold includes the heads that meet it exactly")
    func atLeast() throws {
        #expect(try names(.atLeast(0.5)) == ["1-3", "0-0"])
        #expect(try names(.atLeast(0.1)).count == 5)
        #expect(try names(.atLeast(0.51)) == ["1-3"])
    }

    @Test("random others: as many, none of them selected, the same for the same seed")
    func randomOthers() throws {
        let top = Set(try names(.top(4)))
        var draws: Set<[String]> = []
        for seed in 0..<20 {
            let drawn = try names(.randomOthers(like: .top(4), seed: UInt64(seed)))
            #expect(drawn.count == 4 && top.isDisjoint(with: drawn))
            #expect(try drawn == names(.randomOthers(like: .top(4), seed: UInt64(seed))))
            draws.insert(drawn)
        }
        #expect(draws.count > 1)
    }

    @Test("random among all heads meets selected ones too")
    func randomAny() throws {
        let top = Set(try names(.top(4)))
        let draws = try (0..<20).map { try names(.randomAny(like: .top(4), seed: $0)) }
        #expect(draws.allSatisfy { Set($0).count == 4 })
        #expect(draws.contains { !top.isDisjoint(with: $0) })
    }

    @Test("random in the same layers: as many in every layer, none of them selected")
    func randomSameLayers() throws {
        let top = try HeadSelection.top(3).heads(of: scores)
        for seed in 0..<10 {
            let drawn = try HeadSelection.randomSameLayers(like: .top(3), seed: UInt64(seed))
                .heads(of: scores)
            #expect(drawn.map(\.layer).sorted() == [0, 0, 1])
            #expect(Set(top).isDisjoint(with: drawn) && Set(drawn).count == 3)
        }
    }

    @Test("a layer with too few others gives all of them, and the nearest layers the rest")
    func crowdedLayers() throws {
        // Layer 3 has three of its four heads among the best, layer 1 one: two more come from layers 2 and 4.
        let zero = [0.0, 0, 0, 0]
        let crowded = HeadConcentrationTests.scores(
            [
                zero, [0.9, 0, 0, 0], [0, 0.1], [0.8, 0.7, 0.6, 0.1], [0.1, 0], zero,
            ].map { $0 + zero.dropFirst($0.count) })
        var seen: Set<Int> = []
        for seed in 0..<20 {
            let drawn = try HeadSelection.randomSameLayers(like: .top(4), seed: UInt64(seed))
                .heads(of: crowded)
            #expect(Set(drawn).count == 4)
            #expect(drawn.count { $0.layer == 1 && $0.head > 0 } == 1)
            #expect(drawn.filter { $0.layer == 3 }.map(\.head) == [3])
            let near = drawn.filter { [2, 4].contains($0.layer) }
            #expect(near.count == 2)
            seen.formUnion(near.map(\.layer))
        }
        #expect(seen == [2, 4])
        // Of a model with nothing else left there are too few.
        let small = HeadConcentrationTests.scores([[0.9, 0.8, 0.7], [0.6, 0, 0]])
        let error = #expect(throws: UsageError.self) {
            try HeadSelection.randomSameLayers(like: .top(4), seed: 1).heads(of: small)
        }
        #expect(
            error?.description
                == "cannot draw 4 random heads from the 2 outside top 4: select fewer.")
    }

    @Test("in the same layers, seeds that follow each other draw apart")
    func sameLayersBySeed() throws {
        let wide = HeadConcentrationTests.scores(
            (0..<4).map { _ in [1] + Array(repeating: 0, count: 40) })
        func heads(_ seed: UInt64) throws -> [Int] {
            try HeadSelection.randomSameLayers(like: .top(4), seed: seed).heads(of: wide).map(
                \.head)
        }
        // Were the stream of layer l under seed s that of s + l, these would be equal.
        #expect(try heads(0).dropFirst() != heads(1).dropLast())
        #expect(try heads(7) == heads(7))
    }

    @Test("random non-retrieval heads: as many, none selected, none at or above the limit")
    func randomNonRetrieval() throws {
        // Of the six heads outside the top 2, five are below 0.3; 0-3, with 0.3, is not.
        let allowed: Set = ["0-1", "0-2", "1-0", "1-1", "1-2"]
        var drawn: Set<String> = []
        for seed in 0..<30 {
            let heads = try names(
                .randomNonRetrieval(like: .top(2), below: 0.3, seed: UInt64(seed)))
            #expect(heads.count == 2 && Set(heads).count == 2 && allowed.isSuperset(of: heads))
            drawn.formUnion(heads)
        }
        #expect(drawn == allowed)
        let error = #expect(throws: UsageError.self) {
            try names(.randomNonRetrieval(like: .top(5), below: 0.1, seed: 1))
        }
        // 0-2, 1-1 and 1-2 score 0; 0.1 is not below 0.1.
        #expect(
            error?.description
                == "cannot draw 5 random heads from the 3 outside top 5 and below 0.1: select fewer."
        )
    }

    @Test("the complement: every other head, in order")
    func complement() throws {
        #expect(try names(.complement(of: .top(5))) == ["0-2", "1-1", "1-2"])
        #expect(try names(.complement(of: .complement(of: .top(1)))) == ["1-3"])
        let one = HeadConcentrationTests.scores([[0.5]])
        let error = #expect(throws: UsageError.self) {
            try HeadSelection.complement(of: .top(1)).heads(of: one)
        }
        #expect(error?.description == "top 1 selects all 1 heads and leaves none.")
    }

    @Test("every control has as many heads as the selection", arguments: RandomControl.allCases)
    func controls(_ control: RandomControl) throws {
        let selection = control.selection(like: .top(2), seed: 3)
        let heads = try selection.heads(of: scores)
        #expect(heads.count == 2 && Set(heads).count == 2)
        #expect(try control.selection(like: .top(2), seed: 3).heads(of: scores) == heads)
    }

    @Test("errors name the value and what would do")
    func errors() {
        func sentence(_ selection: HeadSelection) -> String? {
            #expect(throws: UsageError.self) { try selection.heads(of: scores) }?.description
        }
        #expect(sentence(.top(0)) == "top 0 selects no head: ask for 1 to 5.")
        #expect(sentence(.top(6)) == "top 6 is more than the 5 of 8 heads that score above 0.")
        #expect(
            sentence(.atLeast(0.9))
                == "no head scores at least 0.9: the highest is 0.800 (head 1-3).")
        #expect(
            sentence(.atLeast(0))
                == "threshold 0.0 would select every head: give one above 0, such as 0.1.")
        #expect(
            sentence(.randomOthers(like: .top(5), seed: 1))
                == "cannot draw 5 random heads from the 3 outside top 5: select fewer.")
        // Layer 0 has one other, layer 1 two: five are not to be had.
        #expect(
            sentence(.randomSameLayers(like: .top(5), seed: 1))
                == "cannot draw 5 random heads from the 3 outside top 5: select fewer.")
    }

    @Test("the mask says how it was made")
    func mask() throws {
        let mask = try HeadSelection.randomOthers(like: .atLeast(0.5), seed: 42)
            .mask(of: scores, fingerprint: "abc")
        #expect(mask.selection == "random outside (at least 0.5), seed 42")
        #expect(mask.scores == "abc" && mask.heads.count == 2)
        #expect(HeadSelection.top(8).description == "top 8")
        #expect(
            HeadSelection.randomAny(like: .top(8), seed: 1).description
                == "random as many as (top 8), seed 1")
        #expect(
            HeadSelection.randomSameLayers(like: .top(8), seed: 1).description
                == "random in the layers of (top 8), seed 1")
        #expect(
            HeadSelection.randomNonRetrieval(like: .top(8), below: 0.1, seed: 1).description
                == "random outside (top 8) and below 0.1, seed 1")
        #expect(HeadSelection.complement(of: .top(8)).description == "all but (top 8)")
    }
}
