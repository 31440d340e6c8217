"""The official result of a matter that is not the alliance's to decide, as it is typed from its papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from wtforms import FileField, RadioField
from wtforms.validators import InputRequired

from app.ballots.forms import Number
from app.ballots.formula_words import square_metres
from app.ballots.messages import REASONS
from app.ballots.outside import Stated, Totals, area_from, faults, heads_from, is_owners
from app.core.forms import Form, Line, Words, options
from app.core.i18n import text as _
from app.meetings.forms import Day

NEEDED = InputRequired(_("这一项要填。"))
OWNERS_SCOPE_WORDS = {
    "compound": _("全小区"),
    "building": _("一栋楼"),
    "staircase": _("一个单元"),
    "range": _("维修资金涉及的范围"),
}
RESIDENTS_SCOPE_WORDS = {
    "residents": _("居民会议，全体居民参加"),
    "households": _("居民会议，每户一名代表参加（按户数填）"),
    "groups": _("居民会议，居民小组代表参加"),
    "delegates": _("居民代表会议"),
}


class Amount(Number):
    """A number as sheets have it, with commas between thousands and full-width digits."""

    fault: Any = _("请填整数，例如120。")
    read: Callable[[str], int] = staticmethod(heads_from)
    written: Callable[[int], str] = staticmethod(str)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.written(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data: int | None = None
        if not typed:
            return
        try:
            self.data = self.read(typed)
        except ValueError:
            raise ValueError(str(self.fault)) from None


class Area(Amount):
    """Square metres with at most two decimals; the value is hundredths."""

    fault = _("面积写成12,345.67这样，单位是平方米，最多两位小数。")
    read = staticmethod(area_from)
    written = staticmethod(square_metres)


class OutsideForm(Form):
    """The residents' meeting."""

    scope = RadioField(_("哪一种会议"), [InputRequired(_("请选一项。"))], choices=options(RESIDENTS_SCOPE_WORDS), validate_choice=False)
    scope_words = Line(_("哪一个社区、小区"), longest=100)
    heads = Amount(_("应到"), [NEEDED])
    heads_present = Amount(_("到会"), [NEEDED])
    heads_for = Amount(_("同意"), [NEEDED])
    decided_on = Day(_("表决日期"), [NEEDED])
    words = Words(_("备注"), longest=1000)
    document = FileField(_("结果公告、决议等文件"), description=_("PDF、JPG或PNG，不超过5MB；仅联盟内部可以下载。"))

    def stated(self, regime: str) -> Stated:
        """What was typed; only of a form whose fields are sound."""
        return Stated(
            regime, self.scope.data or "", self.scope_words.data or "", self._totals("heads"), self._area(regime), self.decided_on.data
        )

    def _totals(self, name: str) -> Totals:
        return Totals(self[name].data, self[f"{name}_present"].data, self[f"{name}_for"].data)

    def _area(self, regime: str) -> Totals | None:
        return self._totals("area") if is_owners(regime) and "area" in self else None

    def sound(self, regime: str) -> bool:
        """Whether it can be so; every fault stands at its field, and a file that was sent along has to be chosen again."""
        if self.validate():
            for reason, field in faults(self.stated(regime)):
                self.blame(field, str(REASONS[reason]))
        if not self.errors:
            return True
        if (sent := request.files.get("document")) is not None and sent.filename:
            self.blame("document", str(_("文件没有保存，请改好上面的内容以后再选一次。")))
        return False


class OwnersForm(OutsideForm):
    """The owners: area and heads."""

    scope = RadioField(_("表决的范围"), [InputRequired(_("请选一项。"))], choices=options(OWNERS_SCOPE_WORDS), validate_choice=False)
    scope_words = Line(_("哪一个小区、哪栋楼、哪个单元、什么范围"), longest=100)
    area = Area(_("专有部分总面积（平方米）"), [NEEDED])
    area_present = Area(_("参与表决的面积（平方米）"), [NEEDED])
    area_for = Area(_("同意的面积（平方米）"), [NEEDED])
    heads = Amount(_("业主总人数"), [NEEDED])
    heads_present = Amount(_("参与表决的人数"), [NEEDED])
    heads_for = Amount(_("同意的人数"), [NEEDED])


def form_class(regime: str) -> type[OutsideForm]:
    return OwnersForm if is_owners(regime) else OutsideForm
