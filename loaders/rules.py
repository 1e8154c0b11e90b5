"""Every rule by which a register is read, cleaned or refused: one list, one page.

Kinds: ``file`` refuses a file, ``cell`` refuses a cell or row, ``clean`` takes a cell otherwise
than letter by letter and keeps what it said, ``note`` tells of something that was passed over,
``check`` compares rows that are in order, and stops nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from graph.text import Text
from graph.time import refusals as dates
from loaders.checks import CHECKS
from loaders.files.refusals import RULES as FILES

Kind = Literal["file", "cell", "clean", "note", "check"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Parameters
    ----------
    name : str
        As it stands in messages and reports.
    kind : {"file", "cell", "clean", "note", "check"}
    about : Text
        What it says.
    example : str
        What a cell says, and what becomes of it.
    source : str
        Where such dirt was seen, or what it rests on.
    """

    name: str
    kind: Kind
    about: Text
    example: str = ""
    source: str = ""


_SEEN = "真实登记册 / real registers"
_OWN = "本项目约定 / a convention of ours"

_MODEL = "docs/schema.md"
_SAFE = "OWASP"
_OF_FILES = {
    "csv": "RFC 4180", "text": "GB 18030-2022", "mixed-encodings": _SEEN, "far-cell": "ECMA-376",
    "damaged": "ECMA-376", "xml-encoding": "ECMA-376", "too-many-columns": "ECMA-376",
    "zip-bomb": _SAFE, "entities": _SAFE, "macros": _SAFE, "password": "MS-OFFCRYPTO",
    "wrong-extension": _SEEN, "wrong-kind": _SEEN, "merges": "ECMA-376",
}  # fmt: skip

_CLEAN = (
    Rule("merged-cell", "clean", Text("合并单元格的值属于它所跨的每一行",
         "the value of a merged cell belongs to each of its rows"), "街道 ↓ 各行", _SEEN),
    Rule("same-as-above", "clean", Text("“同上”“〃”是上一行的值；上面没有值则拒绝",
         "同上 and 〃 are the value above; refused where there is none"), "同上 → C01", _SEEN),
    Rule("no-value", "clean", Text("“无”“/”“—”“待定”是没有值，不是 0 也不是“否”",
         "无, /, — and 待定 are no value, neither 0 nor no"), "/ → （空）", _SEEN),
    Rule("line-breaks", "clean", Text("去掉单元格内换行和末尾的顿号、逗号",
         "line breaks inside and separators at the end are taken off"),
         "第一\\n小学、 → 第一小学", _SEEN),
    Rule("inner-blanks", "clean", Text("去掉名称中间的全角空格、不换行空格和看不见的字符",
         "full-width and non-breaking blanks inside names, and invisible signs, are taken off"),
         "王　伟 → 王伟", _SEEN),
    Rule("mixed-brackets", "clean", Text("一个名称里全角、半角括号混用，统一为全角",
         "brackets of two widths in one name become full-width"), "红星（集团) → 红星（集团）",
         _SEEN),
    Rule("full-width", "clean", Text("全角数字、字母和括号与半角相同",
         "full-width digits, letters and brackets are the usual ones"), "１５０１０２ → 150102",
         _SEEN),
    Rule("number-form", "clean", Text("千位分隔、前导零和全角数字读作同一个数",
         "separators of thousands, leading zeros and full-width digits are one number"),
         "1,000 → 1000", _SEEN),
    Rule("with-unit", "clean", Text("数后的单位去掉；“余、近、约、超”则拒绝，不当作确数",
         "a unit after a number goes; 余, 近, 约, 超 are refused, never taken as exact"),
         "22家 → 22；近5000 → 拒绝", _SEEN),
    Rule("other-word", "clean", Text("代码表里某个词的另一种写法",
         "another word for one of a code list"), "党支部 → 支部", _SEEN),
    Rule("post-not-name", "clean", Text("姓名列里是职务，不是姓名：席位照读，姓名作空",
         "a post where a name should stand is no name; the seat is read without"),
         "派出所所长 → （空）", _SEEN),
    Rule("tick", "clean", Text("√、是、有、1 为“是”；×、否、无、0 为“否”；空格是不知道",
         "√, 是, 有, 1 are yes; ×, 否, 无, 0 are no; an empty cell is unknown"), "√ → 是", _SEEN),
    Rule("code-form", "clean", Text("统一社会信用代码去掉空格和连字符，字母大写",
         "credit codes lose blanks and hyphens, letters become capital"),
         "9115 0105-ma0x… → 91150105MA0X…", "GB 32100-2015"),
    Rule("day-form", "clean", Text("日期的各种写法；只写到月的，整月都有可能",
         "the ways to write a day; of a month, each of its days is possible"),
         "2023.5 → 2023-05-01 — 2023-05-31", "docs/time.md"),
    Rule("day-serial", "clean", Text("日期列里五位数的数字单元格是 Excel 的日期序号",
         "a number of five digits in a column of days is Excel's number of a day"),
         "45047 → 2023-05-01", "ECMA-376"),
    Rule("day-term", "clean", Text("一格里的期限：起止、“至今”、“长期”、年限（从签订日算）",
         "a term in one cell: both ends, 至今, 长期, or a length from the day of signing"),
         "2023.1-2025.12；三年", "docs/time.md"),
    Rule("personal", "clean", Text("单元格里的手机号、身份证号、出生年月、家庭住址略去，原文不留",
         "mobile and identity numbers, days of birth and home addresses are left out of cells, "
         "and their words are kept nowhere"), "电话138…，周末 → ［个人信息已略去］，周末",
         "个人信息保护法第六条"),
    Rule("day-as-number", "clean", Text("Excel 把 2023.10 变成 2023.1：1 月或 10 月都有可能",
         "Excel makes 2023.1 of 2023.10: as a number it is January or October"),
         "2023.1 → 2023-01-01 — 2023-10-31", _SEEN),
)  # fmt: skip

