"""Columns that many registers end with, and what follows from them."""

from __future__ import annotations

from loaders import clean
from loaders.declare import Column

START = Column("start", ("起始日期", "有效期起", "开始日期"), clean=clean.day)
END = Column("end", ("截止日期", "有效期止", "结束日期"), clean=clean.day)
REPORTED = Column("reported", ("报告日期", "填报时间"), clean=clean.day, optional_heading=True)
# 正式: the official name on that day; 简称: another form by which a source calls it.
USAGE = Column(
    "usage", ("名称用法",),
    clean=clean.one_of_words("名称用法", "use of the name", ("正式", "简称")),
    optional_heading=True,
)  # fmt: skip

EVIDENCE = (
    REPORTED,
    Column("article", ("文章",), optional_heading=True),
    Column("paragraph", ("段落",), clean=clean.count, optional_heading=True),
    Column("facts", ("事实",), optional_heading=True),
    Column("note", ("备注", "说明"), optional_heading=True),
)
