"""What somebody wrote into the state becomes records, as far as a record can say it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from graph.adopting import Verdict, adopt
from graph.audit import Difference, differences
from graph.ledger import Ledger
from graph.neo4j_store import Neo4jStore
from graph.records import Entity, Link
from graph.repairing import repair
from graph.sqlite_store import SqliteStore
from graph.store import Change, Stray
from ontology.model import Ontology
from tests.graph.said import firm, part, project
from tests.graph.test_audit import changed, damage, held, link_id, load

ONE = "pic:999984059"
SO = "no record can say that something is not so"


@pytest.fixture
def told(ledger: Ledger) -> Ledger:
    load(
        ledger, firm("1", ONE, name="One", otherName=("Uno", "Eins")), firm("2", name="Two", valid_from="2019-01-01"),
        project("p"), part("alpha:1", "alpha:p", valid_from="2020-01-01", valid_to="2022-01-01"),
    )  # fmt: skip
    load(ledger, firm("9", ONE, source="beta", city="Jena", confidence=0.9))
    return ledger


def value(ledger: Ledger, id: str) -> Any:
    return held(ledger.store, id).value


def rewritten(change: Change, **fields: Any) -> Change:
    assert change.value is not None
    return change._replace(value=change.value._replace(**fields))


def adopted(ledger: Ledger) -> tuple[list[Any], list[Any]]:
    """What was adopted and what was left, without reasons; nothing else may differ then."""
    verdicts = adopt(ledger, who="tester")
    good = [(one.id, one.field, one.value) for one in verdicts if not one.reason]
    ids = [id for id, _, _ in good]
    return sorted(good, key=lambda one: (ids.index(one[0]), one[1])), [
        (one.id, one.field, one.value) for one in verdicts if one.reason
    ]


def test_a_changed_value_becomes_a_record_that_wins(told: Ledger) -> None:
    store = told.store
    damage(store, changed(held(store, ONE), city="Ulm", foundedYear=1990))
    assert adopted(told) == ([(ONE, "city", "Ulm"), (ONE, "foundedYear", 1990)], [])
    assert differences(store, told.ontology) == []
    one = value(told, ONE)
    assert (one.properties["city"], one.properties["foundedYear"], one.winners["*"]) == ("Ulm", 1990, f"neo4j:{ONE}")
    load(told, firm("9", ONE, source="beta", city="Bonn", confidence=0.95))
    assert value(told, ONE).properties["city"] == "Ulm"
    told.retract([f"neo4j:{ONE}"], who="tester", why="wrong")
    assert value(told, ONE).properties["city"] == "Bonn"


def test_the_record_says_no_more_than_what_differs_and_what_was_adopted_before(told: Ledger) -> None:
    store = told.store
    damage(store, changed(held(store, "alpha:2"), city="Ulm"))
    adopt(told, who="tester")
    damage(store, changed(held(store, "alpha:2"), name="Zwei"))
    assert adopted(told) == ([("alpha:2", "name", "Zwei")], [])
    [(subject, record)] = store.newest(["neo4j:alpha:2"]).values()
    assert (subject, record.properties) == ("alpha:2", {"city": "Ulm", "name": "Zwei"})
    assert value(told, "alpha:2").properties == {"city": "Ulm", "name": "Zwei"}
    assert differences(store, told.ontology) == []


def test_what_was_added_to_a_list_is_adopted_and_what_was_removed_is_not(told: Ledger) -> None:
    store = told.store
    damage(store, changed(held(store, ONE), otherName=("Uno", "Un")))
    assert adopted(told)[1] == [(ONE, "otherName", ("Eins",))]
    assert set(value(told, ONE).properties["otherName"]) == {"Uno", "Un", "Eins"}
    damage(store, changed(held(store, ONE), otherName=("Uno",)))
    assert adopted(told)[0] == []
    assert len(differences(store, told.ontology)) == 1


def test_what_was_removed_is_left_for_a_repair(told: Ledger) -> None:
    store = told.store
    link = held(store, link_id(store, ONE))
    damage(store, rewritten(held(store, ONE), properties={"name": "One"}), link._replace(value=None))
    version = store.version()
    verdicts = adopt(told, who="tester")
    assert set(verdicts) == {
        Verdict(ONE, "otherName", ("Uno", "Eins"), SO),
        Verdict(ONE, "city", "Jena", SO),
        Verdict(link.id, "", "is missing", SO),
    }
    assert store.version() == version
    repair(told, who="tester")
    assert differences(store, told.ontology) == []


def test_a_value_that_a_load_would_refuse_is_named_and_left_and_the_others_adopted(told: Ledger) -> None:
    damage(told.store, changed(held(told.store, ONE), city="Ulm", foundedYear="long ago"))
    good, left = adopted(told)
    assert good == [(ONE, "city", "Ulm")]
    assert ("foundedYear", "long ago") in {(field, value) for _, field, value in left}
    assert differences(told.store, told.ontology) == []


def test_another_class_identifier_or_valid_time_is_adopted(told: Ledger) -> None:
    two = held(told.store, "alpha:2")
    wrong = rewritten(
        two, kind="University", identifiers=("ror:02mhbdp94", "ror:02mhbdp95"), valid_from="2018-01-01"
    )._replace(kind="University")
    damage(told.store, wrong)
    good, left = adopted(told)
    assert ("alpha:2", "kind", "University") in good
    assert [(field, value) for _, field, value in left] == [("identifiers", "ror:02mhbdp95")]
    found = value(told, "alpha:2")
    assert (found.kind, found.identifiers, found.valid_from) == ("University", ("ror:02mhbdp94",), "2018-01-01")
    assert differences(told.store, told.ontology) == []


def test_a_changed_link_is_adopted_but_not_what_makes_it_that_link(told: Ledger) -> None:
    store = told.store
    link = held(store, link_id(store, ONE))
    damage(store, rewritten(changed(link, contribution=5.5), valid_to="2023-01-01"))
    good, left = adopted(told)
    assert {(field, value) for _, field, value in good} == {("contribution", 5.5), ("valid_to", "2023-01-01")}
    assert left == []
    found = value(told, link.id)
    assert (found.properties, found.valid_to) == ({"role": "coordinator", "contribution": 5.5}, "2023-01-01")
    damage(store, changed(held(store, link.id), role="participant"))
    assert adopted(told) == ([], [(link.id, "role", "participant")])
    damage(store, rewritten(held(store, link.id), valid_from="2030-01-01", valid_to=None))
    assert [field for _, field, _ in adopted(told)[1]] == ["role", "validFrom"]


def test_a_whole_entity_and_its_link_that_nobody_said_are_adopted(told: Ledger) -> None:
    store = told.store
    extra = Entity("alpha:x", "Enterprise", {"name": "X"}, (), (), (), {"*": "alpha:x"})
    named = Entity("ror:02mhbdp94", "University", {"name": "Y"}, (), (), (), {"*": "alpha:y"})
    link = Link(
        "link:8000000000000001", "ParticipatesIn", "alpha:x", "alpha:p", {"role": "participant"}, (), {"*": "x:y"}
    )
    damage(
        store, *(Change(one.id, 0, one.kind, one, False, one.id) for one in (extra, named)),
        Change(link.id, 0, link.kind, link, False, link.id, ("alpha:x", "alpha:p")),
    )  # fmt: skip
    assert adopted(told) == ([(one.id, "", f"{one.kind}, as neo4j:{one.id}") for one in (extra, named, link)], [])
    assert differences(store, told.ontology) == []
    assert value(told, "neo4j:alpha:x").properties == {"name": "X"}
    assert value(told, "ror:02mhbdp94").winners == {"*": "neo4j:ror:02mhbdp94"}
    assert value(told, link_id(store, "neo4j:alpha:x")).end == "alpha:p"


class Open(SqliteStore):
    """A store to which others can write, too."""

    stray: list[Stray]

    def strays(self) -> Iterator[Stray]:
        yield from self.stray

    def remove_strays(self, places: Collection[str] | None = None) -> None:
        self.stray = [one for one in self.stray if places is not None and one.place not in places]


@pytest.fixture
def opened(tmp_path: Path, ontology: Ontology) -> Iterator[Open]:
    with closing(Open(tmp_path / "store.db")) as store:
        store.stray = []
        load(Ledger(store, ontology), firm("1", ONE), project("p"))
        new = Entity("", "Enterprise", {"name": "New"}, (), (), (), {})
        link = Link("", "ParticipatesIn", "node 7", "alpha:p", {"role": "participant"}, (), {})
        wrong = Link("", "ParticipatesIn", "alpha:p", "alpha:p", {"role": "participant"}, (), {})
        store.stray = [
            Stray("relationship 1", "not said by any record", link), Stray("node 7", "not said by any record", new),
            Stray("relationship 2", "not said by any record", wrong), Stray("node 8", "of no class", None),
        ]  # fmt: skip
        yield store


def test_strays_are_named_and_a_repair_removes_them(opened: Open, ontology: Ontology) -> None:
    strays = list(opened.stray)
    assert differences(opened, ontology) == strays
    assert repair(Ledger(opened, ontology), who="tester").found == strays
    assert opened.stray == []


def test_strays_that_say_something_whole_are_adopted_and_the_others_left(opened: Open, ontology: Ontology) -> None:
    verdicts = adopt(Ledger(opened, ontology), who="tester")
    assert [one.id for one in verdicts if not one.reason] == ["node 7", "relationship 1"]
    assert {one.id for one in verdicts if one.reason} == {"relationship 2", "node 8"}
    assert [one.place for one in opened.stray] == ["relationship 2", "node 8"]
    assert differences(opened, ontology) == opened.stray
    [new, link] = [c.value for c in opened.changes() if c.value is not None and c.value.sources == ("neo4j",)]
    assert isinstance(link, Link)
    assert (link.start, link.end, link.confidence) == (new.id, "alpha:p", 1.0)


def test_what_is_adopted_is_merged_with_records_that_were_misplaced(told: Ledger) -> None:
    if not isinstance(told.store, SqliteStore):
        pytest.skip("damages a file")
    damage(told.store, changed(held(told.store, ONE), city="Ulm"))
    told.store._database.rows("DELETE FROM member")
    assert adopted(told)[0] == [(ONE, "city", "Ulm")]
    assert value(told, ONE).properties == {"name": "One", "otherName": ("Uno", "Eins"), "city": "Ulm"}


def test_what_was_written_with_cypher_is_named_adopted_or_removed(told: Ledger) -> None:
    if not isinstance(told.store, Neo4jStore):
        pytest.skip("only Neo4j has Cypher")
    cypher = told.store._driver.execute_query
    cypher(
        "MATCH (p:Project {id: 'alpha:p'}) CREATE (:Enterprise {name: 'New'})-[:PARTICIPATES_IN {role: 'partner'}]->(p)"
    )
    cypher(f"MATCH (n:Enterprise {{id: '{ONE}'}}) SET n.city = 'Ulm'")
    cypher("MATCH (:Entity {id: 'alpha:1'})-[r:PARTICIPATES_IN]->() SET r.colour = 'blue'".replace("alpha:1", ONE))
    cypher("MATCH (n:Enterprise {id: 'alpha:2'}) DETACH DELETE n")
    cypher("MATCH (n:Project {id: 'alpha:p'}) SET n.name = 'Plan'")  # all that was said of it is one record
    assert len(differences(told.store, told.ontology)) == 6
    good, left = adopted(told)
    assert [(id, field) for id, field, _ in good if field] == [(ONE, "city"), ("alpha:p", "name")]
    assert sorted(value.partition(",")[0] for _, field, value in good if not field) == ["Enterprise", "ParticipatesIn"]
    assert {(field, value) for _, field, value in left if "colour" not in str(value)} == {("", "is missing")}
    assert [value.partition(" has ")[2] for _, _, value in left if "colour" in value] == [
        "properties that the ontology does not know: colour"
    ]
    found = differences(told.store, told.ontology)
    assert "alpha:2" in {one.id for one in found if isinstance(one, Difference)}
    repair(told, who="tester")
    assert differences(told.store, told.ontology) == []
    [new] = [c.value for c in told.store.changes() if isinstance(c.value, Entity) and c.value.sources == ("neo4j",)]
    assert (new.kind, new.properties) == ("Enterprise", {"name": "New"})
    link = value(told, link_id(told.store, new.id))
    assert (link.end, link.properties) == ("alpha:p", {"role": "partner"})


Cypher = Callable[..., Any]


@pytest.fixture
def cypher(told: Ledger) -> Cypher:
    if not isinstance(told.store, Neo4jStore):
        pytest.skip("only Neo4j has Cypher")
    return told.store._driver.execute_query


def of(verdicts: Collection[Any], text: str) -> str:
    """The reason why that is left of which the line speaks of `text`; there is one."""
    [found] = [one.reason for one in verdicts if text in f"{one.field} {one.value}"]
    return str(found)


def test_a_node_or_relationship_of_which_a_record_can_not_say_all_is_left_whole(told: Ledger, cypher: Cypher) -> None:
    cypher("CREATE (:Enterprise:VIP {name: 'Zusatz GmbH', telefon: '123'})-[:FRIEND_OF]->(:Person {name: 'Bob'})")
    cypher("CREATE (:Enterprise {name: 'When', validFrom: 'spring'}), (:University {name: 'Y', foundedYear: 'old'})")
    cypher(
        "MATCH (n:Enterprise {id: 'alpha:2'}), (p:Project {id: 'alpha:p'}) "
        "CREATE (n)-[:PARTICIPATES_IN {role: 'participant', remark: 'by phone'}]->(p)"
    )
    whats = [one.what for one in differences(told.store, told.ontology) if isinstance(one, Stray)]
    end = " that no commit has made, with what the ontology does not have for it: "
    assert [what for what in whats if "with" in what] == [
        f"Enterprise{end}telefon, :VIP, [:FRIEND_OF]", f"ParticipatesIn from alpha:2 to alpha:p{end}remark"
    ]  # fmt: skip
    version = told.store.version()
    verdicts = adopt(told, who="tester")
    for text in ("telefon, :VIP", "remark"):
        assert "add it to the ontology" in of(verdicts, text)
    for text in ("validFrom spring", "foundedYear old"):
        assert of(verdicts, text)
    assert all(one.reason for one in verdicts)
    assert sorted(one.what for one in differences(told.store, told.ontology) if isinstance(one, Stray)) == sorted(whats)
    assert (len(whats), told.store.version()) == (4, version)
    cypher("MATCH (n:VIP) REMOVE n.telefon, n:VIP WITH n MATCH (n)-[r:FRIEND_OF]->() DELETE r")
    cypher("MATCH ()-[r:PARTICIPATES_IN]->() REMOVE r.remark")
    assert sorted(str(one.value).partition(",")[0] for one in adopt(told, who="tester") if not one.reason) == [
        "Enterprise", "ParticipatesIn",
    ]  # fmt: skip


def test_nothing_is_adopted_of_what_would_then_be_written_without_a_property(told: Ledger, cypher: Cypher) -> None:
    cypher(f"MATCH (n:Enterprise {{id: '{ONE}'}}) SET n.city = 'Ulm', n.colour = 'blue'")
    assert {value for _, _, value in adopted(told)[1]} >= {"has colour"}
    cypher(f"MATCH (n:Enterprise {{id: '{ONE}', city: 'Ulm', colour: 'blue'}}) REMOVE n.colour")
    assert adopted(told) == ([(ONE, "city", "Ulm")], [])


def test_a_new_node_is_left_with_a_relationship_of_it_and_that_with_the_node(told: Ledger, cypher: Cypher) -> None:
    cypher(
        "MATCH (p:Project {id: 'alpha:p'}) CREATE (a:Enterprise {name: 'A'})-[:PARTICIPATES_IN {remark: '?'}]->(p), "
        "(b:Enterprise {name: 'B', telefon: '1'})-[:SUPPLIES]->(a), "
        "(b)-[:PARTICIPATES_IN {role: 'participant'}]->(p), (c:Enterprise {name: 'C'})-[:SUPPLIES]->(a), "
        "(:Enterprise {name: 'D'})-[:PARTICIPATES_IN {role: 'participant'}]->(p)"
    )
    before = differences(told.store, told.ontology)
    assert len(before) == 9
    verdicts = adopt(told, who="tester")
    assert len([one for one in verdicts if not one.reason]) == 2
    assert {one.id for one in verdicts if one.reason} == {s.place for s in differences(told.store, told.ontology)}  # type: ignore[union-attr]
    [[[names]]] = [cypher("MATCH (n:Enterprise) WHERE n.id IS NULL RETURN collect(n.name)").records]
    assert sorted(names) == ["A", "B", "C"]


def test_labels_relationships_and_nodes_of_other_people_are_left_alone(told: Ledger, cypher: Cypher) -> None:
    cypher(
        "MATCH (a:Entity {id: 'alpha:2'}), (b:Entity {id: 'alpha:p'}) SET a:VIP "
        "CREATE (a)-[:FRIEND_OF]->(b), (:Person {name: 'Bob'})-[:KNOWS]->(a)"
    )
    there = "MATCH (n:VIP:Enterprise)-[:FRIEND_OF]->(:Project), (:Person {name: 'Bob'})-[:KNOWS]->(n) RETURN n.city"
    assert differences(told.store, told.ontology) == []
    cypher("MATCH (n:VIP) SET n.city = 'Ulm'")
    assert adopted(told) == ([("alpha:2", "city", "Ulm")], [])
    cypher("MATCH (n:VIP) SET n.city = 'Bonn'")
    repair(told, who="tester")
    assert [list(row) for row in cypher(there).records] == [["Ulm"]]
    told.retract(["alpha:2", "neo4j:alpha:2"], who="tester", why="wrong")
    assert cypher(there).records == []
    [[labels, known]] = cypher("MATCH (n:VIP) RETURN labels(n), [k IN keys(n) WHERE NOT k STARTS WITH '_']").records
    assert (set(labels), known) == ({"VIP", "_Tombstone"}, ["id"])
    load(told, firm("2", name="Two"))
    assert len(cypher(there).records) == 1