_CELL = (
    Rule("required", "cell", Text("必填的单元格为空", "a required cell is empty")),
    Rule("record-over-rows", "cell", Text("一条记录写成两行：第二行必填的列全空",
         "a record over two rows: all required cells of the second are empty"), "", _SEEN),
    Rule("one-of", "cell", Text("不在可填的词里", "none of the words that may stand there")),
    Rule("formula-error", "cell", Text("公式出错", "a formula failed"), "#N/A"),
    Rule("formula-not-computed", "cell", Text("公式没有计算结果", "a formula never computed")),
    Rule("code-as-number", "cell", Text("代码被 Excel 变成科学计数，末尾数字已丢失",
         "a code became a rounded number, its last digits are lost"), "9.11501E+17", _SEEN),
    Rule("example-left", "cell", Text("模板的示例内容没有换掉", "the example was left in place"),
         "例：第一小学", _OWN),
    Rule("number", "cell", Text("不是数，或带有“余、近、约、超”",
         "no number, or with 余, 近, 约, 超"), "170余", _SEEN),
    Rule("one-person", "cell", Text("一格里有几个人的姓名", "several persons in one cell"),
         "张三、李四", _SEEN),
    Rule("percent", "cell", Text("没有百分号又不大于 1：是 1% 还是 100%？",
         "without a percent sign and not above 1: 1 % or 100 %?"), "1", _SEEN),
    Rule("credit-code", "cell", Text("不是 18 位的统一社会信用代码",
         "no credit code of 18 signs"), "", "GB 32100-2015"),
    Rule("known-reference", "cell", Text("没有所指的地区、单位或组织，或有几个",
         "no such area, unit or organisation, or several")),
    Rule("period", "cell", Text("报告期没有年份或读不懂", "the period has no year or is unclear")),
    Rule("has-rows", "cell", Text("只有表头，又没有报告期，不能当作零报告",
         "a head without rows and without a period is no return with nothing to report")),
    Rule("number-once", "cell", Text("代码已属于另一种单位或组织",
         "the code belongs to a body of another kind")),
    Rule("covered-by-whom", "cell", Text("写了覆盖，没有写由哪个党组织覆盖",
         "covered, but not by which party organisation")),
    Rule("listed-by-whom", "cell", Text("项目既无社区又无牵头单位",
         "a project with neither a community nor a leading body")),
    Rule("takes-part", "cell", Text("队伍没有参加方", "nobody takes part in a team")),
    Rule("part-of-initiative", "cell", Text("只有机制可以是另一个机制的组成",
         "only an initiative is part of another")),
    Rule("two-sides", "cell", Text("协议不足两方", "an agreement with fewer than two sides")),
    Rule("start-before-end", "cell", Text("止期早于起期", "it ends before it starts")),
    Rule("area-code", "cell", Text("不是 4、6、9 或 12 位的统计用区划代码",
         "no statistical area code of 4, 6, 9 or 12 digits"), "15010", "统计用区划代码"),
    Rule("kind-or-code", "cell", Text("既无类别又无区划代码，不知是哪一级",
         "neither a kind nor a code: its level is not known"), "", "统计用区划代码"),
    Rule("kind-fits-code", "cell", Text("代码的位数与类别不符", "code and kind do not fit"),
         "150102，街道", "统计用区划代码"),
    Rule("code-under-parent", "cell", Text("代码不在上级的代码之下",
         "the code does not lie under that of its parent"), "", "统计用区划代码"),
    Rule("parent-known", "cell", Text("上级区域不在清单中", "the parent area is not listed")),
    Rule("may-hold", "cell", Text("同名的已登记为另一类，不能这样持股",
         "registered as something that holds no shares")),
    Rule("code-in-every-row", "cell", Text("同名的前面没有代码，无法确定是否同一家",
         "named before without a code: it may be another one")),
    Rule("one-row-per-holding", "cell", Text("同一笔持股写了两行，日期重叠",
         "one holding in two rows whose dates overlap")),
    Rule("share-percentage", "cell", Text("不是持股比例", "no percentage"), "过半",
         "docs/holdings.md"),
    Rule("share-not-negative", "cell", Text("持股比例为负", "a negative share"), "-5%",
         "docs/holdings.md"),
    Rule("share-at-most-100", "cell", Text("持股比例超过 100%", "a share above 100 %"), "120%",
         "docs/holdings.md"),
    Rule("share-range-order", "cell", Text("比例区间下限大于上限", "a range that runs backwards"),
         "15-10%", "docs/holdings.md"),
    Rule("term-and-end", "cell", Text("有效期与另一列的止期不一致",
         "the term and the end in another column differ")),
    Rule("code-of-a-person", "cell", Text("企业代码一栏像身份证号",
         "an identity number where the code of an enterprise should stand"), "",
         "个人信息保护法第六条"),
    Rule("headings-once", "cell", Text("同一列出现两次", "one column stands twice")),
    Rule("headings-present", "cell", Text("缺少必需的列", "a column is missing")),
    Rule("as-many-cells", "cell", Text("文本文件的一行比表头长", "a line is longer than its head")),
    Rule("one-table", "cell", Text("只该有一张表", "there should be one table")),
    Rule("schema", "cell", Text("图模型不允许这样的关系", "the model knows no such relation")),
)  # fmt: skip

