import Testing

@testable import Haystacks

@Suite struct PaperGridTests {
    /// What numpy prints for round(linspace(0, 5000, 20)).
    @Test func lengthsAreThePublishedOnes() {
        #expect(
            PaperGrid.lengths(from: 0, to: 5000) == [
                0, 263, 526, 789, 1053, 1316, 1579, 1842, 2105, 2368, 2632, 2895, 3158, 3421, 3684,
                3947, 4211, 4474, 4737, 5000,
            ])
    }

    @Test func depthsAreThePublishedOnes() {
        #expect(PaperGrid.depths == [0, 11, 22, 33, 44, 56, 67, 78, 89, 100])
    }

    /// 0, 0.5, 1, 1.5, 2: halves go to the even neighbour.
    @Test func halvesGoToTheEvenNeighbour() {
        #expect(PaperGrid.rounded(0, 2, 5) == [0, 0, 1, 2, 2])
    }
}
