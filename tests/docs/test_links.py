from pathlib import Path

import pytest

from tests.docs.blocks import ROOT, anchors, links, pages


@pytest.mark.parametrize("page", pages(), ids=str)
def test_every_link_into_the_project_leads_somewhere(page: Path) -> None:
    broken = []
    for link in links(page):
        target = (ROOT / page.parent / link.path).resolve() if link.path else ROOT / page
        if not target.exists():
            broken.append(f"{page}:{link.line}: no file {link.path}")
        elif link.anchor and link.anchor not in anchors(target):
            broken.append(f"{page}:{link.line}: no heading #{link.anchor} in {target.name}")
    assert not broken
