"""Columns that many registers end with, and what follows from them."""

from __future__ import annotations

from loaders import clean
from loaders.declare import Column
from loaders.form import Cleaner

# Other words for what became of an item.
DONE = {"已完成": "完成", "√": "完成", "是": "完成", "在建": "进行中", "推进中": "进行中",
        "否": "进行中", "未启动": "未开始", "取消": "撤销", "结转下年": "结转"}  # fmt: skip
START = Column("start", ("起始日期", "有效期起", "开始日期"), clean=clean.day)
END = Column("end", ("截止日期", "有效期止", "结束日期"), clean=clean.day)
TERM = Column("term", ("有效期", "协议有效期", "有效期限", "合作期限", "期限"), clean=clean.term,
              optional_heading=True, example="2023.1-2025.12")  # fmt: skip
REPORTED = Column("reported", ("报告日期", "填报时间"), clean=clean.day, optional_heading=True)
# 正式: the official name on that day; 简称: another form by which a source calls it.
USAGE = Column(
    "usage", ("名称用法",),
    clean=clean.one_of_words("名称用法", "use of the name", ("正式", "简称")),
    optional_heading=True,
)  # fmt: skip


def kept(name: str, *headings: str, clean: Cleaner | None = None, example: str = "") -> Column:
    """Return a column that clerks fill in and that makes no fact: it stays with the evidence.

    Parameters
    ----------
    name : str
    *headings : str
        The first is ours.
    clean : callable, optional
        What it must be, so that checks can compare it.
    example : str
        For the template.
    """
    return Column(name, headings, clean=clean, optional_heading=True, example=example)


# A source that only counts: one row stands for so many, and none is named.
SEVERAL = Column("several", ("所数",), clean=clean.count, optional_heading=True)

EVIDENCE = (
    REPORTED,
    Column("article", ("文章",), optional_heading=True),
    Column("paragraph", ("段落",), clean=clean.count, optional_heading=True),
    Column("facts", ("事实",), optional_heading=True),
    Column("note", ("备注", "说明"), optional_heading=True),
)
