"""Nodes that are numbers are found like keys of a dict, by equality."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from analytics.compiled.nodes import ListedNodes, NumberedNodes, positions_of

NODES = (NumberedNodes(3), ListedNodes([0, 1, 2]))


@pytest.mark.parametrize("nodes", NODES)
@pytest.mark.parametrize("node", [1, 1.0, True, np.int64(1), Decimal(1)])
def test_what_equals_a_number_is_that_node(nodes: Any, node: Any) -> None:
    assert nodes.position(node) == 1


@pytest.mark.parametrize("nodes", NODES)
@pytest.mark.parametrize("node", [-1, 3, 2**70, 1.5, float("nan"), float("inf"), "1", b"1", None, (1,)])
def test_what_equals_none_is_no_node(nodes: Any, node: Any) -> None:
    with pytest.raises(KeyError):
        nodes.position(node)
    with pytest.raises(KeyError):
        positions_of(nodes, [0, node])


@pytest.mark.parametrize("nodes", NODES)
def test_what_has_no_hash_can_be_no_node(nodes: Any) -> None:
    with pytest.raises(TypeError):
        nodes.position([1])


@pytest.mark.parametrize("nodes", NODES)
@pytest.mark.parametrize("named", [[], [2, 0, 2], range(3), [True, 2.0], {1, 2}])
def test_many_are_found_in_their_order(nodes: Any, named: Any) -> None:
    assert positions_of(nodes, named).tolist() == [int(node) for node in named]


@pytest.mark.parametrize("nodes", NODES)
def test_nodes_are_told_by_their_places(nodes: Any) -> None:
    assert nodes.some(np.array([2, 0], np.uint32)) == [2, 0]
    assert (list(nodes.all()), nodes.node(1), len(nodes)) == ([0, 1, 2], 1, 3)
