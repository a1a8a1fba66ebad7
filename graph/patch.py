"""From one state of the parts to the next: the changes of some commits in, new folders for the parts they touch out."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.entity_patch import EntityPatch
from graph.folders import Folders
from graph.link_patch import LinkPatch
from graph.parts import HIDDEN, Hidden, Parts
from graph.store import Change
from ontology.errors import OntologyError

__all__ = ["patched"]


def patched(base: Parts, changes: Iterable[Change], version: int, root: Path, suffix: str) -> Parts:
    """The parts after these changes (entities first), with a folder `root/PART-suffix` for each part that is touched.

    `version` is the least version of the new parts; a newer change raises it.
    """
    with _no_collection():
        return _patched(base, changes, version, Folders(base.folders, root, suffix))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Without cyclic garbage collection: there are no cycles here, and looking for them took a quarter of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _patched(base: Parts, changes: Iterable[Change], version: int, folders: Folders) -> Parts:
    entities = EntityPatch(base, folders)
    links = LinkPatch(base, folders, entities.numbered)
    restricted = dict(base.hidden.restricted)
    kinds = {*base.kinds, *base.ontology.links}
    for change in changes:
        if change.kind not in kinds:
            raise OntologyError(
                f"The store holds {change.id}, a {change.kind}, which the ontology does not have.",
                "Name the file that declares it in PILOTGRAPH_EXTENSIONS.",
            )
        if change.version > version:
            version = change.version
        if change.restricted:
            restricted[change.id] = (change.subject, change.kind, change.ends)
        elif restricted:
            restricted.pop(change.id, None)
        if change.ends is None:
            entities.take(change)
        else:
            links.take(change)
    links.settle(entities.gone())
    entities.write()
    links.write(entities.size)
    _write_hidden(Hidden(restricted, links.loose), base, folders)
    return Parts(version, base.ontology, folders.named)


def _write_hidden(hidden: Hidden, base: Parts, folders: Folders) -> None:
    if hidden != base.hidden:
        with (folders.make(HIDDEN) / "hidden.json").open("wb") as file:
            file.write(hidden.packed())
