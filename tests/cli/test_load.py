"""`pilotgraph load`, by its command: what it says, what it leaves behind, and what it leaves alone."""

from __future__ import annotations

import csv
import gzip
import json
import zipfile

import pytest

from tests.running import ROOT, Pilotgraph

PRODUCTS = "id,name,nameZh\nsteel,Steel,钢\ntool,Machine tool,机床\n"
INPUTS = "from,to,share\nsteel,tool,0.25\n"
COUNTS = "{ products { totalCount nodes { id name } } status { version } }"


@pytest.fixture
def steel(command: Pilotgraph) -> Pilotgraph:
    """A folder with two products, one of which goes into the other."""
    command.write("steel/Product.csv", PRODUCTS)
    command.write("steel/InputTo.csv", INPUTS)
    return command


def test_a_load_says_what_has_come_of_it(steel: Pilotgraph) -> None:
    done = steel("load", "tables", "steel")
    assert done.out.splitlines() == [
        "tables steel: 4 records read: 4 new, 0 changed, 0 as before, 0 retracted.",
        "  The store is at version 2.",
    ]
    assert done.err == ""
    assert (steel.folder / "data" / "pilotgraph.db").exists(), "where nothing else is said, the store is ./data"
    told = steel.ask(
        "{ products { nodes { name ... on Product { outputs: inputTo { edges { share node { name } } } } } } }"
    )
    assert told["products"]["nodes"] == [
        {"name": "Steel", "outputs": {"edges": [{"share": 0.25, "node": {"name": "Machine tool"}}]}},
        {"name": "Machine tool", "outputs": {"edges": []}},
    ]


def test_the_same_file_again_changes_nothing_and_the_command_says_so(steel: Pilotgraph) -> None:
    steel("load", "tables", "steel")
    before = (steel("stats").out, steel("history", "steel:steel").out)
    done = steel("load", "tables", "steel")
    assert done.out.splitlines() == [
        "tables steel: 4 records read: 0 new, 0 changed, 4 as before, 0 retracted.",
        "  Nothing has changed; the store is at version 2 as before.",
    ]
    assert (steel("stats").out, steel("history", "steel:steel").out) == before


def test_a_newer_version_changes_only_what_differs(steel: Pilotgraph) -> None:
    steel("load", "tables", "steel")
    tool = steel("history", "steel:tool").out
    steel.write("steel/Product.csv", PRODUCTS.replace("Steel", "Steel plate") + "car,Car,汽车\n")
    done = steel("load", "tables", "steel")
    assert "5 records read: 1 new, 1 changed, 3 as before, 0 retracted." in done.out
    assert "commit 3" in steel("stats").out
    assert "2 records  load tables steel" in steel("stats").out
    assert steel("history", "steel:tool").out == tool
    old, new = steel("history", "steel:steel").out.splitlines()[:2]
    assert ("version 2" in old, "replaced" in old, "name=Steel " in old) == (True, True, True)
    assert ("version 3" in new, "holds" in new, "name=Steel plate" in new) == (True, True, True)


def test_several_paths_are_loaded_one_after_the_other(steel: Pilotgraph) -> None:
    steel.write("makers/Enterprise.csv", "id,name,makes\nfirm,Firm,steel:steel\n")
    done = steel("load", "tables", "steel", "makers")
    assert [line.split(":")[0] for line in done.out.splitlines() if "records read" in line] == [
        "tables steel",
        "tables makers",
    ]
    [maker] = steel.ask("{ enterprises { nodes { ... on Enterprise { makes { nodes { name } } } } } }")["enterprises"][
        "nodes"
    ]
    assert maker["makes"]["nodes"] == [{"name": "Steel"}]


BAD = {
    "mixed/Product.csv": PRODUCTS.replace("nameZh\n", "nameZh,url\n") + "bad,Bad,不好,not a url\n,Nobody,,\n",
    "mixed/InputTo.csv": INPUTS + "steel,nowhere,0.1\nsteel,bad,1.5\n",
}


@pytest.fixture
def mixed(command: Pilotgraph) -> Pilotgraph:
    """A folder with good rows and bad ones."""
    for path, text in BAD.items():
        command.write(path, text)
    return command


def test_good_rows_load_and_bad_ones_are_listed_with_place_reason_and_hint(mixed: Pilotgraph) -> None:
    done = mixed("load", "tables", "mixed", code=1)
    assert "4 rejected, 0 warnings: see rejects/tables-mixed.csv" in done.out
    assert "Product.csv:4: url = 'not a url': Not a web address. Give the whole address with https://." in done.out
    assert mixed.ask(COUNTS)["products"]["totalCount"] == 2
    text = (mixed.folder / "rejects" / "tables-mixed.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert {(row["file"], row["line"], row["column"], row["value"]) for row in rows} == {
        ("Product.csv", "4", "url", "not a url"),
        ("Product.csv", "5", "id", ""),
        ("InputTo.csv", "3", "to", "nowhere"),
        ("InputTo.csv", "4", "share", "1.5"),
    }
    for row in rows:
        assert all(row[column] for column in ("severity", "reason", "hint", "原因", "提示"))
    summary = json.loads((mixed.folder / "rejects" / "tables-mixed.json").read_text(encoding="utf-8"))
    assert summary["errors"] == sum(reason["count"] for reason in summary["reasons"]) == 4


