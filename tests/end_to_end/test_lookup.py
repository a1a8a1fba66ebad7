"""Finding one thing: by any of its ids, by any of its names, in either language."""

from __future__ import annotations

import pytest

from tests.running import Client

SEARCH = 'query($text: String!) { search(text: $text, first: 5, asOf: "2026-01-01") { nodes { id kind } } }'


@pytest.mark.parametrize(
    "id",
    ["pic:999855631", "ror:03cve4549", "wikidata:Q16955", "isni:0000000106623178", "cordis:pic-999855631"],
)
def test_an_entity_is_found_by_any_identifier_and_by_the_key_of_any_source(served: Client, id: str) -> None:
    query = "query($id: ID!) { entity(id: $id) { id kind zh: label(lang: ZH) en: label sources { id } } }"
    assert served.ask(query, id=id)["entity"] == {
        "id": "pic:999855631",
        "kind": "University",
        "zh": "清华大学",
        "en": "Tsinghua University",
        "sources": [{"id": f"source:{name}"} for name in ("cordis", "example", "identities", "ror")],
    }


@pytest.mark.parametrize("text", ["清华大学", "Tsinghua University", "tsinghua", "THU Tsinghua", "Q16955", "999855631"])
def test_it_is_searched_for_by_chinese_and_english_names_and_identifiers(served: Client, text: str) -> None:
    first = served.ask(SEARCH, text=text)["search"]["nodes"][0]
    assert first == {"id": "pic:999855631", "kind": "University"}


def test_search_finds_platforms_by_part_of_a_name_and_only_of_the_kinds_asked_for(served: Client) -> None:
    query = """query($text: String!, $kinds: [Kind!]) { search(text: $text, kinds: $kinds, first: 100) {
                 nodes { kind label(lang: ZH) } } }"""
    everything = served.ask(query, text="分子筛催化剂")["search"]["nodes"]
    platforms = served.ask(query, text="分子筛催化剂", kinds=["PilotPlatform"])["search"]["nodes"]
    assert platforms == [{"kind": "PilotPlatform", "label": "虚构分子筛催化剂中试平台"}]
    assert {"PilotPlatform", "PilotLine", "Service"} <= {node["kind"] for node in everything}


def test_a_word_that_no_name_has_finds_nothing(served: Client) -> None:
    assert served.ask(SEARCH, text="qzxqzx")["search"]["nodes"] == []


def test_history_and_provenance_tell_who_said_what_and_which_record_won(served: Client) -> None:
    found = served.ask(
        """{ entity(id: "ror:03cve4549") {
               history { source key version recorded current retracted identifiers properties }
               provenance { property record { source key current } } } }"""
    )["entity"]
    history = found["history"]
    assert [(said["source"], said["key"]) for said in history] == [
        ("cordis", "pic-999855631"),
        ("ror", "03cve4549"),
        ("identities", "pic:999855631"),
        ("example", "pic:999855631"),
    ]
    assert [said["version"] for said in history] == sorted(said["version"] for said in history)
    assert all(said["current"] and said["recorded"] and not said["retracted"] for said in history)
    assert history[0]["properties"]["street"] == "QING HUA YUAN"
    assert set(history[2]["identifiers"]) == {"pic:999855631", "ror:03cve4549"}, "the record that made the others one"
    by = {each["property"]: each["record"]["source"] for each in found["provenance"]}
    assert (by["nameZh"], by["street"]) == ("ror", "cordis")
    assert all(each["record"]["current"] for each in found["provenance"])
