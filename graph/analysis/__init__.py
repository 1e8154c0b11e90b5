"""Ownership and control: arrays in, arrays out.

Holdings arrive as integer parts per billion (:mod:`graph.analysis.rows`), are checked
(:mod:`graph.analysis.problems`) and become one matrix ``A`` with ``A[i, j]`` the share of
company *j* that holder *i* has (:mod:`graph.analysis.holdings`).  Two different questions are
then asked and never mixed:

cash flow
    What part of a company belongs to whom in the end?  Linear algebra:
    :mod:`~graph.analysis.integrated`, :mod:`~graph.analysis.noreturn`,
    :mod:`~graph.analysis.ultimate`, :mod:`~graph.analysis.interval`,
    :mod:`~graph.analysis.whatif`.
control
    Who decides?  A least fixpoint over whole numbers: :mod:`~graph.analysis.control`,
    :mod:`~graph.analysis.controllers`.

:mod:`~graph.analysis.explain` tells why, :mod:`~graph.analysis.presets` holds the thresholds of
the law with their source and date.  Nothing here knows of a database.
"""