def test_the_reject_file_goes_when_there_is_nothing_to_reject_any_more(mixed: Pilotgraph) -> None:
    mixed("load", "tables", "mixed", code=1)
    mixed.write("mixed/Product.csv", PRODUCTS)
    mixed.write("mixed/InputTo.csv", INPUTS)
    mixed("load", "tables", "mixed")
    assert list((mixed.folder / "rejects").iterdir()) == []


def test_strict_loads_nothing_if_anything_is_rejected(mixed: Pilotgraph) -> None:
    done = mixed("load", "tables", "mixed", "--strict", code=1)
    assert "Nothing was loaded, since --strict was given." in done.out
    assert (mixed.folder / "rejects" / "tables-mixed.csv").exists()
    assert mixed.ask(COUNTS) == {"products": {"totalCount": 0, "nodes": []}, "status": {"version": 0}}
    mixed.write("mixed/Product.csv", PRODUCTS)
    mixed.write("mixed/InputTo.csv", INPUTS)
    mixed("load", "tables", "mixed", "--strict")
    assert mixed.ask(COUNTS)["products"]["totalCount"] == 2


def test_a_dry_run_reports_what_a_load_would_and_writes_nothing(mixed: Pilotgraph) -> None:
    trial = mixed("load", "tables", "mixed", "--dry-run", code=1).out
    assert not (mixed.folder / "data").exists()
    real = mixed("load", "tables", "mixed", code=1).out
    assert trial.splitlines()[-1] == "  Nothing was written, since --dry-run was given."
    assert trial.splitlines()[:-1] == real.splitlines()[:-1]
    again = mixed("load", "tables", "mixed", "--dry-run", code=1).out
    assert "0 new, 0 changed, 4 as before" in again
    assert mixed.ask(COUNTS)["status"]["version"] == 2


def test_what_is_loaded_for_an_audience_is_seen_by_that_audience_alone(steel: Pilotgraph) -> None:
    steel("load", "tables", "steel", "--access", "board")
    query = '{ products { totalCount } search(text: "钢") { nodes { name } } entity(id: "steel:steel") { name } }'
    hidden = {"products": {"totalCount": 0}, "search": {"nodes": []}, "entity": None}
    assert steel.ask(query) == steel.ask(query, "--see", "registered") == hidden
    assert steel.ask(query, "--see", "registered", "--see", "board") == {
        "products": {"totalCount": 2}, "search": {"nodes": [{"name": "Steel"}]}, "entity": {"name": "Steel"},
    }  # fmt: skip
    assert "Steel" in steel("show", "steel:steel", "--see", "board").out
    assert steel.refused("show", "steel:steel") == steel.refused("show", "steel:nothing").replace("nothing", "steel")


def test_a_label_in_a_row_is_stronger_than_that_of_the_load(command: Pilotgraph) -> None:
    command.write("steel/Product.csv", "id,name,access\nsteel,Steel,\ntool,Tool,registered\n")
    command("load", "tables", "steel", "--access", "board")
    for labels, names in [((), []), (("--see", "board"), ["Steel"]), (("--see", "registered"), ["Tool"])]:
        assert [n["name"] for n in command.ask(COUNTS, *labels)["products"]["nodes"]] == names


def test_a_zip_and_compressed_files_load_like_a_folder(command: Pilotgraph) -> None:
    industries = command.write("io/industries.csv", "code,name\nA,Ore\nB,Steel\n")
    flows = command.write(
        "io/flows.csv", "supplier_industry,buyer_industry,value_musd,share_of_buyer_inputs\nA,B,5,0.5\n"
    )
    packed = command.folder / "packed" / "io"
    packed.mkdir(parents=True)
    with zipfile.ZipFile(command.folder / "io.zip", "w") as archive:
        for path in (industries, flows):
            archive.write(path, path.name)
            (packed / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
    assert "4 new" in command("load", "input-output", "io").out
    for again in ("io.zip", packed):
        assert "Nothing has changed" in command("load", "input-output", again).out


def test_loads_at_the_same_time_do_not_harm_each_other(command: Pilotgraph) -> None:
    processes = [command.start("load", "tables", ROOT / "examples" / name) for name in ("chain", "platforms")]
    for process in processes:
        with process:
            out, err = process.communicate(timeout=120)
            assert (process.returncode, err) == (0, "")
            assert " 0 changed, 0 as before, 0 retracted." in out
    counts = [line.split() for line in command.counts()]
    assert ["62", "PilotPlatform"] in counts
    assert ["426", "Product"] in counts
    assert command("check").out == "The merged state is what the records come to.\n"
