import Numbers
import Testing
import Torch

@testable import ModelImport

/// Rounding against libtorch's.
@Suite struct StoredFloatsTests {
    @Test(arguments: [DType.float32, .bfloat16, .float16]) func asLibtorchRounds(
        _ type: DType
    ) throws {
        var random = SeededGenerator(seed: 5)
        var numbers: [Float] = [0, -0.0, 1, 65504, 65519.99, -65504, 1e-8, 5.96e-8, 2.98e-8]
        while numbers.count < 20_000 {
            let number = Float(bitPattern: UInt32(random.below(1 << 32)))
            // The largest that stay finite.
            let most: Float = type == .float16 ? 65519 : type == .bfloat16 ? 3.38e38 : .infinity
            guard number.isFinite, abs(number) < most else { continue }
            numbers.append(number)
        }
        // Ties, which go to the even one.
        for step in 0..<1000 as Range<UInt32> {
            numbers.append(Float(bitPattern: 0x3F80_8000 + step << 16))
            numbers.append(Float(bitPattern: 0x3F80_1000 + step << 13))
        }
        var bytes = [UInt8](repeating: 0, count: numbers.count * type.size)
        let bad = numbers.withUnsafeBufferPointer { numbers in
            bytes.withUnsafeMutableBytes {
                StoredFloats(type: type).write(numbers, to: $0.baseAddress!)
            }
        }
        var theirs: [UInt8] = []
        try Tensor(numbers, shape: [numbers.count]).to(type).withBytes { theirs += Array($0) }
        #expect(bad == nil && bytes == theirs)
    }

    @Test func theFirstThatCannotBeStored() {
        func bad(_ numbers: [Float], _ type: DType) -> Float? {
            numbers.withUnsafeBufferPointer { numbers in
                withUnsafeTemporaryAllocation(byteCount: 64, alignment: 16) {
                    StoredFloats(type: type).write(numbers, to: $0.baseAddress!)
                }
            }
        }
        #expect(bad([1, 65520, 70000], .float16) == 65520)
        #expect(bad([1, 65519], .float16) == nil)
        #expect(bad([1, .infinity], .float32) == .infinity)
        #expect(bad([1, -.greatestFiniteMagnitude], .bfloat16) == -.greatestFiniteMagnitude)
        #expect(bad([.nan], .bfloat16)?.isNaN == true)
    }
}
