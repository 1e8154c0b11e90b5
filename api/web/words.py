"""Every caption of the pages; what the schema and the questions name comes from them."""

from __future__ import annotations

from graph.text import Lang, Text
from queries.families import FAMILIES as FAMILIES  # the pages and their tests know it here

WORDS: dict[str, Text] = {
    # frame
    "brand": Text("共建", "Gongjian"),
    "tagline": Text("谁在共同建设这座城市", "who builds this city together"),
    "skip": Text("跳到正文", "Skip to content"),
    "nav": Text("主导航", "Main"),
    "areas": Text("区域", "Areas"),
    "questions": Text("问题", "Questions"),
    "language": Text("语言", "Language"),
    "search": Text("查找", "Search"),
    "search_area": Text("查找区域", "Find an area"),
    "search_hint": Text("名称、旧名或代码", "name or code"),
    "synthetic": Text(
        "合成数据：这里含有生成的数据，不是事实，不可引用。",
        "Synthetic data: what is shown here includes generated data. It is not fact; do not cite.",
    ),
    "footer": Text(
        "每个表附有得出它的查询语句，行附有依据。",
        "Every table carries the query that made it, and rows carry their sources.",
    ),
    "open_api": Text("接口说明（OpenAPI）", "Interface (OpenAPI)"),
    "this_as_json": Text("本页的 JSON", "This page as JSON"),
    # two times
    "moment": Text("时间", "Time"),
    "as_of": Text("看哪一天", "As of"),
    "known_at": Text("按何时所知", "As known at"),
    "known_at_hint": Text("最新", "newest"),
    "apply": Text("查看", "Show"),
    "on_day": Text("截至 {}", "as of {}"),
    "batch": Text("批次 {}", "batch {}"),
    "never": Text("尚无批次", "no batch yet"),
    # tables
    "rows": Text("{} 行", "{} rows"),
    "one_row": Text("1 行", "1 row"),
    "truncated": Text("只列出前 {} 行。", "Only the first {} rows are shown."),
    "all_rows": Text("下载全部（CSV）", "Download all (CSV)"),
    "cypher": Text("得出此表的查询语句（Cypher）", "The query that made this table (Cypher)"),
    "plan": Text("数据库的执行计划", "How the database finds the answer"),
    "method": Text(
        "语句的结果再经“{}”方法计算，得出此表。",
        "What the statement returns was worked on by the method “{}”.",
    ),
    "ask_this": Text("作为问题打开", "Open as a question"),
    "sources": Text("依据", "Sources"),
    "no_source": Text("无", "none"),
    "unknown_source": Text("该依据此时尚未入账", "not recorded at that time"),
    "line": Text("第 {} 行", "line {}"),
    "cells": Text("原始单元格", "Original cells"),
    "term": Text("起止", "Term"),
    "synthetic_row": Text("合成数据", "synthetic data"),
    "yes": Text("是", "yes"),
    "no": Text("否", "no"),
    "end_of_edge": Text("指向谁", "what it points at"),
    "dates_item": Text("日期", "dates"),
    # certainty
    "确定": Text("确定", "certainly"),
    "可能": Text("可能", "possibly"),
    "否": Text("否", "no"),
    "legend": Text("确定与可能", "Certainly and possibly"),
    "legend_certain": Text("日期无论怎样理解，该日都有效", "in force that day whatever the doubt"),
    "legend_possible": Text("日期存疑，该日也许有效", "the dates leave room for it"),
    "legend_no": Text("该日无效", "not in force that day"),
    # home
    "home_title": Text("区域与问题", "Areas and questions"),
    "top_areas": Text("从一个区域看起", "Start with an area"),
    "other_areas": Text("其他最上级区域", "Other areas at the top"),
    "below": Text("{} 个下级", "{} areas below"),
    "nothing": Text("数据库里还没有数据", "The database is empty"),
    "nothing_todo": Text(
        "先装入登记册：运行 gongjian load 文件…，或运行 gongjian demo 看示例城市。",
        "Load registers first: `gongjian load FILE…`, or see the example city: `gongjian demo`.",
    ),
    # search
    "found": Text("与“{}”相符的区域", "Areas that fit “{}”"),
    "found_none": Text("没有与“{}”相符的区域", "No area fits “{}”"),
    "found_todo": Text(
        "可以写现名、旧名、别称、名称的一部分或区划代码。",
        "Try a present, former or other name, part of a name, or a division code.",
    ),
    # area
    "path": Text("所在位置", "Path"),
    "tree": Text("区域树", "Area tree"),
    "to_tree": Text("看区域树", "Area tree"),
    "on_this_page": Text("本页内容", "On this page"),
    "code": Text("代码", "Code"),
    "kind": Text("类别", "Kind"),
    "status": Text("状态", "Status"),
    "formerly": Text("另一时期的名称", "Name at other times"),
    "either": Text("或", "or"),
    "not_there": Text(
        "该日没有这个区域的记录；下面是它在其他时候的状况。",
        "Nothing places this area on that day; below is what is known of other times.",
    ),
    "states": Text("名称与状况", "Names and states"),
    "disputes": Text("不同说法", "Disputed"),
    "children": Text("下级区域", "Areas below"),
    "network": Text("议事机构与共建协议", "Committees and agreements"),
    "grids": Text("网格与党组织", "Grids and party organisations"),
    "figures": Text("上报与清点", "Reported and counted"),
    "none_states": Text("没有名称与状况的记录。", "Nothing is recorded of its names and states."),
    "none_disputes": Text("来源之间没有矛盾。", "The sources do not contradict each other."),
    "none_children": Text("该日没有下级区域的记录。", "No areas below are recorded for that day."),
    "none_network": Text(
        "该日没有已登记的议事机构或共建协议。没有登记不等于没有。",
        "No committee or agreement is recorded for that day. Not recorded is not the same as none.",
    ),
    "none_grids": Text("该日没有已登记的网格。", "No grid is recorded for that day."),
    "none_figures": Text("没有关于这个区域的上报数字。", "No figure about this area was reported."),
    "none_answer": Text("没有符合的行。", "No row answers."),
    "none_roots": Text("该日没有最上级的区域。", "There is no area at the top on that day."),
    "none_search": Text("没有相符的区域。", "No area fits."),
    "grids_sum": Text(
        "{grids} 个网格：确定覆盖 {certain} 个，可能覆盖 {possible} 个（含确定）。",
        "{grids} grids: {certain} certainly covered, {possible} possibly (the certain included).",
    ),
    # figures
    "indicator": Text("指标", "Indicator"),
    "reported": Text("上报", "Reported"),
    "counted": Text("图中清点", "Counted in the graph"),
    "until": Text("截至", "as of"),
    "no_period": Text("未载明截至", "no day stated"),
    "no_count": Text("没有清点口径", "no definition to count by"),
    "unknown_count": Text("无名单，不能清点", "no list, not countable"),
    "derived": Text("推算", "derived"),
    "complete": Text("名单完整", "complete list"),
    "incomplete": Text("名单不完整", "incomplete list"),
    "list_of": Text("名单：", "list:"),
    "count_day": Text("清点日 {}", "counted for {}"),
    # questions
    "questions_title": Text("可以问的问题", "Questions one can ask"),
    "questions_intro": Text(
        "每个问题是一个可以直接粘贴到 Neo4j Browser 的文件；命令行、接口和这里的回答相同。",
        "Each question is one file that can be pasted into Neo4j Browser; "
        "command line, interface and page answer alike.",
    ),
    "parameters": Text("条件", "Parameters"),
    "required": Text("必填", "required"),
    "optional": Text("可不填", "optional"),
    "any": Text("（不限）", "(any)"),
    "ask": Text("提问", "Ask"),
    "answer": Text("回答", "Answer"),
    "columns": Text("各列", "Columns"),
    "on_command_line": Text("命令行", "Command line"),
    "hint_area": Text(
        "名称、代码或路径，如 赛罕区/锦绣社区", "name, code, or path (district/community)"
    ),
    "hint_body": Text("名称或编号", "name or number"),
    "hint_bodies": Text("名称或编号，以逗号分隔", "names or numbers, separated by commas"),
    "hint_strings": Text("以逗号分隔", "separated by commas"),
    # names
    "names": Text("名称", "Names"),
    "names_title": Text("名称判定", "Decisions about names"),
    "names_lead": Text(
        "登记册里的写法指谁，由人判定，规则从不代劳。本页只看；要判定或撤销，运行所在行的命令。"
        "载入时待判定的名称连同候选和理由，在退回的工作簿和回执里，附有要运行的命令。",
        "People decide what names in registers mean; no rule does. This page only shows: to decide "
        "or take back, run the command of the line. Names that wait for a decision stand, with "
        "candidates, reasons and the command to run, in the workbook that a load returns and in "
        "its receipt.",
    ),
    "names_decided": Text("现行的判定", "Decisions that stand"),
    "none_decided": Text("还没有人判定过名称。", "Nobody has decided about a name yet."),
    "names_alike": Text("可能是同一个的条目", "Entries that may be one"),
    "names_within": Text("在哪个区域里找", "Look in an area"),
    "names_within_hint": Text("名称或代码；all 为全部", "name or code; all for everywhere"),
    "names_ask_first": Text(
        "写一个区域，查看其中名称相同或相近的单位和组织。",
        "Name an area to see its bodies whose names are the same or nearly so.",
    ),
    "none_alike": Text("这里没有可能重复的条目。", "There are no such entries here."),
    "name_written": Text("登记册的写法", "as written"),
    "name_where": Text("在何处", "where"),
    "name_everywhere": Text("处处", "everywhere"),
    "name_verdict": Text("判定", "verdict"),
    "name_open": Text("待定", "open"),
    "name_entry": Text("条目", "entry"),
    "name_other": Text("另一条目", "other entry"),
    "name_who": Text("谁、何时", "who and when"),
    "name_because": Text("理由", "reason"),
    "name_reason": Text("为什么", "why"),
    "name_undo": Text("撤销", "take back"),
    "name_decide": Text("判定的命令", "command that decides"),
    # enterprises
    "enterprises": Text("企业", "Enterprises"),
    "enterprises_title": Text("企业与持股方", "Enterprises and holders"),
    "enterprises_lead": Text(
        "该日有持股记录的企业、单位和持股方；也可以查找没有持股记录的。自然人只有化名。",
        "Enterprises, units and holders that take part in a holding that day; a search finds the "
        "others too. Persons have a pseudonym only.",
    ),
    "enterprises_found": Text("与“{}”相符的企业与持股方", "Enterprises and holders that fit “{}”"),
    "enterprise_find": Text("查找企业或持股方", "Find an enterprise or holder"),
    "enterprise_hint": Text("名称或统一社会信用代码", "name or credit code"),
    "search_enterprises_too": Text("在企业与持股方中查找“{}”", "Look for “{}” among enterprises"),
    "none_enterprises": Text(
        "没有相符的企业或持股方。没有登记不等于没有。",
        "No enterprise or holder fits. Not recorded is not the same as none.",
    ),
    "tree_of_holdings": Text("持股树：现金流", "Tree of holdings: cash flow"),
    "tree_about": Text(
        "从本企业向上，每条链到没有持股方记录的一端为止。占：占下一家的比例；累计：沿这条链的乘积。",
        "Upwards from the company, each chain to those whom nobody is recorded to hold. A share is "
        "of the next company down; along the chain it is the product.",
    ),
    "tree_rings": Text(
        "这里有环：链上再次遇到的持股方标“环”，不再展开。绕回来的增量不在树里，准确份额见“最终归谁所有”。",
        "There is a ring: a holder met again on its chain is marked and not opened again. What the "
        "ring brings back is not in the tree; see “Owners in the end” for the exact shares.",
    ),
    "tree_table": Text("以表格列出这棵树", "The tree as a table"),
    "holds_share": Text("占 {}", "has {}"),
    "holds_along": Text("累计 {}", "along the chain {}"),
    "share_at_most": Text("至多 {}", "at most {}"),
    "unknown_share": Text("未知", "unknown"),
    "twig_unknown": Text("未知的持股方", "unknown holder"),
    "twig_others": Text("其余持股方合计", "other holders together"),
    "bar_sure": Text("累计中确定的部分", "certain part along the chain"),
    "bar_maybe": Text("在此之上可能的部分", "what may be on top of it"),
    "mark_cycle": Text("环：已在这条链上", "ring: stands on this chain already"),
    "mark_bare": Text("没有登记持股方", "no holders recorded"),
    "mark_cut": Text("上面还有，未展开", "more above, not opened"),
    "mark_controls": Text("控制本企业", "controls the company"),
    "owners": Text("最终归谁所有：现金流", "Owners in the end: cash flow"),
    "owners_sum": Text(
        "各行相加为 100 %；未知的部分不分给任何人。",
        "The rows add up to 100 %; what is unknown is given to nobody.",
    ),
    "control": Text("由谁控制：表决权", "Control: votes"),
    "control_about": Text(
        "控制与现金流是两回事：连同所控制的企业合计过半数表决权，或有控制协议。",
        "Control is not cash flow: more than half of the votes together with the companies that "
        "one controls, or an agreement.",
    ),
    "ultimate_control": Text("最终控制方", "Ultimate controllers"),
    "why": Text("为什么", "Why"),
    "direct": Text("登记的持股", "Holdings as recorded"),
    "stakes": Text("它最终拥有什么", "What it owns in the end"),
    "controlled": Text("它控制谁", "Whom it controls"),
    "doubts": Text("疑点", "Doubts"),
    "no_holders": Text(
        "该日没有登记持股方：归谁所有未知，不是 100 % 归某人，也不是没有股东。",
        "No holders are recorded for that day: who owns it is unknown. That is neither 100 % of "
        "anybody, nor a company without owners.",
    ),
    "no_capital": Text(
        "该日只登记了表决权或控制协议，没有资本：现金流归谁未知。",
        "Only votes or agreements are recorded for that day: whose cash flow it is, is unknown.",
    ),
    "holders_end": Text(
        "单位、自然人和其他持股方没有股东；下面是它持有什么。",
        "A unit, a person or another holder has no shareholders; below is what it holds.",
    ),
    "none_control": Text(
        "按已登记的持股，没有谁确定控制它。", "By what is recorded, nobody certainly controls it."
    ),
    "none_direct": Text("该日没有登记持股。", "No holding is recorded for that day."),
    "none_stakes": Text("没有登记对外持股。", "It holds nothing that is recorded."),
    "none_controlled": Text("没有它确定控制的企业。", "It certainly controls no company."),
    "none_doubts": Text("没有发现疑点。", "No doubt was found."),
    "not_held": Text(
        "“{}”不是企业，也不是持股方", "{!r} is neither an enterprise nor a holder of shares"
    ),
    "not_held_todo": Text("从企业列表找起。", "Start from the list of enterprises."),
    # problems
    "where": Text("位置", "Where"),
    "todo": Text("怎么办", "What to do"),
    "candidates": Text("您指的是哪一个？", "Which one do you mean?"),
    "back": Text("回首页", "To the first page"),
    "page_missing": Text("没有这个页面", "There is no such page"),
    "page_todo": Text("检查地址，或从首页找起。", "Check the address, or start anew."),
    "read_only": Text("这里只能读取", "This can only be read"),
    "wrong_host": Text("这个地址不在允许之列", "This host name is not allowed"),
    "wrong_host_todo": Text(
        "用 http://127.0.0.1 或 http://localhost 打开。",
        "Open it under http://127.0.0.1 or http://localhost.",
    ),
    "internal": Text("程序出错，没有完成", "The program failed and did not finish"),
    "internal_todo": Text("请看服务的日志，并报告这个问题。", "See the log; please report it."),
    "bad_request": Text("请求有误：{}", "The request is wrong: {}"),
    # titles of problems, by status
    "status_400": Text("看不懂的请求", "The request cannot be understood"),
    "status_404": Text("没有找到", "Not found"),
    "status_405": Text("不支持的方法", "Method not allowed"),
    "status_409": Text("与数据库现状冲突", "In conflict with the database"),
    "status_422": Text("输入不合规则", "The input breaks a rule"),
    "status_500": Text("程序出错", "Internal error"),
    "status_503": Text("数据库连不上", "The database cannot be reached"),
}


def say(lang: Lang, key: str, *values: object, **named: object) -> str:
    """Return a caption, with its gaps filled.

    Raises
    ------
    KeyError
        There is no such caption: a slip in a template, found by its test.
    """
    return WORDS[key][lang].format(*values, **named)


def family(name: str) -> Text:
    """Return the caption of a family of questions; a new family shows its own name."""
    return FAMILIES.get(name, Text(name, name))
