import Testing

@testable import RetrievalHeads

@Suite struct StoredFloatTests {
    func scaled(_ type: StoredFloat, _ bytes: [UInt8], by factor: Double) -> [UInt8] {
        var copy = bytes
        type.scale(&copy, 0..<bytes.count, by: factor)
        return copy
    }

    @Test("1.5 halved is 0.75 in every type")
    func halved() {
        // Little-endian 1.5 and 0.75.
        #expect(
            scaled(.double, [0, 0, 0, 0, 0, 0, 0xF8, 0x3F], by: 0.5)
                == [0, 0, 0, 0, 0, 0, 0xE8, 0x3F])
        #expect(scaled(.float, [0, 0, 0xC0, 0x3F], by: 0.5) == [0, 0, 0x40, 0x3F])
        #expect(scaled(.half, [0x00, 0x3E], by: 0.5) == [0x00, 0x3A])
        #expect(scaled(.brain, [0xC0, 0x3F], by: 0.5) == [0x40, 0x3F])
    }

    @Test("bfloat16 rounds to the nearest, ties to even")
    func rounding() {
        // 1 + 1/256 lies between 1 and 1 + 1/128, 1 + 3/256 between that and 1 + 2/128.
        #expect(StoredFloat.brainBits(1 + 1 / 256) == 0x3F80)
        #expect(StoredFloat.brainBits(1 + 3 / 256) == 0x3F82)
        #expect(StoredFloat.brainBits(1 + 1 / 256 + 1 / 65536) == 0x3F81)
        #expect(StoredFloat.brainBits(.infinity) == 0x7F80)
        #expect(StoredFloat.brainBits(-.infinity) == 0xFF80)
        #expect(StoredFloat.brainBits(.nan) & 0x7FC0 == 0x7FC0)
    }

    @Test("0 leaves nothing of infinities, 1 everything")
    func ends() {
        #expect(scaled(.float, [0, 0, 0x80, 0xFF], by: 0) == [0, 0, 0, 0])
        #expect(scaled(.brain, [1, 2, 3, 4], by: 1) == [1, 2, 3, 4])
    }
}
