"""Write examples/registers: dirty registers of every kind, as clerks send them. All made up.

    python tools/registers.py [FOLDER]

The areas are real; no unit, agreement or number in these files is.
"""

# ruff: noqa: E501  # a row reads as it stands in its file
# fmt: off
from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

FOLDER = Path(__file__).parent.parent / "examples" / "registers"
STREET = "迎新路街道"
MARK = "（合成数据）"
Rows = Sequence[Sequence[Any]]
Dress = Callable[[Any], None]


def sheet(book: Workbook, name: str, rows: Rows, *merged: str, dress: Dress | None = None) -> None:
    made = book.create_sheet(name)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value not in (None, ""):
                made.cell(number, column, value)
    for place in merged:
        made.merge_cells(place)
    if dress:
        dress(made)


def save(book: Workbook, path: Path) -> None:
    book.remove(book.worksheets[0])
    book.save(path)


def lines(path: Path, rows: Rows, *, between: str = ",", encoding: str = "utf-8") -> None:
    text = "\r\n".join(between.join(map(str, row)) for row in rows) + "\r\n"
    path.write_bytes(text.encode(encoding))


def head(title: str) -> Rows:
    """Return the lines above a table."""
    return [[title + MARK], [f"填报单位：{STREET}", "", "", "填报时间：2024年10月8日"]]


def units(folder: Path) -> None:
    """Write two sheets, one per community, with other orders, merged heads and totals."""
    book = Workbook()

    def hide(made: Any) -> None:
        made.row_dimensions[7].hidden = True  # a filter was left on
        made["E5"].number_format = "0"

    sheet(
        book,
        "锦绣社区",
        [
            *head("驻区单位底册（2024年第三季度）"),
            ["序号", "所属街道", "所属社区", "单位名称", "统一社会信用代码", "单位性质", "人数", "", "单位党组织", "是否应签共建协议", "联系电话", "状态"],
            ["", "", "", "", "", "", "在职人数", "党员数", "", "", "", ""],
            [1, STREET, "锦绣社区", "合成第一小学", "", "学校", "８６人", 23, "合成第一小学党支部", "√", "13800000000", "正常"],
            [2, "", "", "合成人民\n医院", "", "医院", 412, "68名", "合成人民医院党委", "应签", "", "正常"],
            [3, "", "", "合成红星公司", "", "民营企业", "35人", "/", "—", "是", "", "在营"],
            [4, "", "", "合成派出所", "", "公安机关", 20, 18, "", "应签", "", ""],
            ["小计", "", "", "4", "", "", 553, 109],
            ["注：党员数为组织关系在本单位的人数"],
            ["填表人：某某", "", "", "", "审核人：某某"],
        ],
        "A1:L1",
        "B5:B8",
        "C5:C8",
        "G3:H3",
        *(f"{c}3:{c}4" for c in "ABCDEFIJKL"),
        dress=hide,
    )
    sheet(
        book,
        "展北社区",
        [
            *head("驻区单位底册（2024年第三季度）"),
            ["序号", "驻区单位名称", "性质", "隶属关系", "所属社区", "街道", "党员人数", "职工人数", "是否应签"],
            [1, "合成统计局", "机关", "市", "展北社区", STREET, "41", "96", "应签"],
            [2, "合成供热公司", "国有企业", "市级", "同上", "同上", "57", "1,024", "应签"],
            [3, "合成幸福里社工站", "社会组织", "", "〃", "〃", "3", "12", "不应签"],
            ["合计", "", "", "", "", "", 101, 1132],
        ],
        "A1:I1",
    )
    save(book, folder / "01 驻区单位底册.xlsx")


def branches(folder: Path) -> None:
    """Write an old export: GB18030, codes for kinds."""
    lines(
        folder / "02 党组织信息表.csv",
        [
            ["党组织信息表（2024年第三季度）" + MARK, "", "", "", "", "", ""],
            ["党组织代码", "党组织全称", "简称", "党组织类别", "上级党组织", "所在单位", "所属街道", "所属社区", "党员总数", "批准建立日期", "联系电话"],
            ["H001", "合成迎新路街道党工委", "", "党工委", "", "", STREET, "", "", "1998", ""],
            ["H002", "合成锦绣社区党委", "", "611", "合成迎新路街道党工委", "", STREET, "锦绣社区", "312名", "2003.5", "0471-0000000"],
            ["H003", "合成展北社区党总支", "", "621", "合成迎新路街道党工委", "", STREET, "展北社区", "88", "2006年7月", ""],
        ],
        encoding="gb18030",
    )


