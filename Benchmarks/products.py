"""Products x Wᵀ by torch's default (MKL) and by oneDNN: what Sources/CTorch/Engine/Linear.cpp chooses between.

    .venv/bin/python Benchmarks/products.py

Prints microseconds, the best of 20, for weights of several sizes and numbers of rows. Not part of `make bench`: it
compares two libraries, not us and a peer.
"""

import os
import time

import torch

torch.set_num_threads(os.cpu_count())


def best(work):
    work()
    times = []
    for _ in range(20):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times) * 1e6


print("| rows | in | out | torch (µs) | oneDNN (µs) | ratio |\n|---:|---:|---:|---:|---:|---:|")
with torch.no_grad():
    for width, out in [(128, 384), (512, 512), (768, 2048), (2048, 768), (768, 32000)]:
        weight = torch.randn(out, width)
        for rows in (1, 10, 64, 256, 1024):
            x = torch.randn(rows, width)
            one = best(lambda: torch.nn.functional.linear(x, weight))
            two = best(lambda: torch.ops.mkldnn._linear_pointwise(x, weight, None, "none", [], ""))
            print(f"| {rows} | {width} | {out} | {one:.0f} | {two:.0f} | {one / two:.2f} |")
