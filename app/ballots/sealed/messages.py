"""Why something about a secret ballot was refused; app/ballots/messages.py takes these in."""

from __future__ import annotations

from app.core.i18n import text as _

REASONS = {
    "secret.weights": _("成员的票有权数，或者要按几个口径计票，不能无记名：票的分量会说出是谁投的。请选记名。"),
    "secret.too_few_able": _(
        "现在能投票的有%(able)s家，无记名表决至少要%(required)s家，少了能推出谁投了什么。请改为记名，或者等成员到齐。"
    ),
    "secret.no_key": _("这次表决的密钥没有做好，表决没有开始。请再点一次“开始表决”。"),
    "secret.key_not_kept": _("密钥没有在服务器上存好，表决没有开始。请再试一次；还不行，请联系管理员检查密钥目录。"),
    "secret.phrases_missing": _("两位监票人的口令还没有都核对，表决没有开始。"),
    "secret.custody_late": _("表决已经开始，密钥的保管方式不能再改。"),
    "secret.one_scrutineer": _("两位监票人不能是同一个人。"),
    "secret.phrase_wrong": _("口令不对，请核对六个词和它们的顺序。"),
    "secret.phrase_short": _("口令是六个词，每个词两个字。请照抄下来的输入。"),
    "secret.first_phrase": _("请先由%(name)s在自己的手机上输入口令。"),
    "secret.two_phrases": _("密钥由两位监票人保管，请他们先后在自己的手机上输入口令，随后自动开票。"),
    "secret.not_closed": _("投票还没有结束，现在不能开票。"),
    "secret.key_missing": _("密钥不在了，或者打不开票箱。这次表决不能计票，主持人只能宣布作废。"),
    "secret.torn": _("票箱里的票数和投票名单对不上。这次表决不能计票，主持人只能宣布作废。"),
    "secret.paper_surplus": _("收回的纸质票比发出的多。这次表决不能计票，主持人只能宣布作废。"),
    "secret.papers_untyped": _("发出了%(count)s张纸质票，请先录入收回的票，再开票。"),
    "secret.papers_after_closing": _("纸质票要在投票结束以后、开票以前成批录入。"),
    "secret.no_papers": _("这次表决没有发过纸质票，不用录入。"),
    "secret.paper_absent": _("“%(unit)s”不在会场，不能领纸质票。请核对签到。"),
    "secret.paper_twice": _("“%(unit)s”已经领过纸质票。"),
    "secret.voted_by_phone": _("“%(unit)s”已经用手机投过票，不能再领纸质票。"),
    "secret.no_paper": _("“%(unit)s”没有领纸质票，不用收回。"),
    "secret.paper_reason": _("收回没有用的纸质票，要写明原因。"),
    "secret.nothing_chosen": _("还没有选。请选好以后再确认。"),
    "secret.choice": _("请从列出的选项里选。"),
    "secret.too_many": _("最多选%(most)s项。"),
    "secret.not_secret": _("这次表决不是无记名的。"),
    "secret.closed": _("投票已在%(time)s结束，不能再投。下面是现在的状态。"),
    "secret.voted_elsewhere": _("“%(unit)s”已从另一个页面投过票，这一页的没有计入。无记名的票投出后不能改。"),
    "secret.paper_out": _("“%(unit)s”已经领了纸质票，请用纸质票投。"),
    "secret.holder_recused": _("受“%(unit)s”委托的单位回避这一项，不能替它投票。"),
    "secret.receipt": _("这一页的凭词不完整，没有投出。请重新选择并确认。"),
    "secret.only_void": _("投票已经结束，现在只能开票或者作废。"),
    "recusal.too_late_carried": _(
        "这一家受“%(unit)s”委托，“%(unit)s”在这一项的无记名表决里已经投票，票取不回来，不能再回避。有必要的，由主持人宣布这次表决作废。"
    ),
    "recusal.too_late": _("“%(unit)s”在这一项的无记名表决里已经投票，票取不回来，不能再回避。有必要的，由主持人宣布这次表决作废。"),
}
