import Foundation
import Testing

@testable import OrganismTraining

@Suite struct WorkerThreadsTests {
    struct Failure: Error, Equatable { var index: Int }

    @Test func resultsKeepTheirOrder() throws {
        let workers = WorkerThreads(3) {}
        for round in 0..<50 {
            #expect(try workers.map { $0 * 10 + round } == [round, 10 + round, 20 + round])
        }
    }

    @Test func eachRunsInAThreadOfItsOwn() throws {
        let workers = WorkerThreads(3) {}
        let threads = try workers.map { _ in ObjectIdentifier(Thread.current) }
        #expect(Set(threads).count == 3)
        #expect(try workers.map { _ in ObjectIdentifier(Thread.current) } == threads)
    }

    @Test func theFirstErrorIsThrownAndTheThreadsLiveOn() throws {
        let workers = WorkerThreads(3) {}
        #expect(throws: Failure(index: 1)) {
            try workers.map { index in if index > 0 { throw Failure(index: index) } }
        }
        #expect(try workers.map { $0 } == [0, 1, 2])
    }
}
