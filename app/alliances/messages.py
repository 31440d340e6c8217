"""Why something about alliances or members was refused."""

from __future__ import annotations

from app.core.i18n import text as _

REASONS = {
    "alliance.prefix": _("编号前缀是2到10位大写字母或数字，字母开头，例如HML。"),
    "alliance.prefix_taken": _("这个编号前缀别的联盟已经在用。"),
    "seat.twice": _("这家单位已经是本联盟成员。"),
    "seat.no_person": _("这一家还没有登记代表，请先填写代表姓名。"),
    "alliance.code_taken": _("这个联盟编号已经有了。"),
    "alliance.twice": _("这个社区已经有同名的联盟。"),
    # the roster: a file that is refused as a whole
    "roster.too_large": _("文件太大，最多%(limit)s兆字节。请按区县或街道分开导入。"),
    "roster.too_many_rows": _("行数太多，一次最多%(limit)s行。请分开导入。"),
    "roster.not_a_workbook": _("读不出这个文件。请用WPS或Excel另存为xlsx格式，或存为CSV。"),
    "roster.old_workbook": _("这是旧的xls或et格式。请在WPS里另存为xlsx格式再上传。"),
    "roster.locked": _("这个文件设了密码，打不开。请取消密码、另存一份再上传。"),
    "roster.bomb": _("这个文件展开后大得不正常，没有读取。请把名单复制到一张新表里，另存为xlsx格式再上传。"),
    "roster.empty": _("里面没有名单。请核对后再来。"),
    "roster.no_columns": _("认不出哪一列是单位名称。请指定各列的意思，或在第一行写上单位、姓名、电话、职务。"),
    "roster.file_gone": _("上传的文件已经不在了，请重新选择文件。"),
    # rows that are not taken
    "roster.alliance_missing": _("没有写联盟。"),
    "roster.alliance_unknown": _("没有找到联盟“%(name)s”，写的内容又不够新建。"),
    "roster.alliance_ambiguous": _("叫“%(name)s”的联盟不止一个，请写联盟编号或街道。"),
    "roster.other_alliance": _("这一行属于“%(name)s”，不是本联盟。"),
    "roster.organisation_missing": _("没有写单位名称。"),
    "roster.too_long": _("“%(field)s”太长，最多%(limit)s个字。"),
    "roster.code_two_names": _("联盟编号%(code)s前面已经写给“%(name)s”。"),
    "roster.number_two_names": _("单位编号%(number)s在第%(row)s行已经写给“%(name)s”。"),
    "roster.phone_two_names": _("尾号%(tail)s的手机在第%(row)s行已经写给%(name)s，同一部手机只能是一个人。"),
    # rows that are taken, with something to look at
    "roster.phone_unread": _("电话“%(text)s”读不出来，先空着。"),
    "roster.phone_odd": _("电话“%(text)s”位数不对，照原样记下，请核对。"),
    "roster.phone_without_name": _("有电话没有姓名，电话没有记下。"),
    "roster.kind_unknown": _("单位类别“%(kind)s”不认识，按单位名称判断。"),
    "roster.observer_with_vote": _("写了列席又写了有表决权，按列席记。"),
    "roster.repeated": _("和第%(row)s行是同一家，只记一次。"),
    "roster.further_person": _("和第%(row)s行是同一家，%(name)s记为代会人。"),
}