def grids(folder: Path) -> None:
    book = Workbook()
    sheet(
        book,
        "网格",
        [
            *head("网格台账（2024年第三季度）"),
            ["网格编码", "网格名称", "类型", "所属街道", "所属社区", "户数", "网格党支部/党小组", "网格长", "联系电话"],
            [150102007003001, "第一网格", "综合", STREET, "锦绣社区", "420户", "合成锦绣第一网格党支部", "某某", "13800000000"],
            ["150102007003002", "第二网格", "综合", "同上", "同上", "387", "合成锦绣第二网格党小组", "", ""],
            ["150102007003901", "合成商圈专属网格", "专属", "同上", "同上", "无", "", "", ""],
            ["合计", "3"],
        ],
        "A1:I1",
    )
    sheet(
        book,
        "小区",
        [
            *head("小区治理台账（2024年第三季度）"),
            ["小区", "所属街道", "所属社区", "户数", "物业公司", "是否“红色物业”", "业委会", "小区党支部"],
            ["合成航苑小区", STREET, "锦绣社区", "1,200户", "合成安居物业", "√", "已成立", "合成航苑小区党支部"],
            ["合成北苑小区", STREET, "展北社区", 640, "合成安居物业", "×", "筹备中", "无"],
        ],
        "A1:H1",
    )
    save(book, folder / "03 网格与小区.xlsx")


def new_bodies(folder: Path) -> None:
    book = Workbook()
    sheet(
        book,
        "两新",
        [
            *head("两新组织台账（2024年第三季度）"),
            ["序号", "所属街道", "所属社区", "单位名称", "类型", "从业人数", "党员总数", "是否“三有”", "是否规上", "是否建立党组织", "组建方式", "党组织名称", "覆盖方式", "法定代表人", "状态"],
            [1, STREET, "锦绣社区", "合成红星公司", "民营企业", "35人", 4, "√", "×", "√", "单独组建", "合成红星公司党支部", "组织覆盖", "某某", "正常"],
            [2, STREET, "锦绣社区", "合成蓝天超市", "非公", 12, 1, "√", "×", "×", "", "合成锦绣社区党委", "工作覆盖", "某某", "在营"],
            [3, STREET, "展北社区", "合成远方商贸", "私营企业", "", "", "", "", "×", "", "", "未覆盖", "", "空壳"],
        ],
        "A1:O1",
    )
    save(book, folder / "04 两新组织.xlsx")


def committees(folder: Path) -> None:
    lines(
        folder / "05 大工委大党委.csv",
        [
            ["编号", "名称", "类别", "服务地区", "成立日期", "报告日期"],
            ["HC1", "合成迎新路街道大工委", "大工委", "150102007", "2019年", "2024年第三季度"],
            ["HC2", "合成锦绣社区大党委", "大党委", "１５０１０２００７００３", "2020.6", "2024年第三季度"],
        ],
        encoding="utf-8-sig",
    )
    lines(
        folder / "06 成员单位.csv",
        [
            ["委员会", "成员单位", "起始日期", "截止日期", "报告日期"],
            ["HC2", "合成第一小学", "2020.6", "", "2024年第三季度"],
            ["同上", "合成人民医院、", "2020.6", "", "2024年第三季度"],
            ["HC1", "合成统计局", "2019年", "", "2024年第三季度"],
        ],
    )
    book = Workbook()
    sheet(
        book,
        "名册",
        [
            *head("社区大党委成员名册（2024年第三季度）"),
            ["序号", "大工委/大党委", "工作单位", "单位党组织职务", "大工委/大党委职务", "任职时间", "任职文号", "联系电话"],
            [1, "合成锦绣社区大党委", "", "", "书记", "2020年6月", "合成〔2020〕1号", ""],
            [2, "合成锦绣社区大党委", "合成第一小学", "党支部书记", "兼职委员", date(2020, 6, 18), "同上", ""],
            [3, "合成锦绣社区大党委", "合成人民医院", "党委副书记", "兼职委员", "二〇二〇年六月", "〃", ""],
        ],
        "A1:H1",
    )
    save(book, folder / "07 大党委名册.xlsx")


