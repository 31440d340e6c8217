"""The styles of the Word files, by name as an office sees them, and the few properties that python-docx has no words for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.papers.grids import Body

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.styles.style import ParagraphStyle
    from docx.table import Table
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

FANG, HEI, KAI, XIAOBIAOSONG, SONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体", "宋体"
SECOND_NAMES = {FANG: "仿宋", HEI: "SimHei", KAI: "楷体", XIAOBIAOSONG: "华文中宋", SONG: "SimSun"}
"""What Word takes where the first font is not installed."""

BODY, TITLE, HEADINGS = "Normal", "Title", ("Heading 1", "Heading 2", "Heading 3")
HEAD_MARK, NUMBER, ISSUER_LINE = "纪要标志", "期号", "发文单位和日期"
NAMES, ANNEX_TITLE, SIGNATURE, CLOSING = "名单", "附件标题", "落款", "版记"
TABLE_TEXT, TABLE_HEAD, GROUP, SMALL, LARGE = "表格文字", "表头", "签到分组", "说明", "大字"
PAGE_NUMBER, WATERMARK, STRONG = "页码", "演示标记", "黑体字"

TABLE_POINTS = 12.0
"""The size of 表格文字; smaller tables say so in their cells."""


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph style: sizes and distances in points, `pitch` 0 for single spacing, `indent` in characters."""

    font: str
    size: float
    pitch: float
    align: str = "left"
    indent: int = 0
    before: float = 0.0
    after: float = 0.0
    keep: bool = False
    outline: int = 0


def looks(body: Body) -> dict[str, Look]:
    """All styles for a paper whose running text is `body`."""
    size, pitch = body.size, body.pitch
    return {
        BODY: Look(FANG, size, pitch, "both"),
        TITLE: Look(XIAOBIAOSONG, size * 22 / 16, size * 34 / 16, "center", after=size * 0.8, keep=True, outline=1),
        HEADINGS[0]: Look(HEI, size, pitch, "both", 2, keep=True, outline=1),
        HEADINGS[1]: Look(KAI, size, pitch, "both", 2, keep=True, outline=2),
        HEADINGS[2]: Look(FANG, size, pitch, "both", 2, keep=True, outline=3),
        HEAD_MARK: Look(XIAOBIAOSONG, 40, 0, "center"),
        NUMBER: Look(FANG, 16, 28.95, "center", before=12),
        ISSUER_LINE: Look(FANG, 16, 28.95, after=4),
        NAMES: Look(FANG, size, pitch),
        ANNEX_TITLE: Look(HEI, size, pitch, after=8, keep=True, outline=1),
        SIGNATURE: Look(FANG, size, pitch, "center", keep=True),
        CLOSING: Look(FANG, 14, 24),
        TABLE_TEXT: Look(FANG, 12, 16, before=3, after=3),
        TABLE_HEAD: Look(HEI, 12, 16, "center", before=3, after=3),
        GROUP: Look(HEI, 14, 24, before=6, after=4, keep=True),
        SMALL: Look(FANG, 12, 0, before=8, after=8),
        LARGE: Look(HEI, 22, 0),
        PAGE_NUMBER: Look(SONG, 14, 0),
        WATERMARK: Look(HEI, 14, 0, "center"),
    }


def define_styles(word: WordDocument, body: Body) -> None:
    """Gives a new document our styles, fonts and language, and takes out the picture that python-docx's template carries."""
    from docx.enum.style import WD_STYLE_TYPE

    _keep_styles(word, {*looks(body), "Header", "Footer", "Default Paragraph Font", "Normal Table", "Table Grid", "No List"})
    known = {style.name for style in word.styles}
    for name, look in looks(body).items():
        style = word.styles[name] if name in known else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.hidden, style.quick_style = False, True
        _apply(style, look)
        if name not in known:
            style.base_style = word.styles[BODY]
    strong = word.styles.add_style(STRONG, WD_STYLE_TYPE.CHARACTER)
    name_font(strong.element.get_or_add_rPr(), HEI)
    grey = word.styles[WATERMARK].element.get_or_add_rPr()
    grey.append(element("color", val="A6A6A6"))
    _defaults(word)
    _name_second_fonts(word)
    package = word.part.package
    for key in [key for key, relation in package.rels.items() if relation.reltype.endswith("/thumbnail")]:
        del package.rels[key]


def _keep_styles(word: WordDocument, names: set[str]) -> None:
    """Throws out the other styles of python-docx's template: nobody wants them in the list, and every look-up reads them all."""
    from docx.oxml.ns import qn

    for style in list(word.styles):
        for link in style.element.findall(qn("w:link")):
            style.element.remove(link)
        if style.name not in names:
            style.delete()


