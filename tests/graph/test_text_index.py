"""Search over names in Chinese and English."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.snapshot import Snapshot
from graph.text_index import TextEdits, TextIndex
from graph.words import Query, fold, phrase
from ontology.model import Ontology
from tests.graph.built import Graph
from tests.graph.said import firm, part, project

NAMES = {
    "tsinghua": {"name": "Tsinghua University", "nameZh": "清华大学", "nameEn": "Tsinghua University"},
    "shenzhen": {"name": "清华大学深圳国际研究生院", "nameEn": "Tsinghua Shenzhen International Graduate School"},
    "pilot": {"name": "华东中试平台", "otherName": ("East China Pilot Base", "ECPB")},
    "fraunhofer": {"name": "FRAUNHOFER GESELLSCHAFT ZUR FÖRDERUNG DER ANGEWANDTEN FORSCHUNG EV", "shortName": "FhG"},
    "micro": {"name": "Micro-Electronics Research Centre", "formerName": ("Halbleiterwerk Łódź",)},
    "open": {"name": "The Open University"},
    "university": {"name": "University"},
    "traditional": {"name": "臺灣積體電路製造"},
    "kana": {"name": "ものづくり技術研究所"},
}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory, ontology: Ontology) -> Snapshot:
    graph = Graph(tmp_path_factory.mktemp("search"), ontology)
    linked = [project("p"), *(part(f"alpha:{key}", "alpha:p") for key in ("open", "fraunhofer"))]
    coded = firm("coded", "pic:999984059", "uscc:91110108551385082Q", name="Coded Works")
    return graph.load(*(firm(key, **said) for key, said in NAMES.items()), coded, *linked)


def found(snapshot: Snapshot, text: str) -> list[str]:
    """The keys of the hits that are no codes."""
    ids = (snapshot.entity(hit.number) for hit in snapshot.search(text, limit=50))
    return [next(n for n in (e.id, *e.names) if n.startswith("alpha:"))[6:] for e in ids if e.sources == ("alpha",)]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("清华大学", ["tsinghua", "shenzhen"]),
        ("清华", ["tsinghua", "shenzhen"]),
        ("清華大學", ["tsinghua", "shenzhen"]),
        ("深圳", ["shenzhen"]),
        ("院", ["shenzhen"]),
        ("中试", ["pilot"]),
        ("东试", []),
        ("台湾积体电路", ["traditional"]),
        ("づくり", ["kana"]),
        ("清华 university", ["tsinghua"]),
        ("shenzhen清华", ["shenzhen"]),
        ("university", ["university", "open", "tsinghua"]),
        ("UNIVERSITY", ["university", "open", "tsinghua"]),
        ("ｕｎｉｖｅｒｓｉｔｙ", ["university", "open", "tsinghua"]),
        ("univ", ["university", "open", "tsinghua"]),
        ("micro electr", ["micro"]),
        ("electronics, micro", ["micro"]),
        ("forderung", ["fraunhofer"]),
        ("Förderung", ["fraunhofer"]),
        ("lodz", ["micro"]),
        ("fhg", ["fraunhofer"]),
        ("ecpb", ["pilot"]),
        ("pilot east", ["pilot"]),
        ("pilot west", []),
        ("nowordlikethis", []),
        ("啊", []),
        ("", []),
        ("  ", []),
        ("(*)", []),
        ("%", []),
        ("' OR 1=1", []),
    ],
)
def test_a_text_finds(snapshot: Snapshot, text: str, keys: list[str]) -> None:
    assert found(snapshot, text) == keys


@pytest.mark.parametrize(
    "text", ["pic:999984059", "999984059", "uscc:91110108551385082Q", "91110108551385082q", "alpha:coded"]
)
def test_an_identifier_finds_its_entity_first(snapshot: Snapshot, text: str) -> None:
    (hit,) = snapshot.search(text)
    assert hit.number == snapshot.number("alpha:coded")
    assert (hit.score, hit.matched) == (4.0, text)


def test_a_hit_tells_which_text_matched(snapshot: Snapshot) -> None:
    assert [hit.matched for hit in snapshot.search("清华")] == ["清华大学", "清华大学深圳国际研究生院"]
    assert [hit.matched for hit in snapshot.search("halbleiter")] == ["Halbleiterwerk Łódź"]
    assert [hit.matched for hit in snapshot.search("tsinghua grad")] == [
        "Tsinghua Shenzhen International Graduate School"
    ]


def test_a_whole_name_is_better_than_a_beginning_and_that_than_a_word_inside(snapshot: Snapshot) -> None:
    scores = [hit.score for hit in snapshot.search("university", ["Organization"])]
    assert 2 < scores[0] <= 3
    assert all(0 < score < 1 for score in scores[1:])
    assert 1 < snapshot.search("tsinghua univ")[0].score < 2


def test_among_equals_the_one_with_more_links_comes_first(snapshot: Snapshot) -> None:
    assert found(snapshot, "university")[1:] == ["open", "tsinghua"]


def test_hits_can_be_limited_in_number_and_to_classes(snapshot: Snapshot) -> None:
    assert len(snapshot.search("university", limit=2)) == 2
    assert snapshot.search("university", limit=0) == []
    assert snapshot.search("university", ["Project"]) == []
    assert len(snapshot.search("university", ["Organization", "Project"])) == 3


def test_codes_are_found_in_both_languages(snapshot: Snapshot) -> None:
    for text in ("Beijing", "北京"):
        assert "region:CN-BJ" in {snapshot.id(hit.number) for hit in snapshot.search(text)}


def test_a_pair_of_characters_apart_is_no_match_for_them_together(tmp_path: Path, ontology: Ontology) -> None:
    snapshot = Graph(tmp_path, ontology).load(
        firm("1", name="中试试验"), firm("2", name="试验中试"), firm("3", name="中试验试")
    )
    assert found(snapshot, "中试验") == ["3"]


def test_two_texts_that_a_reader_takes_for_the_same_fold_to_the_same() -> None:
    for one, other in (
        ("ＡＢＣ", "abc"),
        ("Straße", "STRASSE"),
        ("Ørsted", "orsted"),
        ("é", "e\u0301"),
        ("中試", "中试"),
        ("ǅ", "ǆ"),
    ):
        assert fold(one) == fold(other), one
    assert phrase("A&B (Holding) Co.,Ltd") == "a b holding co ltd"
    assert fold("が") != fold("か")


texts = st.lists(
    st.text(alphabet="ab é中试台がД-", min_size=0, max_size=8), min_size=0, max_size=3
)  # few letters, so that they meet often
corpus = st.dictionaries(st.integers(0, 12), texts, max_size=8)


def index(folder: Path, base: TextIndex, gone: set[int], new: dict[int, list[str]]) -> TextIndex:
    touched = np.zeros(13, bool)
    touched[list(gone)] = True
    edits = TextEdits()
    edits.extend(list(new), list(new.values()))
    folder.mkdir()
    edits.write(base, touched, folder)
    return TextIndex.open(folder)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=corpus, second=corpus, gone=st.sets(st.integers(0, 12)), query=st.text("ab é中试台がД", max_size=5))
def test_an_index_that_was_changed_equals_one_made_anew_and_finds_what_a_scan_finds(
    first: dict[int, list[str]],
    second: dict[int, list[str]],
    gone: set[int],
    query: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("index")
    base = index(folder / "first", TextIndex.open(None), set(), first)
    changed = index(folder / "changed", base, gone | set(second), second)
    held = {**{node: own for node, own in first.items() if node not in gone}, **second}
    anew = index(folder / "anew", TextIndex.open(None), set(), held)
    asked = Query(query)
    results = []
    for one in (changed, anew):
        nodes, scores = one.find(asked, 13)
        results.append(
            {
                node: round(score, 4)
                for node, score in zip(nodes.tolist(), scores.tolist(), strict=True)
                if asked.match(held[node])
            }
        )
    assert results[0] == results[1]
    assert set(results[0]) == {node for node, own in held.items() if asked.tokens and asked.match(own) is not None}
    for node, score in results[0].items():
        whole = any(phrase(text) == asked.whole for text in held[node])
        begun = any(phrase(text).startswith(asked.whole) for text in held[node])
        assert int(score) == whole + begun