def agreements(folder: Path) -> None:
    book = Workbook()
    sheet(
        book,
        "协议",
        [
            *head("共建协议台账（2024年第三季度）"),
            ["协议编号", "协议名称", "甲方", "乙方", "丙方", "所属社区", "签订日期", "有效期起", "有效期止", "联系电话", "备注"],
            ["HX-2023-01", "操场共享", "合成第一小学", "合成锦绣社区党委", "", "150102007003", 2023.5, "2023.5.1", "2025.12", "138****0000", ""],
            ["HX-2023-02", "义诊进社区", "合成人民医院", "合成锦绣社区党委", "合成红星公司", "150102007003", 45231, "", "", "", ""],
            ["HX-2024-01", "冬季供热联保", "合成供热公司", "合成展北社区党总支", "", "150102007002", "2024年3月", "", "2026/3/31", "", ""],
        ],
        "A1:K1",
    )
    save(book, folder / "08 共建协议.xlsx")


def lists(folder: Path) -> None:
    book = Workbook()
    sheet(
        book,
        "资源清单",
        [
            *head("资源清单（2024年第三季度）"),
            ["清单编号", "所属街道", "所属社区", "单位", "资源类别", "资源名称", "数量/面积", "开放时间", "联系人"],
            ["HZ-1", STREET, "锦绣社区", "合成第一小学", "场地", "操场", "4,000㎡", "周末", "某某"],
            ["HZ-2", STREET, "锦绣社区", "合成人民医院", "人才", "全科医生", "6名", "", ""],
        ],
        "A1:I1",
    )
    sheet(
        book,
        "需求清单",
        [
            *head("需求清单（2024年第三季度）"),
            ["清单编号", "所属街道", "所属社区", "需求类别", "需求内容", "提出时间", "紧急程度"],
            ["HN-1", STREET, "锦绣社区", "助学", "放学后托管", "2024.7", "急"],
            ["HN-2", STREET, "展北社区", "环境", "楼道清理", "2024.8.1", "一般"],
        ],
        "A1:G1",
    )
    sheet(
        book,
        "项目清单",
        [
            *head("项目清单（2024年第三季度）"),
            ["清单编号", "所属街道", "所属社区", "项目名称", "牵头单位", "配合单位", "认领单位", "启动时间", "完成时限", "实际完成", "完成情况", "对应需求"],
            ["HP-1", STREET, "锦绣社区", "放学后托管班", "合成第一小学", "合成人民医院、合成红星公司", "合成第一小学", "2024.9", "2024.12", "", "推进中", "HN-1"],
            ["HP-2", STREET, "展北社区", "楼道清理月", "合成供热公司", "", "", "2024.8", "2024.9", "2024-09-20", "√", "HN-2"],
        ],
        "A1:L1",
    )
    save(book, folder / "09 三张清单.xlsx")


def pairing(folder: Path) -> None:
    book = Workbook()
    sheet(
        book,
        "包联",
        [
            *head("包联台账（2024年第三季度）"),
            ["包联单位", "所属街道", "包联社区", "包联领导", "包联时间"],
            ["合成统计局", STREET, "展北社区", "某某", "2023年"],
        ],
        "A1:E1",
    )
    sheet(
        book,
        "双报到",
        [
            *head("双报到台账（2024年第三季度）"),
            ["报到单位", "所属街道", "报到社区", "报到日期", "报到人数", "服务次数"],
            ["合成统计局", STREET, "展北社区", "2023.4.10", "", "6次"],
            ["合成统计局", STREET, "锦绣社区", "2023.4", "35名", "4"],
        ],
        "A1:F1",
    )
    save(book, folder / "10 包联双报到.xlsx")


