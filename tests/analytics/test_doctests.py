"""The examples in the docstrings say what happens."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import analytics

MODULES = [module.name for module in pkgutil.walk_packages(analytics.__path__, "analytics.")]
QUESTIONS = ["analytics.chain", "analytics.co_participants", "analytics.groups", "analytics.partners"]


@pytest.mark.parametrize("name", MODULES)
def test_every_example_of_a_module_holds(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_has_an_example(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).attempted > 0
