"""/status: how a report stands, for whoever holds its query code, which is posted and never stands in an address."""

from __future__ import annotations

from typing import Any

from app.core.i18n import say
from app.core.web import faceless
from app.issues import outside_queries, pace
from app.issues.addresses import blueprint
from app.issues.codes import plain_code
from app.issues.report_forms import StatusForm
from app.issues.report_pages import status_page


@blueprint.get("/status")
@faceless
def status() -> Any:
    return status_page()


@blueprint.post("/status")
@faceless
def look_up() -> Any:
    """A wrong code and one that was never given are answered alike."""
    form = StatusForm.posted()
    if pace.too_fast():
        return status_page(429, trouble="fast")
    if not form.validate():
        return status_page(422)
    issue = outside_queries.by_code(plain_code(form.code.data))
    if issue is None:
        pace.count_wrong()
        form.blame("code", say("没有查到。请核对回执条上的16位数字，再输一次。"))
        return status_page(422)
    return status_page(issue=issue)