_NOTE = (
    Rule("total-row", "note", Text("小计、合计、总计行不是数据", "rows of totals are no records"),
         "合计", _SEEN),
    Rule("foot-row", "note", Text("表尾的注、填表人、审核人不是数据",
         "notes and signatures below are no records"), "注：…；填表人：…", _SEEN),
    Rule("section-row", "note", Text("横跨全表的小标题不是数据",
         "a caption across the table is no record"), "", _SEEN),
    Rule("example-row", "note", Text("模板的示例行从不载入", "an example row is never loaded"),
         "例：…", _OWN),
    Rule("hidden-rows", "note", Text("隐藏或被筛选掉的行也读入，并告知",
         "hidden or filtered rows are read, and told"), "", _SEEN),
    Rule("hidden-columns", "note", Text("隐藏的列也读入，并告知",
         "hidden columns are read, and told"), "", _SEEN),
    Rule("hidden-sheet", "note", Text("隐藏的工作表不读，并告知",
         "hidden sheets are not read, and told"), "", _SEEN),
    Rule("sheet-without-table", "note", Text("没有认得的表头的工作表不读，并告知",
         "a sheet without a known head is not read, and told")),
    Rule("serial-numbers", "note", Text("序号重复或跳号：照常读入，并告知",
         "numbers of rows that repeat or skip: read all the same, and told"), "1、2、2、5", _SEEN),
    Rule("check-sign", "note", Text("统一社会信用代码的校验位不符：照录，并告知",
         "the check sign of a credit code does not fit: taken as it is, and told"),
         "", "GB 32100-2015"),
    Rule("heading-numbered", "note", Text("登记册不读的表头重复时编号",
         "headings that stand twice and that nobody reads are numbered"), "联系电话（2）", _SEEN),
    Rule("zero-report", "note", Text("写明报告期而没有数据行，是零报告",
         "a period and no rows: a return with nothing to report"), "", _OWN),
    Rule("empty-sheet", "note", Text("别的表有数据，这一张没有、也没有报告期：没有填，不是零报告",
         "other sheets have rows, this one has neither rows nor a period: not filled in, which is "
         "no report of nothing"), "", _OWN),
)  # fmt: skip


def rules() -> Iterator[Rule]:
    """Yield all rules, those of whole files first."""
    for name, (what, _) in FILES.items():
        about = Text(what.zh.replace("{detail}", "…"), what.en.replace("{detail}", "…"))
        yield Rule(name, "file", about, "", _OF_FILES.get(name, _OWN))
    for rule in (*_CELL, *_CLEAN, *_NOTE):
        yield rule if rule.source else replace(rule, source=_MODEL if rule.kind == "cell" else _OWN)
    for name, (what, _) in dates.RULES.items():
        yield Rule(
            f"date-{name}",
            "cell",
            Text(what.zh.removesuffix("：{text}"), what.en.removesuffix(": {text}")),
            "",
            "docs/time.md",
        )
    for check in CHECKS:
        yield Rule(check.name, "check", check.about, "", check.source)
