"""How registers are dirty, and which rules meet it: each way has a rule, and the rule a test.

The list is that of the study of real registers on which this project rests.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.text import Text


@dataclass(frozen=True, slots=True)
class Dirt:
    """One way in which a register is dirty.

    Parameters
    ----------
    name : str
        Short name, for the tests.
    about : Text
        What clerks do.
    rules : tuple of str
        Names of the rules that meet it; empty where reading alone is enough.
    outcome : Text
        What becomes of it.
    """

    name: str
    about: Text
    rules: tuple[str, ...]
    outcome: Text


def _dirt(name: str, zh: str, en: str, rules: str, then_zh: str, then_en: str) -> Dirt:
    return Dirt(name, Text(zh, en), tuple(rules.split()), Text(then_zh, then_en))


LAYOUT = (
    _dirt("title", "表头上方有标题、填报单位、填报时间", "title lines above the head", "",
          "认得，从中取报告期", "read; they say for when the table speaks"),
    _dirt("two-row-head", "两行表头，上行合并成组", "heads of two rows with merged groups", "",
          "“负责人/电话”算一个表头", "group and heading make one heading"),
    _dirt("merged-down", "街道、社区一格跨多行", "a cell merged down the side", "merged-cell",
          "值给所属各行", "each row gets the value"),
    _dirt("two-rows", "一条记录占两行", "one record over two rows", "record-over-rows",
          "拒绝第二行，请写成一行", "the second row is refused"),
    _dirt("several-tables", "一张工作表上有几张表", "several tables on a sheet", "",
          "逐表读", "read one by one"),
    _dirt("hidden", "隐藏的行列、没有取消的筛选", "hidden rows and columns, filters left on",
          "hidden-rows hidden-columns", "照读并告知", "read, and told"),
    _dirt("sheets", "每个社区一张工作表，列序不同", "a sheet per community, other column orders",
          "", "按表头的字认列", "columns are known by their words"),
    _dirt("head-words", "表头用词不同", "other words in heads", "", "按同义词认列",
          "known by synonyms"),
    _dirt("totals", "小计、合计、总计行", "rows of totals", "total-row", "不当作数据",
          "no records"),
    _dirt("foot", "表尾的注、填表人、审核人", "notes and signatures below", "foot-row",
          "不当作数据", "no records"),
    _dirt("blank", "空行", "blank rows", "", "跳过", "passed over"),
    _dirt("serials", "序号重复或跳号", "numbers of rows that repeat or skip", "serial-numbers",
          "照读并告知；序号不是身份", "read, and told; they identify nothing"),
    _dirt("formats", ".xls、GB18030、BOM、CRLF、制表符", ".xls, GB18030, BOM, CRLF, tabs", "",
          "都认得", "all are read"),
)  # fmt: skip

TEXT = (
    _dirt("full-width", "全角数字、字母、括号、百分号", "full-width digits, letters, brackets, ％",
          "full-width number-form", "读作半角", "read as the usual ones"),
    _dirt("brackets", "一个名称里混用（）和()", "brackets of two widths in one name",
          "mixed-brackets", "统一", "made alike"),
    _dirt("blanks", "名称中间的全角空格、不换行空格", "blanks inside names", "inner-blanks",
          "去掉", "taken off"),
    _dirt("line-breaks", "单元格内换行、末尾顿号", "line breaks, separators at the end",
          "line-breaks", "去掉", "taken off"),
    _dirt("units", "数字格里写了单位：22家、3542 家", "units in number cells", "with-unit",
          "单位去掉", "the unit goes"),
    _dirt("vague", "近5000、170余、超50%", "about, more than", "number percent", "拒绝：不是确数",
          "refused: not exact"),
    _dirt("percent-one", "百分比列里写 1", "1 where a percentage stands", "percent",
          "拒绝：1% 还是 100% 说不准", "refused: 1 % or 100 %"),
    _dirt("no-value", "无、/、—、待定", "none, dashes, to be decided", "no-value",
          "没有值，不是 0 也不是“否”", "no value, neither 0 nor no"),
    _dirt("ditto", "同上、〃", "ditto", "same-as-above", "上一行的值", "the value above"),
    _dirt("ticks", "√、是、1、有", "ticks", "tick", "是", "yes"),
)  # fmt: skip

DATES = (
    _dirt("months", "2023.5、2023年5月、二〇二三年五月、202305", "months", "day-form",
          "整月都有可能", "any day of the month"),
    _dirt("days", "2023.5.1、2023/5/1、2023-05-01、20230501", "days", "day-form", "那一天",
          "that day"),
    _dirt("2023.10", "Excel 把 2023.10 变成 2023.1", "2023.10 that Excel made 2023.1",
          "day-as-number", "1 月或 10 月", "January or October"),
    _dirt("serial", "日期序号 45047", "serial numbers of days", "day-serial date-digits",
          "数字格读作日期，文本则拒绝", "read in a number cell, refused as text"),
    _dirt("no-year", "5月、23.5", "no year, or two digits of it",
          "date-no-year date-two-digit-year", "拒绝", "refused"),
    _dirt("no-such-day", "2月30日", "30 February", "date-day", "拒绝", "refused"),
    _dirt("term", "2023年至今、2023.1-2025.12、三年、长期", "terms", "day-term",
          "“有效期”列读作期限", "read in the column of the term"),
    _dirt("birthdays", "只写到月的生日", "birthdays", "", "不读入", "never read"),
)  # fmt: skip

CODES = (
    _dirt("e17", "代码变成 9.11501E+17", "codes as rounded numbers", "code-as-number", "拒绝",
          "refused"),
    _dirt("code-form", "代码小写、带空格或连字符", "lower case, blanks, hyphens", "code-form",
          "规范", "tidied"),
    _dirt("swaps", "O 与 0、I 与 1、Z 与 2", "O for 0, I for 1, Z for 2", "credit-code",
          "拒绝，给出唯一可能的代码", "refused, with the only code it may be"),
    _dirt("old-codes", "15 位注册号、9 位组织机构代码", "older codes", "credit-code",
          "拒绝，说明是哪一种", "refused, saying which"),
    _dirt("no-code", "个体没有代码", "bodies without a code", "no-value", "没有代码", "no code"),
    _dirt("check-sign", "校验位不符的合法代码", "legal codes whose check sign fails", "check-sign",
          "照录并告知", "taken, and told"),
    _dirt("lost-zero", "证券代码丢了前导零：000539 → 539", "stock codes without leading zeros",
          "credit-code", "写在信用代码列则拒绝，不补零；单列的证券代码不读入，并告知",
          "refused among credit codes, never padded; a column of their own is not read"),
)  # fmt: skip

PEOPLE = (
    _dirt("post-only", "姓名列写职务：派出所所长", "a post where a name stands", "post-not-name",
          "姓名作空，席位照读", "no name; the seat is read"),
    _dirt("two-names", "一格两个姓名：张三、李四", "two names in a cell", "one-person", "拒绝",
          "refused"),
    _dirt("phones", "电话成了小数、138****1234", "telephones as floats, masked ones", "",
          "不读入", "never read"),
)  # fmt: skip

NAMES = (
    _dirt("forms-of-names", "全称、简称、旧名，有无“区、街道、居委会”", "full, short, old names",
          "", "同一地区内认得", "known within their area"),
    _dirt("typos", "错字：中专路、区区审计局", "typing errors in names", "known-reference",
          "拒绝并提出候选，由人决定", "refused with candidates; a person decides"),
    _dirt("same-name", "外区同名（新华社区）", "one name in several districts", "known-reference",
          "本行地区优先；仍有几个则拒绝", "the row's own area first; refused if still several"),
    _dirt("kind-of-branch", "“支部委员会”当成党委", "支部委员会 taken for a committee", "",
          "按词尾认类别", "the ending tells the kind"),
)  # fmt: skip

LOGIC = (
    _dirt("end-first", "止期早于起期", "it ends before it starts", "start-before-end", "拒绝",
          "refused"),
    _dirt("undated", "协议没有日期", "agreements without a day", "agreement-undated", "告知",
          "told"),
    _dirt("expired", "已到期仍“正常”", "ended, and in order", "expired-in-order", "告知", "told"),
    _dirt("members-over-staff", "党员多于职工", "more members than staff", "part-over-whole",
          "告知", "told"),
    _dirt("joint", "联合党支部里单位党员满 3 名、单位过多", "joint branches",
          "joint-branch joint-with-enough", "告知", "told"),
    _dirt("large-branch", "党支部超过 50 人", "branches above 50 members", "branch-size", "告知",
          "told"),
    _dirt("even", "席位数为偶数", "an even number of seats", "even-seats", "告知", "told"),
    _dirt("two-levels", "街道、社区席位由一人担任", "one holder in street and community",
          "street-and-community", "告知", "told"),
    _dirt("done-over", "完成数大于清单数", "more completed than listed", "done-over-listed",
          "告知", "told"),
    _dirt("rates", "百分比与重算差一位", "rates unlike their parts", "rate-recomputed", "告知",
          "told"),
    _dirt("totals-rows", "合计与各行不符", "totals unlike their rows", "totals-differ", "告知",
          "told"),
)  # fmt: skip

GROUPS = (
    (Text("版面", "Layout"), LAYOUT),
    (Text("文字", "Text"), TEXT),
    (Text("日期", "Dates"), DATES),
    (Text("代码", "Codes"), CODES),
    (Text("人员", "People"), PEOPLE),
    (Text("名称", "Names"), NAMES),
    (Text("逻辑", "Logic"), LOGIC),
)
DIRT = tuple(dirt for _, group in GROUPS for dirt in group)
