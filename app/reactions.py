"""What follows from what: event -> functions that run in the same transaction. The only module that imports many domains' actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.core.perform import Reaction

REACTIONS: Mapping[str, Sequence[Reaction]] = {}
