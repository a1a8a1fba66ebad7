"""A real Neo4j Community server, for tests, benchmarks and tries by hand; it needs Java and Maven, or Docker."""
