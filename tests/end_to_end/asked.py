"""What a public server is asked about secrets: everything that could tell that there are some.

SECRET stands for the id of something hidden.
"""

from __future__ import annotations

__all__ = ["MADRID", "QUESTIONS", "TURIN", "TURIN_ROR"]

TURIN, TURIN_ROR, MADRID = "pic:999977754", "ror:00bgk9508", "pic:999974844"

ABOUT = """id kind label zh: label(lang: ZH) name nameZh formerName otherName formerIds validFrom validTo confidence
  identifiers { scheme value } sources { id }
  history { source key at: version recorded current access identifiers properties }
  provenance { property record { source key at: version } }"""

PAGE = "totalCount pageInfo { endCursor hasNextPage }"
EDGES = PAGE + " edges { cursor id role contribution sources { id } node { id } }"

UNIVERSITY = f"""... on University {{ city vatNumber locatedIn {{ totalCount nodes {{ id }} }} makes {{ totalCount }}
  operates {{ totalCount nodes {{ id }} }}
  participatesIn(first: 1000, orderBy: [{{contribution: DESC}}]) {{ {EDGES} }} }}"""

PLATFORM = """... on PilotPlatform { operatedBy { totalCount nodes { id } } holdsTier { totalCount nodes { id } } }"""

ENTITIES = [
    f'{{ entity(id: "SECRET") {{ {ABOUT} }} }}',
    *(f'{{ entity(id: "{id}") {{ {ABOUT} {UNIVERSITY} }} }}' for id in (TURIN, TURIN_ROR, MADRID)),
    *(
        f'{{ entity(id: "{id}") {{ ... on Project {{ name participants(first: 1000) {{ {EDGES} }} }} }} }}'
        for id in ("cordis:199840", "cordis:226530", "secret:shadow")
    ),
    *(f'{{ entity(id: "example:invented-platform-{n}") {{ {PLATFORM} }} }}' for n in ("01", "03")),
    '{ entity(id: "lei:529900T8BM49AURSDO55") { id } source: entity(id: "source:secret") { id } }',
]

SEARCHES = [
    f'{{ search(text: "{text}", first: 50) {{ nodes {{ id }} pageInfo {{ endCursor hasNextPage }} }} }}'
    for text in ("shadow", "影子", "AAA", "Ombra", "Shadowtown", "529900T8BM49AURSDO55", "Polytechnic Turin", "SECRET")
]

LISTS = [
    *(
        f"{{ {plural}(first: 50{order}) {{ {PAGE} nodes {{ id }} edges {{ cursor }} }} }}"
        for plural in ("entities", "organizations", "enterprises", "universities", "projects", "products", "sources")
        for order in ("", ", orderBy: [{name: ASC}]", ", orderBy: [{name: DESC}]")
    ),
    "{ pilotPlatforms(first: 50, orderBy: [{staff: ASC}]) { totalCount nodes { id } } }",
    '{ universities(where: {city: {eq: "Shadowtown"}}) { totalCount nodes { id } } }',
    '{ universities(where: {locatedIn: {under: "region:CN"}}) { totalCount } }',
    '{ enterprises(where: {city: {eq: "Aachen"}}, first: 100) { totalCount nodes { id } } }',
    '{ enterprises(where: {id: {in: ["SECRET"]}}) { totalCount } }',
    '{ organizations(where: {participatesIn: {any: ["cordis:199840"]}}) { totalCount nodes { id } } }',
    '{ organizations(where: {participatesIn: {any: ["SECRET"]}}) { totalCount } }',
    '{ projects(where: {participants: {any: ["SECRET"]}}) { totalCount } }',
    '{ pilotPlatforms(where: {holdsTier: {any: ["tier:national"]}}, asOf: "2025-06-01") { totalCount nodes { id } } }',
    "{ tiers { nodes { id tierHolders(first: 100) { totalCount edges { id node { id } } } } } }",
    "{ status { version entities { kind count } links { type count } } }",
]

PARTNERS = """total reason { code } leftOut { present kind region regionUnknown }
  candidates { entity { id } score shared isPresentPartner ties { links { id } }
    parts { commonNeighbours adamicAdar resourceAllocation personalisedPagerank }
    paths { strength partner { id } withCandidate { links { id } } } }
  evidence { version asOf isPartial totalLinks parameters links { id } }"""

GROUPS = """total organizations unassigned modularity
  groups { size density central { entity { id } weight } boundBy { collective { id } inside } kinds { kind count } }
  evidence { version totalLinks }"""

CHAIN = """total leftOut reason { code } cycles { size products { id } } evidence { version totalLinks }
  layers { distance totalLinks products { entity { id } isCyclic makers { total makers { entity { id } } } }
           links { share supplier { id } buyer { id } } }"""

ANALYSES = [
    *(
        f'{{ partners(for: "{id}", asOf: "2020-01-01", first: 20, excludePresent: {present}) {{ {PARTNERS} }} }}'
        for id in (TURIN, MADRID, "SECRET")
        for present in ("true", "false")
    ),
    f'{{ partners(for: "{TURIN}", regions: ["SECRET"]) {{ total }} }}',
    *(
        f"""{{ coParticipants(of: "{id}", asOf: "2020-01-01", first: 500) {{ collectives total
                 coParticipants {{ entity {{ id }} shared weight }} evidence {{ version totalLinks }} }} }}"""
        for id in (TURIN, "SECRET")
    ),
    f'{{ groups(asOf: "2020-01-01", first: 20) {{ {GROUPS} }} }}',
    '{ groups(around: "SECRET") { total } }',
    *(
        f'{{ chain(of: "{id}", direction: {direction}, asOf: "2025-12-31") {{ {CHAIN} }} }}'
        for id in ("example:invented-product-machine-tool", "secret:alloy")
        for direction in ("UPSTREAM", "DOWNSTREAM")
    ),
]

QUESTIONS = [*ENTITIES, *SEARCHES, *LISTS, *ANALYSES]
