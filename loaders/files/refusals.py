"""Why a file as a whole is refused: one rule each, and what the clerk can do."""

from __future__ import annotations

from graph.text import Text

_SAVE = Text("在 Excel 或 WPS 中打开，另存为 .xlsx 再载入", "open it, save it as .xlsx, load that")
_AGAIN = Text("请报送人重新导出或另存一份", "ask the sender to export or save it once more")

# rule -> (what is wrong, what to do); {detail} is what was found
RULES: dict[str, tuple[Text, Text]] = {
    "exists": (
        Text("没有这个文件", "there is no such file"),
        Text("检查路径", "check the path"),
    ),
    "readable": (
        Text("读不了：{detail}", "cannot be read: {detail}"),
        Text("检查权限，或它是否为文件夹", "check its permissions and that it is a file"),
    ),
    "not-empty": (
        Text("文件是空的", "the file is empty"),
        Text("没有内容请按零报告填报", "a return with nothing to report still needs its head"),
    ),
    "text": (
        Text("不是文本文件，或编码不明{detail}", "no text file, or in no known encoding{detail}"),
        Text("另存为 UTF-8 的 CSV，或 .xlsx", "save it as CSV in UTF-8, or as .xlsx"),
    ),
    "mixed-encodings": (
        Text(
            "文件里混有两种编码：多数行是 GB18030，第 {detail} 行是 UTF-8",
            "two encodings in one file: line {detail} is UTF-8, others are GB18030",
        ),
        Text(
            "粘贴合并的文件请逐个另存为 UTF-8 后再合并",
            "save each part in UTF-8 before joining them",
        ),
    ),
    "csv": (
        Text("不是合格的 CSV：{detail}", "not a proper CSV: {detail}"),
        Text("检查这一行的引号和分隔符", "check the quotes and separators of this line"),
    ),
    "too-large": (
        Text("文件太大：{detail}", "the file is too large: {detail}"),
        Text("按街道拆成几个文件，或存为 CSV", "split it by street, or save it as CSV"),
    ),
    "too-many-columns": (
        Text("列太多：{detail}", "too many columns: {detail}"),
        Text("只保留登记册的列", "keep the columns of the register only"),
    ),
    "far-cell": (
        Text(
            "表格范围过大：最远到 {detail}，很可能有误触的单元格",
            "the sheet reaches as far as {detail}: a stray cell, most likely",
        ),
        Text(
            "按 Ctrl+End 找到最远的单元格，删去多余的行列后保存",
            "press Ctrl+End to find it, delete the surplus rows and columns, save",
        ),
    ),
    "zip-bomb": (
        Text("工作簿内的“{detail}”解开后异常地大", "{detail} unpacks to an abnormal size"),
        _AGAIN,
    ),
    "entities": (
        Text("工作簿内的“{detail}”含有实体定义", "{detail} in the workbook declares entities"),
        _AGAIN,
    ),
    "xml-encoding": (
        Text("工作簿内的“{detail}”不是 UTF-8", "{detail} in the workbook is not in UTF-8"),
        _SAVE,
    ),
    "damaged": (
        Text("工作簿已损坏或不完整：{detail}", "the workbook is damaged or cut off: {detail}"),
        Text(
            "重新下载或请报送人重发；能打开的话另存为 .xlsx",
            "fetch it again, or ask for it again; if it opens, save it as .xlsx",
        ),
    ),
    "password": (
        Text("工作簿有密码", "the workbook has a password"),
        Text("去掉密码（文件→信息→保护工作簿）后再载入", "take the password off and load it"),
    ),
    "macros": (
        Text("工作簿带有宏", "the workbook carries macros"),
        Text("另存为不带宏的 .xlsx", "save it as .xlsx without macros"),
    ),
    "wrong-kind": (
        Text("这是{detail}，不是登记册能用的格式", "this is {detail}, no format of registers"),
        _SAVE,
    ),
    "wrong-extension": (
        Text("扩展名与内容不符：内容是{detail}", "the ending does not fit: it holds {detail}"),
        Text("改正扩展名，或重新另存", "mend the ending, or save it again"),
    ),
    "merges": (
        Text("合并单元格过多或重叠：{detail}", "too many or overlapping merged cells: {detail}"),
        Text("取消合并后保存", "unmerge the cells and save"),
    ),
    "memory": (
        Text("读它所需的内存超过 512 MB", "reading it takes more than 512 MB of memory"),
        Text("删去多余的行列和工作表，或存为 CSV", "delete surplus rows, columns and sheets"),
    ),
    "time": (
        Text("{detail} 秒内没有读完", "it could not be read within {detail} s"),
        Text("删去多余的行列和工作表，或存为 CSV", "delete surplus rows, columns and sheets"),
    ),
}  # fmt: skip


class Refusal(Exception):
    """A file cannot be read; says by which rule.

    Parameters
    ----------
    rule : str
        A key of ``RULES``.
    detail : str
        What was found.
    row : int
        Line of a text file; 0 for the file as a whole.
    """

    def __init__(self, rule: str, detail: str = "", row: int = 0) -> None:
        super().__init__(rule, detail, row)
        self.rule, self.detail, self.row = rule, detail, row