def works(folder: Path) -> None:
    lines(
        folder / "11 会议活动.tsv",
        [
            ["联席会议与活动台账（2024年第三季度）" + MARK],
            ["日期", "召集单位", "会议或活动名称", "活动类别", "参加单位", "议定事项"],
            ["2024.9.20", "合成锦绣社区大党委", "第三季度联席会议", "联席会议", "合成第一小学、合成人民医院", "操场周末开放"],
            ["2024年8月", "合成人民医院", "义诊", "服务", "合成第一小学", "无"],
        ],
        between="\t",
    )
    book = Workbook()
    sheet(
        book,
        "阵地",
        [
            *head("阵地台账（2024年第三季度）"),
            ["阵地名称", "阵地类别", "所属街道", "所属社区", "依托单位", "面积", "启用日期", "开放时间"],
            ["合成锦绣驿站", "驿站", STREET, "锦绣社区", "合成第一小学", "120平方米", "2022.10", "9:00-17:00"],
        ],
        "A1:H1",
    )
    sheet(
        book,
        "队伍",
        [
            *head("队伍台账（2024年第三季度）"),
            ["队伍名称", "队伍类别", "所属街道", "所属社区", "依托单位", "人数", "成立日期"],
            ["合成锦绣志愿队", "志愿队", STREET, "锦绣社区", "合成人民医院", "30人", "2021"],
        ],
        "A1:G1",
    )
    save(book, folder / "12 阵地队伍.xlsx")


def nothing(folder: Path) -> None:
    """Write a return with nothing to report."""
    book = Workbook()
    sheet(
        book,
        "需求清单",
        [
            ["需求清单（2024年第三季度）" + MARK],
            ["填报单位：合成团结小区社区"],
            ["清单编号", "所属街道", "所属社区", "需求类别", "需求内容", "提出时间", "紧急程度"],
        ],
        "A1:G1",
    )
    save(book, folder / "13 零报告.xlsx")


def holdings(folder: Path) -> None:
    """Write shares that come to more than all, one of them of a person."""
    lines(
        folder / "14 持股.csv",
        [
            ["持股方", "被持股企业", "持股比例", "持股方类型", "起始日期", "报告日期", "备注"],
            ["合成供热公司", "合成红星公司", "60％", "企业", "2020.5", "2024年第三季度", ""],
            ["合成某某", "合成红星公司", "30.5%", "自然人", "2021年", "2024年第三季度", "合成某某，13800000000"],
            ["合成蓝天超市", "合成红星公司", "10%", "企业", "", "2024年第三季度", ""],
        ],
    )


def figures(folder: Path) -> None:
    """Write numbers that do not add up: more done than listed; bodies in three parts."""
    lines(
        folder / "15 上报数字.csv",
        [
            ["图号", "地点", "指标", "数值", "数值文本", "单位", "限定", "截至", "口径备注"],
            ["HS-1", "150102007", "三张清单项目数", "10", "10项", "项", "=", "2024年第三季度", "合成数据"],
            ["HS-2", "150102007", "三张清单完成项目数", "12", "12项", "项", "=", "2024年第三季度", "合成数据"],
            ["HS-3", "150102007", "非公企业数", "20", "20家", "家", "=", "2024年第三季度", "合成数据"],
            ["HS-4", "150102007", "单独组建党组织企业数", "6", "6家", "家", "=", "2024年第三季度", "合成数据"],
            ["HS-5", "150102007", "联合组建党组织企业数", "5", "5家", "家", "=", "2024年第三季度", "合成数据"],
            ["HS-6", "150102007", "未建党组织企业数", "8", "8家", "家", "=", "2024年第三季度", "合成数据"],
        ],
    )


def together(folder: Path) -> None:
    """Write one list of venues and teams, as many streets keep it."""
    book = Workbook()
    sheet(
        book,
        "阵地和队伍",
        [
            *head("阵地、队伍台账（2024年第三季度）"),
            ["名称", "类别", "所属街道", "所属社区", "依托单位", "面积或人数", "启用或成立日期", "开放时间", "负责岗位", "状态"],
            ["合成议事站", "议事站", STREET, "展北社区", "", "60㎡", "2023年5月", "周五下午", "社区书记", "在用"],
            ["合成展北小分队", "小分队", STREET, "展北社区", "合成统计局", "15人", "2022.3", "", "网格长", "正常"],
        ],
        "A1:J1",
    )
    save(book, folder / "16 阵地队伍合册.xlsx")


