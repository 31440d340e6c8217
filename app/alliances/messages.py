"""Why something about alliances or members was refused."""

from __future__ import annotations

from app.core.i18n import text as _

REASONS = {
    "alliance.prefix": _("编号前缀是2到10位大写字母或数字，字母开头，例如HML。"),
    "alliance.prefix_taken": _("这个编号前缀别的联盟已经在用。"),
    "seat.twice": _("这家单位已经是本联盟成员。"),
    "seat.no_person": _("这一家还没有登记代表，请先填写代表姓名。"),
    "seat.over": _("这一家已经退出联盟，不能再换人。"),
    "seat.changed_meanwhile": _("这一家刚才已经换过人，上面是现在的情况。您填的还在，确实要再换就再点一次。"),
    "seat.same_person": _("他现在就是，不用换。要改职务或者手机号，请在下面更正。"),
    "seat.phone_of_other": _("这个手机号登记在另一个名字下。来的是新人，请填他自己的手机号；是同一个人改名，请在下面更正。"),
    "seat.liaison_elsewhere": _("这家单位在别的联盟也是成员，联络员要由管理员更换。"),
    "seat.not_the_link": _("这个链接已经换过，交接单上印不了它的二维码。请重发链接。"),
    "seat.nobody_chosen": _("还没有勾选给谁打印。"),
    "secretary.other_login": _("他已经有账号，请填他原来的登录名。"),
    "secretary.changed_meanwhile": _("秘书刚才已经换过，上面是现在的情况。请核对后再点一次。"),
    "secretary.is_already": _("他已经是这个联盟的秘书。"),
    "secretary.other_name": _("这个登录名是另一个人的，请换一个登录名。"),
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
