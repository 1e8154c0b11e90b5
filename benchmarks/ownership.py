"""Ownership and control at size, beside spsolve, networkx and path sums in the same run.

    python -m benchmarks ownership
    python -m benchmarks.ownership --network R --companies 1000000
    python -m benchmarks.ownership --network S --companies 10000000 --others no
    python -m benchmarks.ownership --network S --companies 1000000 --part control

Seconds depend on the machine and on what else it does; the ratios, the bandwidth of the same run
and the counts are what to compare.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import networkx as nx
import numpy as np
from scipy.sparse import csc_array, csr_array, eye_array, load_npz, save_npz
from scipy.sparse.linalg import spsolve

from benchmarks.measure import Figure, Options
from benchmarks.networks import register_like, stress
from graph.analysis.control import Ballots, ballots
from graph.analysis.controllers import ultimate_controllers
from graph.analysis.holdings import Holdings, build
from graph.analysis.pairs import Pairs, controllers
from graph.analysis.rows import FULL
from graph.analysis.solve import Plan, solve
from graph.analysis.ultimate import ultimate_owners

T = TypeVar("T")
NETWORKS = {"R": register_like, "S": stress}
PATIENCE = 120
"""Seconds that spsolve gets before it counts as not finishing."""
MEMORY = 8 << 30
"""Bytes of address space that spsolve gets, and the bound for ours."""
TIMES_SPSOLVE, VALUE_SECONDS, CONTROL_SECONDS = 10, 2.0, 1.5
FULL_SIZE = 1_000_000
PATHS = {"R": {"cutoff": 30, "sample": 1000}, "S": {"cutoff": 6, "sample": 50}}


def run(options: Options) -> Iterator[Figure]:
    """Measure R and S at 10^6 companies (10^5 when quick), and how the work grows to there."""
    most = FULL_SIZE // 10 if options.quick else FULL_SIZE
    for name in NETWORKS:
        yield from measure(name, most, seed=1)
        yield from growth(name, most)
        yield from paths(name, 10_000, **PATHS[name])


def measure(name: str, companies: int, *, seed: int, others: bool = True) -> Iterator[Figure]:
    """Yield every figure of one network; `others` are the usual ways."""
    size = f"{name} {companies:,}"
    h, seconds = timed(lambda: build(NETWORKS[name](companies, seed=seed), parallel="sum"))
    yield Figure(f"{size}: network made, checked, merged", "", seconds, "s",
                 note=f"{h.n:,} nodes, {len(h):,} holdings")  # fmt: skip
    speed = bandwidth()
    yield Figure("copying 200 MB: memory bandwidth", "", speed / 1e9, "GB/s")
    ours = yield from value(h, size, speed)
    if others:
        yield whole_matrix(h, size, ours)
    yield one_company(h, size, companies)
    yield from everybody(ballots(h), size, others=others)
    yield memory(size)


def control(name: str, companies: int, *, seed: int, others: bool = True) -> Iterator[Figure]:
    """Yield the figures of control alone."""
    size = f"{name} {companies:,}"
    h = build(NETWORKS[name](companies, seed=seed), parallel="sum")
    yield from everybody(ballots(h), size, others=others)
    yield memory(size)


def memory(size: str) -> Figure:
    """Return the peak memory so far, beside its bound."""
    what = f"{size}: peak memory of the process"
    return Figure(what, "", peak() / 1e9, "GB", goal=round(MEMORY / 1e9, 1))


def timed(work: Callable[[], T], *, repeat: int = 1) -> tuple[T, float]:
    """Return what a piece of work gives, and the least of its times."""
    begin = time.perf_counter()
    result = work()
    least = time.perf_counter() - begin
    for _ in range(repeat - 1):
        begin = time.perf_counter()
        result = work()
        least = min(least, time.perf_counter() - begin)
    return result, least


def peak() -> float:
    """Return the largest resident size so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def bandwidth() -> float:
    """Bytes a second of copying an array well beyond every cache."""
    source = np.ones(25_000_000)
    target = np.empty_like(source)
    _, seconds = timed(lambda: np.copyto(target, source), repeat=5)
    return 2 * source.nbytes / seconds


