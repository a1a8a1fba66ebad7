"""What every store must do, written against the port and the ledger above it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph import codec
from graph.audit import differences
from graph.ledger import Ledger
from graph.records import Entity, Link, Record
from graph.store import Batch, Change, Store
from ontology.errors import BadInput, Conflict, NotFound
from ontology.model import Ontology
from tests.graph.said import firm, part, project


def load(ledger: Ledger, *records: Record) -> None:
    ledger.load(records, who="tester", why="test")


def values(store: Store) -> dict[str, Entity | Link]:
    """The merged state, without the code lists."""
    return {c.id: c.value for c in store.changes() if c.value is not None and c.value.sources != ("ontology",)}


def entities(store: Store) -> dict[str, Entity]:
    return {id: value for id, value in values(store).items() if isinstance(value, Entity)}


def links(store: Store) -> list[Link]:
    return [value for value in values(store).values() if isinstance(value, Link)]


def test_a_new_store_is_empty_and_at_version_zero(store: Store) -> None:
    assert store.version() == 0
    assert list(store.changes()) == []
    assert store.commits() == []


def test_the_first_load_brings_the_code_lists_and_then_the_records(ledger: Ledger) -> None:
    load(ledger, firm("1", name="Example One"))
    assert [info.why for info in ledger.store.commits()] == ["test", "code lists of the ontology"]
    assert ledger.store.resolve(["region:CN-BJ"])["region:CN-BJ"].kind == "Region"


def test_what_was_committed_is_there_after_reopening(ledger: Ledger, reopen: Callable[[], Store]) -> None:
    load(ledger, firm("1", "pic:999984059", name="Example One"))
    again = reopen()
    assert entities(again)["pic:999984059"].properties == {"name": "Example One"}
    assert again.version() == ledger.store.version()


def test_a_commit_on_an_old_version_is_refused_and_changes_nothing(ledger: Ledger) -> None:
    load(ledger, firm("1"))
    store = ledger.store
    version = store.version()
    with pytest.raises(Conflict, match="somebody else"):
        store.commit(Batch("x", "y", "2026-01-01T00:00:00.000+00:00"), expected=version - 1)
    assert store.version() == version


def test_a_batch_that_can_not_be_written_leaves_no_trace(ledger: Ledger) -> None:
    load(ledger, firm("1"))
    store = ledger.store
    before, version = values(store), store.version()
    broken = Change("beta:2", 0, "Enterprise", None, subject="beta:2")
    dangling = Change(
        "link:8000000000000001", 0, "Owns", None, subject="link:8000000000000001", ends=("nobody", "beta:2")
    )
    with pytest.raises(Exception, match=r"(?i)null|nobody|failed"):
        store.commit(Batch("x", "y", "2026-01-01T00:00:00.000+00:00", merged=[broken, dangling]))
    assert (values(store), store.version()) == (before, version)
    assert store.resolve(["beta:2"]) == {}


def test_an_entity_has_its_first_identifier_as_id_else_its_origin(ledger: Ledger) -> None:
    load(ledger, firm("1", "pic:999984059"), firm("2"))
    assert set(entities(ledger.store)) == {"pic:999984059", "alpha:2"}


def test_every_name_leads_to_the_present_id(ledger: Ledger) -> None:
    load(ledger, firm("1", "pic:999984059", "ror:02mhbdp94"))
    found = ledger.store.resolve(["pic:999984059", "ror:02mhbdp94", "alpha:1", "unheard:of"])
    assert {name: target.id for name, target in found.items()} == dict.fromkeys(
        ["pic:999984059", "ror:02mhbdp94", "alpha:1"], "pic:999984059"
    )


def test_saying_the_same_again_changes_nothing(ledger: Ledger) -> None:
    load(ledger, firm("1", name="Example"), project("p"), part("alpha:1", "alpha:p"))
    version = ledger.store.version()
    report = ledger.load(
        [firm("1", name="Example"), project("p"), part("alpha:1", "alpha:p")], who="tester", why="again"
    )
    assert (report.unchanged, report.new, report.changed) == (3, 0, 0)
    assert ledger.store.version() == version


def test_a_run_of_records_is_known_again_until_one_of_them_is_replaced(ledger: Ledger) -> None:
    said = [firm(str(number), name=f"Example {number}") for number in range(2000)]
    parted = codec.runs(codec.origin_numbers(one.origin for one in said))
    runs = [codec.digest(codec.pack_run(said[start:end])) for start, end in parted]
    assert not ledger.store.unchanged(runs)
    load(ledger, *said)
    assert set(ledger.store.unchanged(runs)) == set(runs)
    load(ledger, said[0]._replace(properties={"name": "Another"}))
    assert set(ledger.store.unchanged(runs)) == set(runs[1:])


def test_a_longer_load_changes_only_what_differs(ledger: Ledger) -> None:
    said = [firm(str(number), name=f"Example {number}") for number in range(2000)]
    load(ledger, *said)
    newer = [firm("new", name="New"), *said[:1000], said[1000]._replace(properties={"name": "Other"}), *said[1001:]]
    report = ledger.load(newer, who="tester", why="again")
    assert (report.new, report.changed, report.unchanged) == (1, 1, 1999)


NEW = [firm(str(number), source="gamma") for number in range(100)]


def test_what_is_known_is_found_behind_much_that_is_new(ledger: Ledger) -> None:
    load(ledger, firm("1", name="Old"), firm("2", name="Same"))
    report = ledger.load([*NEW, firm("1", name="New"), firm("2", name="Same"), firm("3")], who="tester", why="longer")
    assert (report.new, report.changed, report.unchanged) == (101, 1, 1)
    assert entities(ledger.store)["alpha:1"].properties["name"] == "New"


def test_a_link_is_one_when_another_source_says_it_behind_much_that_is_new(ledger: Ledger) -> None:
    load(ledger, firm("1", "pic:999984059"), project("p"), part("pic:999984059", "alpha:p"))
    load(ledger, *NEW, part("alpha:1", "alpha:p", source="beta"), part("gamma:1", "alpha:p", source="beta"))
    assert sorted(link.sources for link in links(ledger.store)) == [("alpha", "beta"), ("beta",)]


def test_a_link_that_has_moved_away_can_be_said_again(ledger: Ledger) -> None:
    load(ledger, firm("1"), firm("2"), project("p"), part("alpha:1", "alpha:p", key="x"))
    load(ledger, part("alpha:2", "alpha:p", key="x"))
    assert [link.start for link in links(ledger.store)] == ["alpha:2"]
    load(ledger, part("alpha:1", "alpha:p", key="y"))
    assert sorted(link.start for link in links(ledger.store)) == ["alpha:1", "alpha:2"]
    load(ledger, part("alpha:1", "alpha:p", key="y", valid_from="2020-01-01"))
    assert {link.start: link.valid_from for link in links(ledger.store)} == {"alpha:1": "2020-01-01", "alpha:2": None}


def test_a_newer_record_of_an_origin_replaces_the_older_and_both_stay_in_the_log(ledger: Ledger) -> None:
    load(ledger, firm("1", name="Old name"))
    load(ledger, firm("1", name="New name"))
    assert entities(ledger.store)["alpha:1"].properties["name"] == "New name"
    logged = list(ledger.store.records(["alpha:1"]))
    assert [(s.current, s.record.properties["name"]) for s in logged] == [(False, "Old name"), (True, "New name")]


def test_two_versions_in_one_batch_are_both_logged(ledger: Ledger) -> None:
    load(ledger, firm("1", name="First"), firm("1", name="Second"))
    logged = list(ledger.store.records(["alpha:1"]))
    assert [(s.current, s.record.properties["name"]) for s in logged] == [(False, "First"), (True, "Second")]


def test_a_retraction_ends_what_was_said_and_keeps_the_log(ledger: Ledger) -> None:
    load(ledger, firm("1", name="Example"))
    ledger.retract(["alpha:1"], who="tester", why="wrong")
    assert entities(ledger.store) == {}
    assert [s.record.retracted for s in ledger.store.records(["alpha:1"])] == [False, True]


def test_what_was_retracted_comes_back_under_its_id_when_it_is_said_again(ledger: Ledger) -> None:
    load(ledger, firm("1", "pic:999984059", name="Example"))
    ledger.retract(["alpha:1"], who="tester", why="wrong")
    load(ledger, firm("1", name="Example"))
    assert set(entities(ledger.store)) == {"pic:999984059"}


def test_identifiers_that_agree_make_one_entity(ledger: Ledger) -> None:
    load(ledger, firm("1", "pic:999984059", name="CORDIS name"))
    load(ledger, firm("9", "ror:02mhbdp94", "pic:999984059", source="beta", city="Jena"))
    merged = entities(ledger.store)
    assert set(merged) == {"pic:999984059"}
    assert merged["pic:999984059"].properties == {"name": "CORDIS name", "city": "Jena"}
    assert merged["pic:999984059"].sources == ("alpha", "beta")


def test_what_is_said_without_a_date_counts_as_said_when_it_was_committed(ledger: Ledger) -> None:
    load(ledger, firm("1", "pic:999984059", source="zeta", name="Earlier"))
    load(ledger, firm("9", "pic:999984059", source="beta", name="Later"))
    assert entities(ledger.store)["pic:999984059"].properties["name"] == "Later"


def test_a_record_that_bears_identifiers_of_two_entities_makes_them_one(ledger: Ledger) -> None:
    load(ledger, firm("1", "pic:999984059"), firm("2", "ror:02mhbdp94"), project("p"), part("ror:02mhbdp94", "alpha:p"))
    load(ledger, firm("3", "pic:999984059", "ror:02mhbdp94", source="beta"))
    assert set(entities(ledger.store)) == {"pic:999984059", "alpha:p"}
    assert [link.start for link in links(ledger.store)] == ["pic:999984059"]


def test_an_identifier_that_is_corrected_is_free_for_its_true_owner(ledger: Ledger) -> None:
    typo, corrected = firm("a", "pic:999977366", name="Alpha"), firm("a", "pic:999984059", name="Alpha")
    place = Record("alpha", "a/DE", "LocatedIn", {}, start="alpha:a", end="region:DE")
    load(ledger, typo)
    load(ledger, corrected, place)
    load(ledger, firm("p1", "pic:999977366", name="Owner"))
    found = entities(ledger.store)
    assert {id: entity.properties["name"] for id, entity in found.items()} == {
        "alpha:a": "Alpha",
        "pic:999977366": "Owner",
    }
    assert {name: target.id for name, target in ledger.store.resolve(["alpha:a", "pic:999984059"]).items()} == {
        "alpha:a": "alpha:a",
        "pic:999984059": "alpha:a",
    }
    assert [link.start for link in links(ledger.store)] == ["alpha:a"]
    load(ledger, corrected._replace(properties={"name": "Alpha again"}))
    assert set(entities(ledger.store)) == {"alpha:a", "pic:999977366"}
    assert list(differences(ledger.store, ledger.ontology)) == []


def test_a_judgement_on_a_restricted_entity_is_for_those_who_may_see_it(ledger: Ledger) -> None:
    load(ledger, firm("1", name="Open"), firm("2", access="registered"), firm("3", access="cluster-a"))
    before = entities(ledger.store)
    ledger.same("alpha:1", "alpha:2", who="tester", why="a secret")
    judged = [s.record.access for s in ledger.store.records(["alpha:1"]) if s.record.is_link]
    assert (entities(ledger.store), judged) == (before, ["registered"])
    load(ledger, firm("4", access="registered"))
    with pytest.raises(BadInput, match="audiences"):
        ledger.same("alpha:3", "alpha:4", who="tester", why="so")


def test_sources_that_say_the_same_link_make_one_link(ledger: Ledger) -> None:
    load(ledger, firm("1", "pic:999984059"), project("p"), part("pic:999984059", "alpha:p"))
    load(ledger, part("alpha:1", "alpha:p", source="beta"))
    assert [link.sources for link in links(ledger.store)] == [("alpha", "beta")]


def test_another_role_is_another_link(ledger: Ledger) -> None:
    load(ledger, firm("1"), project("p"), part("alpha:1", "alpha:p"), part("alpha:1", "alpha:p", "participant"))
    assert len(links(ledger.store)) == 2


def test_valid_times_that_do_not_meet_are_two_links(ledger: Ledger) -> None:
    early = part("alpha:1", "alpha:p", key="a", valid_from="2019-01-01", valid_to="2020-01-01")
    late = part("alpha:1", "alpha:p", key="b", valid_from="2022-01-01")
    load(ledger, firm("1"), project("p"), early, late)
    assert {(link.valid_from, link.valid_to) for link in links(ledger.store)} == {
        ("2019-01-01", "2020-01-01"),
        ("2022-01-01", None),
    }
    load(ledger, part("alpha:1", "alpha:p", key="c", valid_from="2019-06-01", valid_to="2023-01-01"))
    assert len(links(ledger.store)) == 1


def test_a_judgement_joins_and_its_undoing_restores_exactly(ledger: Ledger) -> None:
    load(
        ledger, firm("1", "pic:999984059", name="A"), firm("2", "ror:02mhbdp94", name="B"), project("p"), project("q"),
        part("alpha:1", "alpha:p"), part("alpha:2", "alpha:p"), part("alpha:2", "alpha:q"),
    )  # fmt: skip
    before = values(ledger.store)
    judgement = ledger.same("pic:999984059", "ror:02mhbdp94", who="tester", why="same web site")
    joined = entities(ledger.store)
    assert set(joined) == {"pic:999984059", "alpha:p", "alpha:q"}
    assert {(link.start, link.end) for link in links(ledger.store)} == {
        ("pic:999984059", "alpha:p"),
        ("pic:999984059", "alpha:q"),
    }
    assert ledger.store.resolve(["ror:02mhbdp94"])["ror:02mhbdp94"].id == "pic:999984059"
    ledger.undo(judgement, who="tester")
    assert values(ledger.store) == before
    assert ledger.store.resolve(["ror:02mhbdp94"])["ror:02mhbdp94"].id == "ror:02mhbdp94"


def test_a_judgement_needs_a_reason_two_known_entities_and_like_kinds(ledger: Ledger) -> None:
    load(ledger, firm("1"), firm("2"), project("p"))
    with pytest.raises(BadInput, match="reason"):
        ledger.same("alpha:1", "alpha:2", who="tester", why=" ")
    with pytest.raises(NotFound, match="alpha:3"):
        ledger.same("alpha:1", "alpha:3", who="tester", why="so")
    with pytest.raises(BadInput, match="Project"):
        ledger.same("alpha:1", "alpha:p", who="tester", why="so")
    with pytest.raises(BadInput, match="already"):
        ledger.same("alpha:1", "alpha:1", who="tester", why="so")
    ledger.retract(["alpha:2"], who="tester", why="gone")
    with pytest.raises(NotFound, match="any more"):
        ledger.same("alpha:1", "alpha:2", who="tester", why="so")


def test_changes_tell_only_what_is_newer(ledger: Ledger) -> None:
    load(ledger, firm("1", name="One"), firm("2", name="Two"), project("p"), part("alpha:1", "alpha:p"))
    version = ledger.store.version()
    load(ledger, firm("2", name="Zwei"))
    assert [(c.id, c.version) for c in ledger.store.changes(version)] == [("alpha:2", version + 1)]
    assert list(ledger.store.changes(version + 1)) == []


def test_changes_give_entities_before_links_and_tombstones_for_what_is_gone(ledger: Ledger) -> None:
    load(ledger, firm("1"), project("p"), part("alpha:1", "alpha:p"))
    version = ledger.store.version()
    ledger.retract(["alpha:alpha:1/alpha:p/coordinator", "alpha:1"], who="tester", why="wrong")
    gone = list(ledger.store.changes(version))
    assert [(c.kind, c.value) for c in gone] == [("Enterprise", None), ("ParticipatesIn", None)]
    assert gone[1].ends == ("alpha:1", "alpha:p")


def test_a_restricted_record_is_no_part_of_the_public_state(ledger: Ledger) -> None:
    load(ledger, firm("1", "pic:999984059", name="Open"))
    load(ledger, firm("9", "pic:999984059", "ror:02mhbdp94", source="beta", access="registered", city="Hidden"))
    load(ledger, firm("8", source="beta", access="registered"))
    assert entities(ledger.store) == {
        "pic:999984059": Entity(
            "pic:999984059",
            "Enterprise",
            {"name": "Open"},
            ("pic:999984059",),
            ("alpha:1",),
            ("alpha",),
            {"*": "alpha:1"},
        )
    }
    assert {c.id for c in ledger.store.changes() if c.restricted} == {"pic:999984059", "beta:8"}


def test_a_restricted_record_never_makes_two_public_entities_one(ledger: Ledger) -> None:
    load(ledger, firm("1", "pic:999984059"), firm("2", "ror:02mhbdp94"))
    before = entities(ledger.store)
    load(ledger, firm("9", "pic:999984059", "ror:02mhbdp94", source="beta", access="registered"))
    assert entities(ledger.store) == before


def test_writers_that_meet_both_get_through(reopen: Callable[[], Store], ontology: Ontology) -> None:
    first, second = Ledger(reopen(), ontology), Ledger(reopen(), ontology)
    load(first, firm("1"))
    load(second, firm("2"))
    load(first, firm("3"))
    assert set(entities(reopen())) == {"alpha:1", "alpha:2", "alpha:3"}


def test_the_whole_log_tells_every_record_of_every_commit_in_order(ledger: Ledger) -> None:
    load(ledger, firm("1", "pic:999984059", name="Old"), firm("2"), project("p"), part("alpha:2", "alpha:p"))
    load(ledger, firm("1", "ror:02mhbdp94", name="New"), firm("3", access="registered"), part("alpha:1", "alpha:p"))
    ledger.same("alpha:1", "alpha:2", who="tester", why="so")
    ledger.retract(["alpha:p"], who="tester", why="wrong")
    store = ledger.store
    logged = list(store.records(None))
    counted = [(info.version, info.records) for info in reversed(store.commits())]
    assert [(version, len([s for s in logged if s.version == version])) for version, _ in counted] == counted
    assert [s.seq for s in logged] == sorted(s.seq for s in logged)
    assert {s.seq: s for s in store.records({s.subject for s in logged})} == {s.seq: s for s in logged}
    assert [s.current for s in logged if s.origin == "alpha:1"] == [False, True]
    assert [s.current for s in logged if s.origin == "alpha:p"] == [False, False]


def test_records_of_newer_commits_only_can_be_asked_for(ledger: Ledger) -> None:
    load(ledger, firm("1", name="Old"), firm("2"))
    version = ledger.store.version()
    load(ledger, firm("1", name="New"), firm("3"))
    logged = list(ledger.store.records(None, version))
    assert [s.origin for s in logged] == ["alpha:1", "alpha:3"]
    assert list(ledger.store.records(["alpha:1", "alpha:2"], version)) == logged[:1]
    assert list(ledger.store.records(None, version + 1)) == []


def test_the_whole_log_is_told_while_somebody_writes(ledger: Ledger) -> None:
    load(ledger, *(firm(str(number)) for number in range(9000)))
    telling = iter(ledger.store.records(None))
    first = next(telling)
    load(ledger, firm("new"))
    told = [first, *telling]
    assert [s.origin for s in told if s.record.source == "alpha"][:9000] == [f"alpha:{n}" for n in range(9000)]