def element(tag: str, **attributes: object) -> BaseOxmlElement:
    """An element of WordprocessingML with attributes of the same name space."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def _apply(style: ParagraphStyle, look: Look) -> None:
    """Writes a look into a style, replacing whatever the template's style of that name said."""
    properties, face = style.element.get_or_add_pPr(), style.element.get_or_add_rPr()
    for child in [*properties, *face]:
        child.getparent().remove(child)
    if look.keep:
        properties.append(element("keepNext"))
    for switch in ("autoSpaceDE", "autoSpaceDN", "adjustRightInd", "snapToGrid"):
        properties.append(element(switch, val=0))
    rule = {"line": round(look.pitch * 20), "lineRule": "exact"} if look.pitch else {"line": 240, "lineRule": "auto"}
    properties.append(element("spacing", before=round(look.before * 20), after=round(look.after * 20), **rule))
    properties.append(element("ind", firstLineChars=look.indent * 100, firstLine=round(look.indent * look.size * 20), left=0, right=0))
    properties.append(element("jc", val=look.align))
    if look.outline:
        properties.append(element("outlineLvl", val=look.outline - 1))
    name_font(face, look.font)
    face.append(element("b", val=0))
    face.append(element("color", val="000000"))
    face.append(element("sz", val=round(look.size * 2)))
    face.append(element("szCs", val=round(look.size * 2)))


def name_font(face: BaseOxmlElement, font: str) -> None:
    """One font for Chinese, figures and Latin letters alike, first among the run properties."""
    face.insert(0, element("rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font, hint="eastAsia"))


def _defaults(word: WordDocument) -> None:
    """Chinese as the language of everything, no space of the template's between paragraphs, punctuation may close up."""
    from docx.oxml.ns import qn

    defaults = word.styles.element.find(qn("w:docDefaults"))
    for place in (defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}"), defaults.find(f"{qn('w:pPrDefault')}/{qn('w:pPr')}")):
        for child in list(place):
            place.remove(child)
    face = defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}")
    name_font(face, FANG)
    face.append(element("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"))
    spacing = word.settings.element.find(qn("w:characterSpacingControl"))
    spacing.set(qn("w:val"), "compressPunctuation")
    word.settings.element.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")


def _name_second_fonts(word: WordDocument) -> None:
    """The font table, with a second name for every font that an office may lack."""
    from docx.oxml.ns import nsdecls

    kind = '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/>'
    fonts = "".join(f'<w:font w:name="{name}"><w:altName w:val="{second}"/>{kind}</w:font>' for name, second in SECOND_NAMES.items())
    table = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {nsdecls("w")}>{fonts}</w:fonts>'
    for part in word.part.package.iter_parts():
        if part.partname == "/word/fontTable.xml":
            part._blob = table.encode()  # a part of no class of its own: python-docx offers no other way to replace it


def colour_run(run: Run, colour: str) -> None:
    """Colours a run; `colour` as RRGGBB."""
    from docx.shared import RGBColor

    run.font.color.rgb = RGBColor.from_string(colour)


def rule_above(paragraph: Paragraph, eighths: int, colour: str) -> None:
    """A line above a paragraph, `eighths` of a point thick; the paragraph must have no other properties than spacing."""
    borders = element("pBdr")
    borders.append(element("top", val="single", sz=eighths, space=0, color=colour))
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing")


def add_gap(word: WordDocument, after: float = 0.0) -> Paragraph:
    """A paragraph of no height: carries a rule, keeps two tables apart, lets a table be the last thing of a file."""
    from docx.shared import Pt

    paragraph = word.add_paragraph(style=SMALL)
    shape = paragraph.paragraph_format
    shape.line_spacing, shape.space_before, shape.space_after = Pt(1), Pt(0), Pt(after)
    return paragraph


def place_at_foot(table: Table) -> None:
    """Rules a table across and places it at the foot of the type area."""
    from docx.oxml.ns import qn

    properties = table._tbl.tblPr
    anchors = {"vertAnchor": "margin", "horzAnchor": "margin", "tblpXSpec": "left", "tblpYSpec": "bottom"}
    place = element("tblpPr", leftFromText=0, rightFromText=0, **anchors)
    properties.find(qn("w:tblW")).addprevious(place)
    borders = element("tblBorders")
    for side, eighths in (("top", 8), ("bottom", 8), ("insideH", 4)):
        borders.append(element(side, val="single", sz=eighths, space=0, color="000000"))
    properties.find(qn("w:tblLook")).addprevious(borders)


def indents(paragraph: Paragraph, left: float, hanging: float = 0.0, right: float = 0.0) -> None:
    """Indents of a paragraph in points, instead of those that its style counts in characters."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph.paragraph_format.left_indent = Pt(left)
    paragraph.paragraph_format.right_indent = Pt(right)
    paragraph.paragraph_format.first_line_indent = Pt(-hanging)
    paragraph._p.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), "0")


def add_page_number(paragraph: Paragraph) -> None:
    """“— 1 —”."""
    paragraph.add_run("— ")
    for kind in ("begin", "PAGE", "end"):
        run = paragraph.add_run()
        if kind == "PAGE":
            code = element("instrText")
            code.text = kind
            run._r.append(code)
        else:
            run._r.append(element("fldChar", fldCharType=kind))
    paragraph.add_run(" —")