def rosters(folder: Path) -> None:
    """Write names, homes with posts in one cell, terms, an even number of seats."""
    book = Workbook()
    sheet(
        book,
        "兼职委员名册",
        [
            *head("大工委大党委兼职委员名册（2024年第三季度）"),
            ["序号", "所属街道", "街道/社区", "姓名", "性别", "出生年月", "政治面貌", "工作单位及职务", "大工委/大党委职务", "推荐单位", "任职文号", "任职时间", "任期", "分工", "联系电话"],
            [1, STREET, STREET, "合成甲某", "男", "1980.1", "中共党员", "合成第一小学校长", "兼职委员", "合成第一小学", "合成〔2022〕3号", "2022年6月", "三年", "教育", "13800000000"],
            [2, STREET, STREET, "合成乙某", "女", "1979年5月", "中共党员", "合成统计局副局长", "兼职委员", "合成统计局", "同上", "2022年6月", "2022.6-2024.5", "", ""],
            [3, STREET, "锦绣社区", "合成甲某", "男", "1980.1", "中共党员", "合成第一小学校长", "兼职委员", "", "", "2021.6", "", "", ""],
        ],
        "A1:O1",
    )
    save(book, folder / "17 兼职委员名册.xlsx")


def checked(folder: Path) -> None:
    """Write rows that are in order each, and do not add up."""
    book = Workbook()
    sheet(
        book,
        "党组织",
        [
            *head("党组织信息表（2024年第三季度）"),
            ["党组织代码", "党组织全称", "党组织类别", "上级党组织", "建立党组织情况", "联合单位名单", "所属街道", "所属社区", "正式党员数", "预备党员数", "党员总数", "届满日期", "状态"],
            ["H011", "合成幸福里党支部", "631", "合成锦绣社区党委", "单独", "", STREET, "锦绣社区", 2, 1, 3, "2023.12", "正常"],
            ["H012", "合成商户联合党支部", "632", "合成锦绣社区党委", "联合", "合成甲店、合成乙店、合成丙店、合成丁店、合成戊店、合成己店", STREET, "锦绣社区", 9, 1, 11, "2026.6", "正常"],
            ["合计", "", "", "", "", "", "", "", 11, 2, 15],
        ],
        "A1:M1",
    )
    sheet(
        book,
        "两新",
        [
            *head("两新组织台账（2024年第三季度）"),
            ["序号", "所属街道", "所属社区", "单位名称", "类型", "行业", "从业人数", "党员总数", "是否规上", "是否建立党组织", "组建方式", "党组织名称", "未建原因", "成立时间", "成立时间", "状态"],
            [1, STREET, "锦绣社区", "合成远大物流", "非公", "物流", 120, 8, "√", "√", "联合组建", "合成商户联合党支部", "", "2015年", "2019.7", "正常"],
            [2, STREET, "锦绣社区", "合成小满书店", "非公", "零售", 5, 6, "×", "×", "", "", "党员少", "2021.3", "", "正常"],
        ],
        "A1:P1",
    )
    save(book, folder / "18 核对发现.xlsx")


def waiting(folder: Path) -> None:
    """Write a name that is nearly one: its row waits for a person, the other is loaded."""
    book = Workbook()
    sheet(
        book,
        "资源清单",
        [
            *head("资源清单（2024年第三季度）"),
            ["清单编号", "所属街道", "所属社区", "单位", "资源类别", "资源名称"],
            ["HW-1", STREET, "锦绣社区", "合成第一小学", "场地", "礼堂"],
            ["HW-2", STREET, "锦绣社区", "合成第一小校", "场地", "图书室"],
        ],
        "A1:F1",
    )
    save(book, folder / "待判定的例子.xlsx")


def refused(folder: Path) -> None:
    """Write one that is refused, to show the file that comes back."""
    book = Workbook()
    sheet(
        book,
        "锦绣社区",
        [
            *head("驻区单位底册（2024年第三季度）"),
            ["序号", "所属街道", "所属社区", "单位名称", "统一社会信用代码", "单位性质", "在职人数", "党员数"],
            [1, STREET, "锦绣社区", "合成第二小学", 911501050000000000, "学校", "近100", 12],
            [2, STREET, "锦绣社区", "合成图书馆", "9115O1057013012345", "事业", 30, "12"],
            [3, STREET, "锦秀社区", "合成文化馆", "", "文化单位", 15, "7"],
            [4, STREET, "锦绣社区", "", "", "机关", 15, "7"],
        ],
        "A1:H1",
    )
    save(book, folder / "被拒的例子.xlsx")


def write(folder: Path) -> None:
    """Write all of them into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for make in (
        units,
        branches,
        grids,
        new_bodies,
        committees,
        agreements,
        lists,
        pairing,
        works,
        nothing,
        holdings,
        figures,
        together,
        rosters,
        checked,
        waiting,
        refused,
    ):
        make(folder)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
