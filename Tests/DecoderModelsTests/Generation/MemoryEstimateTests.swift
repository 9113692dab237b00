import TestSupport
import Testing
import Torch

@testable import DecoderModels

@Suite struct MemoryEstimateTests {
    @Test("the parts, counted by hand for the tiny Llama")
    func parts() throws {
        let model = try DecoderModel.load(Fixture.url("models/qwen3"))
        let shape = model.configuration
        let parameters = model.parameters.map(\.tensor.count).reduce(0, +)
        let estimate = MemoryEstimate(shape, dtype: .float32, rows: 3, tokens: 50, copies: 1)
        #expect(estimate.weights == parameters * 4)
        // 2 layers of 2 key-value heads of 16, keys and values, 4 bytes.
        #expect(MemoryEstimate.cacheBytes(shape, dtype: .float32) == 2 * 2 * 2 * 16 * 4)
        #expect(estimate.cache == 4 * 50 * 512)
        // States 4·32 + 5·64 + 3·48 = 592 a token, logits 2·96 a row, 2^22 logits of drafts. Then three
        // times 128 queries of four heads of three rows over 50 columns.
        let others = (3 * 50 * 592 + 3 * 192 + 4_194_304) * 4 + 3 * 3 * 4 * 128 * 50 * 4
        // Turned keys of two heads of 16, with a block of 96 columns to spare.
        #expect(estimate.work == others + 3 * 146 * 32 * 4)
        // Elsewhere keys and values for four heads, and 8 bytes a place of the mask.
        let elsewhere = MemoryEstimate(
            shape, dtype: .float32, rows: 3, tokens: 50, copies: 1, device: .cuda(0))
        #expect(elsewhere.work == others + 3 * 50 * 128 * 4 + 3 * 50 * 50 * 8)
        #expect(estimate.total == estimate.weights + estimate.cache + estimate.work)
        let whole = MemoryEstimate(
            shape, dtype: .float32, rows: 3, tokens: 50, copies: 1, program: 1000)
        #expect(whole.total == estimate.total + 1000)
        // libtorch's code alone takes this much.
        #expect(try Engine.memory() > 50 << 20)
    }

    @Test("a longer prompt takes more, a shorter stretch of it at once less")
    func order() throws {
        let shape = try DecoderModel.load(Fixture.url("models/olmo3")).configuration
        func total(_ tokens: Int, _ chunk: Int) -> Int {
            MemoryEstimate(shape, dtype: .float32, rows: 1, tokens: tokens, chunk: chunk).total
        }
        #expect(total(4000, 2048) < total(8000, 2048))
        #expect(total(8000, 512) < total(8000, 2048))
    }
}
