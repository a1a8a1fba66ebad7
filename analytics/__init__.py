"""What follows from the graph: one module a question, plain functions over a networkx graph.

A question takes any `networkx.MultiDiGraph` whose nodes have the attributes `kind` and `name`, whose edges have the
attribute `type`, and whose edge keys are ids under which the evidence can be looked up. It returns frozen dataclasses
that carry the evidence, and echoes its parameters. The questions are `partners`, `co_participants`, `groups` and
`chain`; the other modules are what they stand on, and `backend` alone knows how a graph becomes arrays.
"""
