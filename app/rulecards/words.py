"""PURE. The words of a card's preview, Chinese (the glossary's terms) and English side by side, as those of the formula are."""

from __future__ import annotations

from collections.abc import Mapping

from app.ballots.formula_words import Language

PREVIEW: Mapping[Language, Mapping[str, str]] = {
    "zh": {
        "seats": "有{whole}时：",
        "weights": "按票权，共{whole}：",
        "area": "按面积，共{whole}：",
        "quorum": "到会规定{needed}",
        "entitled": "{share}{needed}",
        "present": "{share}按实到计算，实到{base}时{needed}",
        "cast": "{share}按参与表决的计算，参与{base}时{needed}",
        "yes_no": "{share}按赞成＋反对计算，两者合计{base}时{needed}",
        "comma": "，",
    },
    "en": {
        "seats": "with {whole}: ",
        "weights": "by weight, {whole} in all: ",
        "area": "by floor area, {whole} in all: ",
        "quorum": "quorum {needed}",
        "entitled": "{share} is {needed}",
        "present": "{share} of those present is {needed} where {base} are present",
        "cast": "{share} of the ballots cast is {needed} where {base} are cast",
        "yes_no": "{share} of those for or against is {needed} where these are {base}",
        "comma": ", ",
    },
}
