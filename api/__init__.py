"""How it is asked: GraphQL over HTTP, its types generated from the ontology."""
