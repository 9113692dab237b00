import Foundation
import TestSupport
import Testing

/// What the environment says about computing.
@Suite struct EngineVariablesTests {
    let score = [
        "score", "--model", Fixture.url("preference/model").path, "--tokens", "5,6,7,8,9", "--json",
    ]

    func object(_ output: BuiltTool.Output) throws -> [String: Any] {
        try #require(
            JSONSerialization.jsonObject(with: Data(output.out.utf8)) as? [String: Any],
            "\(output.error)")
    }

    @Test func anUnknownLevelIsRefused() throws {
        let output = try BuiltTool.run(score, environment: ["RETMASK_CPU_LEVEL": "mmx"])
        #expect(output.status == 2 && output.out.isEmpty)
        #expect(
            output.error == "retmask: RETMASK_CPU_LEVEL is mmx; give sse, avx2 or avx512.\n")
    }

    /// OpenMP would ask for the memory of as many threads.
    @Test func moreThreadsThanAnOptionTakesAreRefused() throws {
        let many = try BuiltTool.run(score, environment: ["OMP_NUM_THREADS": "1000000000"])
        #expect(many.status == 2 && many.out.isEmpty)
        #expect(
            many.error
                == "retmask: OMP_NUM_THREADS is 1000000000; give a whole number, 1 to 1024.\n")
        let few = try BuiltTool.run(score, environment: ["OMP_NUM_THREADS": "3,1"])
        #expect(few.status == 0)
    }

    @Test func theLowestLevelComputesTheSame() throws {
        let lowest = ["RETMASK_CPU_LEVEL": "sse"]
        let doctor = try BuiltTool.run(["doctor", "--json"], environment: lowest)
        #expect(try object(doctor)["vectors"] as? String == "sse")
        let one = try #require(
            try object(BuiltTool.run(score, environment: lowest))["logprobs"] as? [Double])
        let two = try #require(try object(BuiltTool.run(score))["logprobs"] as? [Double])
        let roundings = Roundoff.steps(
            layers: 2, hidden: 32, queries: 64, headDim: 16, intermediate: 48, columns: 5)
        #expect(Roundoff.distance(one, two) <= Roundoff.likely(steps: 2 * roundings, scale: 4.5))
    }

    /// OpenMP says what it took: three thousand turns, unless somebody wants otherwise.
    @Test(
        "waiting threads spin shortly",
        arguments: [
            ([:], "3000"), (["GOMP_SPINCOUNT": "77"], "77"), (["OMP_WAIT_POLICY": "PASSIVE"], "0"),
        ] as [([String: String], String)])
    func spinning(_ environment: [String: String], _ count: String) throws {
        let output = try BuiltTool.run(
            ["doctor"], environment: environment.merging(["OMP_DISPLAY_ENV": "VERBOSE"]) { $1 })
        #expect(output.error.contains("GOMP_SPINCOUNT = '\(count)'"), "\(output.error)")
    }
}