def value(h: Holdings, size: str, bytes_a_second: float) -> Generator[Figure, None, float]:
    """Integrated value of all nodes: prepared once, solved for one right-hand side."""
    _, seconds = timed(lambda: h.upstream)
    note = "closed groups, order, inverted blocks; once a network"
    yield Figure(f"{size}: prepared", "", seconds, "s", note=note)
    w = np.random.default_rng(0).random(h.n)
    y, seconds = timed(lambda: solve(h.upstream, w), repeat=3)
    a = (h.open_matrix / FULL).tocsr()
    error = float((np.abs(w + a @ y - y) / y).max())
    moved, passes = _bytes(h.upstream, w)
    yield Figure(
        f"{size}: integrated value of everybody", "", seconds, "s", goal=VALUE_SECONDS,
        note=f"{moved / 1e6:,.0f} MB in {passes} passes, {moved / bytes_a_second:.3f} s at that "
        f"bandwidth; largest component {h.upstream.largest:,}, relative residual {error:.0e}",
    )  # fmt: skip
    return seconds


def growth(name: str, companies: int) -> Iterator[Figure]:
    """Time a company, at a tenth of the size and at the size."""
    each = []
    for n in (companies // 10, companies):
        h = build(NETWORKS[name](n), parallel="sum")
        w = np.ones(h.n)
        each.append(timed(lambda: solve(h.upstream, w), repeat=3)[1] / n)  # noqa: B023 - called at once
    yield Figure(
        f"{name}: value a company, {companies:,} ÷ {companies // 10:,}", "", each[1] / each[0],
        note=f"{each[0] * 1e9:.0f} and {each[1] * 1e9:.0f} ns a company; caches end in between",
    )  # fmt: skip


def _bytes(plan: Plan, w: np.ndarray) -> tuple[int, int]:
    """Count what a solve reads and writes: every matrix once a pass, six vectors."""
    matrices = [m for stage in plan.stages for m in (stage.step, stage.spread) if m is not None]
    moved = 6 * w.nbytes + sum(_size(m) for m in matrices)
    most = 1
    for stage in plan.stages:
        if stage.giant is None:
            continue
        seen: list[int] = []

        def counting(inner: Plan, right: np.ndarray, seen: list[int] = seen) -> np.ndarray:
            seen.append(right.nbytes)
            return solve(inner, right)

        stage.giant.solve(w[plan.order[stage.begin : stage.end]], counting)
        inside = [m for s in stage.giant.inner.stages for m in (s.step, s.spread) if m is not None]
        inside.append(stage.giant.against)
        moved += len(seen) * (sum(_size(m) for m in inside) + 6 * seen[0])
        most = max(most, len(seen))
    return moved, most


def _size(m: csr_array[np.float64]) -> int:
    return int(m.data.nbytes + m.indices.nbytes + m.indptr.nbytes)


def whole_matrix(h: Holdings, size: str, ours: float) -> Figure:
    """Solve the whole system with spsolve, in a process of its own with limits."""
    what = f"{size}: spsolve of the whole matrix ÷ ours"
    system = csc_array(eye_array(h.n) - h.open_matrix / FULL)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "system.npz"
        save_npz(path, system, compressed=False)
        command = [sys.executable, "-m", "benchmarks.ownership", "--spsolve", str(path)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=PATIENCE, text=True)
        except subprocess.TimeoutExpired:
            note = f"at least: spsolve not finished after {PATIENCE} s; ours {ours:.3f} s"
            return Figure(what, "", PATIENCE / ours, goal=TIMES_SPSOLVE, better="more", note=note)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["killed"])[-1]
        return Figure(what, "", 0.0, note=f"spsolve failed within 8 GB: {reason[:60]}")
    seconds = float(done.stdout)
    note = f"spsolve {seconds:.2f} s"
    return Figure(what, "", seconds / ours, goal=TIMES_SPSOLVE, better="more", note=note)


