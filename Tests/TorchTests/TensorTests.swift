import Foundation
import TestSupport
import Testing
import Torch

@Suite struct TensorTests {
    @Test func arithmeticBroadcasts() throws {
        let a = try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
        let row = try Tensor([10, 20] as [Float], shape: [2])
        #expect(try (a + row).floats() == [11, 22, 13, 24])
        #expect(try (a * 2 - 1).floats() == [1, 3, 5, 7])
        #expect(try (1 - a).floats() == [0, -1, -2, -3])
        #expect(try (row / a).floats() == [10, 10, 10 / Float(3), 5])
        #expect(try (-a).floats() == [-1, -2, -3, -4])
    }

    @Test func matrixProduct() throws {
        let a = try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
        // [1*1 + 2*3, 1*2 + 2*4; 3*1 + 4*3, 3*2 + 4*4]
        #expect(try a.matmul(a).floats() == [7, 10, 15, 22])
        // linear multiplies by the transpose: rows of x with rows of w.
        let w = try Tensor([1, 0, 0, 1, 1, 1] as [Float], shape: [3, 2])
        let b = try Tensor([0, 0, 100] as [Float], shape: [3])
        #expect(try a.linear(w, bias: b).floats() == [1, 2, 103, 3, 4, 107])
    }

    @Test func viewsShareMemoryAndReadInOrder() throws {
        let a = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
        let turned = try a.transpose(0, 1)
        #expect(turned.shape == [3, 2])
        #expect(try turned.floats() == [1, 4, 2, 5, 3, 6])
        try a.select(0, 1).fill_(9)
        #expect(try turned.floats() == [1, 9, 2, 9, 3, 9])
        #expect(try a.narrow(1, start: 1, length: 2).floats() == [2, 3, 9, 9])
    }

    @Test func reductionsAndOrder() throws {
        let a = try Tensor([3, 1, 2, 2, 5, 5] as [Float], shape: [2, 3])
        #expect(try a.sum().item() == 18)
        #expect(try a.mean(1).floats() == [2, 4])
        #expect(try a.argmax(1).ints() == [0, 1])
        #expect(try a.topk(2).indices.ints().prefix(2) == [0, 2])
        #expect(try a.sort(descending: true).values.floats() == [3, 2, 1, 5, 5, 2])
        #expect(try Tensor([3, 4] as [Float], shape: [2]).norm().item() == 5)
        #expect(try a.cumsum(1).floats() == [3, 4, 6, 2, 7, 12])
    }

    @Test func softmaxAndCrossEntropy() throws {
        // Logits ln 1, ln 3: probabilities 1/4 and 3/4.
        let logits = try Tensor([0, Float(log(3.0))], shape: [1, 2])
        let shares = try logits.softmax().floats()
        // The logarithm is rounded; exponentials, their sum, a quotient.
        let bound = Roundoff.worst(terms: 8, scale: 1)
        #expect(Roundoff.distance(shares.map(Double.init), [0.25, 0.75]) <= bound)
        let loss = try logits.crossEntropy(targets: Tensor([1], shape: [1])).item()
        #expect(abs(loss - log(4.0 / 3)) <= bound)
    }

    @Test func attentionAveragesWhatItSees() throws {
        // Equal keys: the causal average of values 1, 2, 6 is 1, 1.5, 3.
        let q = try Tensor.ones([1, 1, 3, 1])
        let v = try Tensor([1, 2, 6] as [Float], shape: [1, 1, 3, 1])
        let out = try Tensor.attention(q, q, v, isCausal: true).floats()
        #expect(
            Roundoff.distance(out.map(Double.init), [1, 1.5, 3])
                <= Roundoff.worst(terms: 8, scale: 3))
    }

    @Test func dtypesConvert() throws {
        let a = try Tensor([1.5, -2.25] as [Float], shape: [2])
        for type in [DType.float16, .bfloat16, .float64] {
            let other = try a.to(type)
            #expect(other.dtype == type)
            #expect(try other.floats() == [1.5, -2.25])
        }
        #expect(try a.to(.int64).ints() == [1, -2])
        #expect(try a.gt(0).bools() == [true, false])
        #expect(try Tensor([true, false], shape: [2]).ints() == [1, 0])
    }

    @Test func errorsNameOperatorAndShapes() throws {
        let a = try Tensor.zeros([2, 3])
        let b = try Tensor.zeros([4, 5])
        let error = #expect(throws: TorchError.self) { try a.matmul(b) }
        #expect(error?.operation == "aten::matmul")
        #expect(error?.shapes == [[2, 3], [4, 5]])
        #expect(error?.description.contains("[2, 3], [4, 5]") == true)
        #expect(throws: TorchError.self) { try Tensor([1, 2, 3] as [Float], shape: [2, 2]) }
        #expect(throws: TorchError.self) { try Op("aten::no_such_operator").call([]) }
        #expect(throws: TorchError.self) { try Op("aten::neg").call([]) }
    }

    @Test func randomStreamsRepeat() throws {
        func draw(_ seed: UInt64) throws -> [Float] {
            try Tensor.zeros([1000]).normal_(deviation: 2, RandomStream(seed: seed)).floats()
        }
        let one = try draw(7)
        #expect(try draw(7) == one)
        #expect(try draw(8) != one)
        let variance = one.reduce(0) { $0 + $1 * $1 } / 1000
        // Four standard errors of a variance of 4 from 1000 draws: 4 * 4 * sqrt(2 / 1000) = 0.72.
        #expect(abs(variance - 4) < 0.72)
    }
}
