"""The index of links by their ends."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.csr import CSR


@given(ends=st.lists(st.integers(0, 9), max_size=30), more=st.integers(0, 5))
def test_the_rows_of_a_node_are_the_places_where_it_is_an_end(ends: list[int], more: int) -> None:
    array = np.array(ends, np.uint32)
    least = max(ends, default=-1) + 1
    for csr in (CSR.build(array), CSR.build(array, least + more), CSR.build(array).padded(least + more)):
        for node in range(len(csr.indptr) - 1):
            assert csr.rows(node).tolist() == [row for row, end in enumerate(ends) if end == node]
        assert csr.degrees().tolist() == [ends.count(node) for node in range(len(csr.indptr) - 1)]
        assert (csr.indptr.dtype, csr.order.dtype) == (np.uint32, np.uint32)
    assert len(CSR.build(array).padded(least + more).indptr) == least + more + 1
    assert CSR.build(array, least + more).padded(0).indptr.tolist() == CSR.build(array, least + more).indptr.tolist()
