import Optimization
import Testing

@Suite struct CRC32CTests {
    /// RFC 3720, appendix B.4, where the bytes stand in the order of the wire.
    @Test func theVectorsOfTheStandard() {
        #expect(CRC32C.of(Array(repeating: 0, count: 32)) == 0x8a91_36aa)
        #expect(CRC32C.of(Array(repeating: 0xff, count: 32)) == 0x62a8_ab43)
        #expect(CRC32C.of(0..<32) == 0x46dd_794e)
        #expect(CRC32C.of((0..<32).reversed()) == 0x113f_db5c)
        #expect(CRC32C.of(Array("123456789".utf8)) == 0xe306_9283)
        #expect(CRC32C.of([]) == 0)
    }

    @Test func maskByHand() {
        // 0xe3069283 turned right by 15 bits is 0x2507c60d; plus 0xa282ead8 is 0xc78ab0e5.
        #expect(CRC32C.masked(Array("123456789".utf8)) == 0xc78a_b0e5)
    }
}
