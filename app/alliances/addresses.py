"""The blueprint of alliances and their members, on which several files put their addresses."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("alliances", __name__)
