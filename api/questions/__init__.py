"""Root fields that analytics answers: one file a family. Nothing is computed here."""

from __future__ import annotations

from api.definitions import Field
from api.questions.answers import Shared
from api.questions.chain import chain_field
from api.questions.co_participants import co_participants_field
from api.questions.groups import groups_field
from api.questions.partners import partners_field
from api.types import Types

__all__ = ["question_fields"]


def question_fields(types: Types) -> list[Field]:
    """All questions."""
    shared = Shared(types)
    return [
        partners_field(shared),
        co_participants_field(shared),
        groups_field(shared),
        chain_field(shared),
    ]