def spsolve_alone(path: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    system = load_npz(path)
    w = np.random.default_rng(0).random(system.shape[0])
    begin = time.perf_counter()
    spsolve(system, w)
    print(time.perf_counter() - begin)


def one_company(h: Holdings, size: str, companies: int, sample: int = 1000) -> Figure:
    """Ultimate owners of random companies, one at a time, nothing kept between them."""
    asked = np.random.default_rng(5).integers(0, companies, sample).tolist()
    # On the stress network a question is a solve of all of it: a few tell as much.
    asked = asked[: sample if h.upstream.largest < FULL_SIZE // 100 else 5]
    assert h.start.size  # the index belongs to the network
    seconds, nodes = [], []
    for company in asked:
        begin = time.perf_counter()
        nodes.append(ultimate_owners(h, company).nodes)
        seconds.append(time.perf_counter() - begin)
    return Figure(
        f"{size}: owners of one random company, median", "", float(np.median(seconds)) * 1e6, "µs",
        note=f"p99 {np.quantile(seconds, 0.99) * 1e6:,.0f} µs; nodes looked at: median "
        f"{np.median(nodes):.0f}, most {max(nodes):,}; {len(asked)} asked",
    )  # fmt: skip


def everybody(b: Ballots, size: str, *, others: bool) -> Iterator[Figure]:
    """Ultimate controllers, and all pairs of control, beside the usual way."""
    groups, seconds = timed(lambda: ultimate_controllers(b))
    yield Figure(f"{size}: ultimate controllers of everybody", "", seconds, "s",
                 goal=CONTROL_SECONDS, note=f"{groups.group.max() + 1:,} groups")  # fmt: skip
    pairs, ours = timed(lambda: controllers(b))
    yield Figure(f"{size}: all pairs of control", "", ours, "s", goal=CONTROL_SECONDS,
                 note=f"{pairs.company.size:,} pairs")  # fmt: skip
    if others:
        yield by_networkx(b, size, pairs, ours)


def by_networkx(b: Ballots, size: str, pairs: Pairs, ours: float) -> Figure:
    """Follow holder by holder with networkx, votes as floating-point numbers."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_weighted_edges_from(
        zip(b.holder.tolist(), b.company.tolist(), (b.votes / FULL).tolist(), strict=True)
    )
    holders = np.unique(b.holder)
    sample = np.random.default_rng(6).choice(holders, min(20_000, holders.size), replace=False)
    begin = time.perf_counter()
    naive = {int(x): _by_networkx(graph, int(x)) for x in sample}
    scaled = (time.perf_counter() - begin) * holders.size / sample.size
    start = np.searchsorted(pairs.controller, sample)
    end = np.searchsorted(pairs.controller, sample, side="right")
    wrong = sum(
        naive[int(x)] != set(pairs.company[s:e].tolist())
        for x, s, e in zip(sample, start, end, strict=True)
    )
    return Figure(
        f"{size}: networkx, holder by holder ÷ all pairs", "", scaled / ours,
        note=f"networkx {scaled:.1f} s, scaled from {sample.size:,} of {holders.size:,} holders; "
        f"{wrong} of them differ",
    )  # fmt: skip


def _by_networkx(graph: nx.DiGraph[int], holder: int) -> set[int]:
    held, queue, votes = {holder}, [holder], dict[int, float]()
    while queue:
        for company, edge in graph.adj[queue.pop()].items():
            votes[company] = votes.get(company, 0.0) + edge["weight"]
            if company not in held and votes[company] > 0.5:
                held.add(company)
                queue.append(company)
    return held - {holder}


def paths(name: str, companies: int, *, cutoff: int, sample: int) -> Iterator[Figure]:
    """Owners by adding up products over simple paths, the usual way, against ours."""
    h = build(NETWORKS[name](companies), parallel="sum")
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_weighted_edges_from(
        zip(h.company.tolist(), h.holder.tolist(), (h.low / FULL).tolist(), strict=True)
    )
    asked = np.random.default_rng(7).integers(0, companies, sample).tolist()
    theirs = ours = 0.0
    errors = []
    for company in asked:
        begin = time.perf_counter()
        found = ultimate_owners(h, company)
        ours += time.perf_counter() - begin
        begin = time.perf_counter()
        total = 0.0
        if company in graph and found.owner.size and not found.no_holders:
            ends = set(found.owner.tolist())
            for path in nx.all_simple_paths(graph, company, ends, cutoff=cutoff):
                product = 1.0
                for a, b in pairwise(path):
                    product *= graph.edges[a, b]["weight"]
                total += product
        theirs += time.perf_counter() - begin
        errors.append(float(found.share.sum()) - total)
    yield Figure(
        f"{name} {companies:,}: networkx path sums, {cutoff} steps ÷ ours", "", theirs / ours,
        note=f"{theirs / sample * 1e3:.2f} ms each; path sums miss {np.mean(errors):.1%} of a "
        f"company on average, {max(errors):.1%} at most",
    )  # fmt: skip


def main() -> None:
    from benchmarks.__main__ import line

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--network", choices=sorted(NETWORKS), default="R")
    parser.add_argument("--companies", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--others", choices=["yes", "no"], default="yes")
    parser.add_argument("--part", choices=["all", "control", "growth", "paths"], default="all")
    parser.add_argument("--spsolve", metavar="FILE", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.spsolve:
        spsolve_alone(asked.spsolve)
        return
    name, companies, others = asked.network, asked.companies, asked.others == "yes"
    if asked.part == "growth":
        figures = growth(name, companies)
    elif asked.part == "paths":
        figures = paths(name, companies, **PATHS[name])
    else:
        part = measure if asked.part == "all" else control
        figures = part(name, companies, seed=asked.seed, others=others)
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores", flush=True)
    for figure in figures:
        print(line(figure), flush=True)


if __name__ == "__main__":
    main()
