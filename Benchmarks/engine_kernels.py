"""The engine's kernels against libtorch's operators: attention, RMSNorm, rotary embedding and SwiGLU, both ways.

    .venv/bin/python Benchmarks/engine_kernels.py        (after make setup)

Prints medians of 9 in milliseconds, and of attention GFLOP/s. Not part of `make bench`: it compares two libraries, not us
and a peer.
"""

import os
import pathlib
import statistics
import time

import torch

torch.set_num_threads(os.cpu_count())
torch.ops.load_library(str(pathlib.Path(__file__).resolve().parent.parent / ".engine/libretmask-engine.so"))
ours = torch.ops.retmask


def median(work):
    work()
    times = []
    for _ in range(9):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e3


def both(work, inputs):
    """Milliseconds forward, without recording, and back."""
    with torch.no_grad():
        forward = median(lambda: work(*inputs))
    output = work(*inputs)
    upstream = torch.randn_like(output)
    return forward, median(lambda: torch.autograd.grad(output, inputs, upstream, retain_graph=True))


def leaf(*shape):
    return torch.randn(*shape, requires_grad=True)


def stock_rotate(x, angle):
    half = x.shape[-1] // 2
    return x * angle + torch.cat([-x[..., half:], x[..., :half]], -1) * angle


print("| attention: rows, heads, queries of columns x size | ours, forward and back | libtorch |\n|---|---|---|")
for rows, heads, queries, columns, size in [
    (1, 8, 1152, 1152, 64), (1, 8, 128, 1152, 64), (1, 8, 2048, 2048, 128), (32, 8, 140, 140, 16)]:
    inputs = [leaf(rows, heads, queries, size), leaf(rows, heads, columns, size), leaf(rows, heads, columns, size)]
    flops = 4 * (queries * (columns - queries) + queries * (queries + 1) / 2) * size * heads * rows
    mask = None
    if queries < columns:
        mask = torch.zeros(queries, columns)
        mask[:, columns - queries:] = torch.full((queries, queries), -torch.inf).triu(1)
    cells = []
    for work in (
        ours.causal_attention,
        lambda q, k, v: torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask, is_causal=mask is None)):
        forward, back = both(work, inputs)
        cells.append(f"{forward:.2f} and {back:.2f} ms, {flops / forward / 1e6:.0f} and {2.5 * flops / back / 1e6:.0f} GFLOP/s")
    print(f"| {rows}, {heads}, {queries} of {columns} x {size} | {cells[0]} | {cells[1]} |")

angle = torch.randn(1, 1, 2670, 64)
print("\n| in one pass | ours, forward and back (ms) | libtorch |\n|---|---|---|")
for name, one, other, inputs in [
    ("RMSNorm 2670 x 512", lambda x, w: ours.rms_norm(x, w, 1e-6), lambda x, w: torch.rms_norm(x, [512], w, 1e-6),
     [leaf(1, 2670, 512), leaf(512)]),
    ("rotary 2670 x 8 x 64", lambda x: ours.rotate(x.transpose(1, 2), angle, angle),
     lambda x: stock_rotate(x.transpose(1, 2), angle), [leaf(1, 2670, 8, 64)]),
    ("SwiGLU 2670 x 1376", ours.swiglu, lambda a, b: torch.nn.functional.silu(a) * b, [leaf(2670, 1376), leaf(2670, 1376)])]:
    cells = ["{:.2f} and {:.2f}".format(*both(work, inputs)) for work in (one, other)]
    print(f"| {name} | {cells[0]} | {cells[1]} |")
