"""`pilotgraph init`: a store that is ready for the ontology, and for what an extension adds."""

from __future__ import annotations

from tests.running import Pilotgraph

EXTENSION = """
@prefix my: <https://example.org/my#> .
@prefix pg: <https://w3id.org/pilotgraph/ns#> .
@prefix pgc: <https://w3id.org/pilotgraph/code/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

my:shelved a skos:Concept ; skos:inScheme pgc:outcome ; skos:notation "shelved" ;
    skos:prefLabel "shelved"@en, "搁置"@zh ; skos:definition "Kept for later."@en, "留待以后。"@zh .
"""


def test_it_makes_a_store_with_the_code_lists_and_does_nothing_the_second_time(command: Pilotgraph) -> None:
    [said] = command("init").out.splitlines()
    assert said.startswith("Code lists: ")
    assert said.endswith(" record(s) loaded. The store is at version 1.")
    assert command.ask('{ search(text: "Germany") { nodes { label } } }')["search"]["nodes"] == [{"label": "Germany"}]

    assert command("init").out == ("The code lists are as before, and the store is at version 1 as before.\n")


def test_run_again_it_loads_what_an_extension_adds(command: Pilotgraph) -> None:
    command("init")
    command.write("mine.ttl", EXTENSION)
    said = command("init", extensions="mine.ttl").out
    assert "Code lists: 1 record(s) loaded. The store is at version 2." in said
