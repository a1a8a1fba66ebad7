"""The one settings table: every option that is not an argument, from `PILOTGRAPH_…` in the environment."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ontology.errors import BadInput

__all__ = ["Settings"]


class Settings(BaseSettings):
    """Read anew by each command; nothing is read at import."""

    model_config = SettingsConfigDict(env_prefix="PILOTGRAPH_", extra="ignore")

    store: str = Field(
        "sqlite:./data/pilotgraph.db", description="Where the graph is kept: sqlite:PATH or neo4j://HOST:7687."
    )
    neo4j_user: str = Field("neo4j", description="As whom to ask Neo4j.")
    neo4j_password: SecretStr = Field(SecretStr(""), description="The password of that user.")
    neo4j_database: str = Field("neo4j", description="Which database of Neo4j the graph is kept in.")
    snapshot_dir: Path | None = Field(
        None,
        description="Folder of the read model; default: beside the store, PATH with .snapshot in place of .db, "
        "or ./data/HOST-PORT-DATABASE.snapshot.",
    )
    extensions: str = Field(
        "", description="Turtle files that add to the ontology, separated by the system's path separator."
    )
    host: str = Field("127.0.0.1", description="Address on which `pilotgraph serve` listens.")
    port: int = Field(8000, ge=0, le=65535, description="Port on which `pilotgraph serve` listens; 0 takes a free one.")
    who: str = Field("", description="Who commits; default: the name of the system's user.")
    log_level: str = Field("info", description="debug, info, warning or error.")

    def __init__(self) -> None:
        """Read the environment. Raises BadInput for a value that can't be one."""
        try:
            super().__init__()
        except ValidationError as error:
            wrong = error.errors()[0]
            name = "_".join(map(str, wrong["loc"])).upper()
            raise BadInput(
                f"PILOTGRAPH_{name} is {wrong['input']!r}: {wrong['msg']}.",
                "Correct it in the environment; `pilotgraph settings` tells what it is for.",
            ) from error
