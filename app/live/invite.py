"""The text that brings the members to an open ballot: to copy into the group, with its link and QR code. Messages are Chinese only."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, url_for

from app.ballots.models import Motion
from app.core.clock import local
from app.core.i18n import day_zh, hour_zh
from app.core.web import qr


@dataclass(frozen=True, slots=True)
class Invite:
    words: str
    url: str
    picture: str


def invite(motion: Motion) -> Invite:
    """The same for everybody: it names no member, tells no progress, and opens nothing by itself."""
    url = f"{current_app.config['PUBLIC_URL']}{url_for('ballots.motion', motion_id=motion.id)}"
    return Invite(words(motion, url), url, qr(url))


def words(motion: Motion, url: str) -> str:
    choose = "，选赞成、反对或者弃权：" if motion.method == "yes_no" else "表决："
    lines = ["【请表决】", motion.text, "", f"请各成员代表点开链接{choose}", url]
    if motion.deadline is not None:
        lines.append(f"{day_zh(local(motion.deadline).date())}{hour_zh(motion.deadline)}截止，截止前都可以投。")
    else:
        lines.append("请先签到再投；表决结束以后就不能投了。")
    if motion.visibility == "secret":
        lines.append("这次是无记名表决，投出以后不能修改。")
    else:
        lines.append("结束之前可以修改，以最后一次为准。")
    lines.append("打不开的，请用自己的专用链接先绑定手机，或者请联盟秘书帮忙。")
    return "\n".join(lines)
