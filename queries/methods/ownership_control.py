"""Who decides: controllers, ultimate controllers, groups. Votes are whole numbers throughout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.analysis import control
from graph.analysis import controllers as ultimate
from graph.analysis.control import Ballots, Rule, ballots
from graph.analysis.holdings import Basis
from graph.analysis.presets import preset
from graph.analysis.rows import FULL
from graph.errors import Misuse
from graph.text import Text
from queries.methods.ownership_network import Network, by_name, network, parts_of

Row = tuple[Any, ...]


def votes_of(net: Network, values: Mapping[str, Any]) -> Ballots:
    """Return the votes that count under the rule that the parameters give.

    A preset of the law stands for threshold, rule, basis and own shares at once.
    """
    bound = "low" if values["certainty"] == "certain" else "high"
    basis: Basis = "capital" if values["basis"] == "capital" else "votes"
    if values["preset"]:
        law = preset(values["preset"])
        if law.measure != "control":
            raise Misuse(
                Text(f"“{law.title.zh}”比较持股比例，不推定控制", f"{law.name} compares stakes"),
                todo=Text("用 integrated-ownership", "ask integrated-ownership"),
            )
        basis = law.basis
        rule = Rule(law.share, law.strict, law.treasury, "low" if bound == "low" else "high")
    else:
        rule = Rule(
            parts_of(values, "threshold"),
            values["rule"] == "more-than",
            "excluded" if values["own_shares"] == "excluded" else "count",
            "low" if bound == "low" else "high",
        )
    return ballots(net.build(basis, possible=bound == "high"), rule)


def _concerts(net: Network, values: Mapping[str, Any]) -> list[list[int]]:
    """Return those who act in concert, given by id or by exact name, as one holder."""
    members = []
    for word in values["concert"] or ():
        found = [i for i, id_ in enumerate(net.ids) if word in (id_, net.names[i])]
        if len(found) != 1:
            raise Misuse(
                Text(
                    f"一致行动人“{word}”有 {len(found)} 个", f"{word!r} means {len(found)} holders"
                ),
                todo=Text("写持股方的标识", "give the id of the holder"),
            )
        members.append(found[0])
    return [members] if members else []


def _label(net: Network, concerts: Sequence[Sequence[int]], i: int) -> tuple[str, str]:
    if i < len(net.ids):
        return net.ids[i], net.names[i]
    members = concerts[i - len(net.ids)]
    joined = "、".join(net.names[m] for m in members)
    return "concert:" + "+".join(net.ids[m] for m in members), f"一致行动：{joined}"


def controllers(found: Sequence[Row], values: Mapping[str, Any]) -> list[Row]:
    """Answer ``controllers``: everybody who controls a company, alone or through others."""
    net = network(found, values["company"], values["controller"])
    concerts = _concerts(net, values)
    b = votes_of(net, values)
    if values["controller"]:  # one search, however large the network
        who = net.number(values["controller"])
        companies, votes = control.commanded(b, [who])
        pairs = [(who, j, votes[j]) for j in companies]
    else:
        every = control.controllers(b, concerts=concerts)
        ends = zip(every.controller.tolist(), every.company.tolist(), strict=True)
        pairs = [(i, j, v) for (i, j), v in zip(ends, every.votes.tolist(), strict=True)]
    answer = []
    for i, j, votes_ in pairs:
        if j in net.hidden or values["company"] not in (None, net.ids[j]):
            continue
        id_, name = _label(net, concerts, i)
        answer.append((id_, net.ids[j], name, net.names[j], min(votes_, FULL) / FULL))
    return sorted(answer, key=lambda row: (row[3], row[2], row[1], row[0]))


def ultimate_controllers(found: Sequence[Row], values: Mapping[str, Any]) -> list[Row]:
    """Answer ``ultimate-controllers``: controllers whom nobody outside controls."""
    net = network(found, values["company"])
    concerts = _concerts(net, values)
    groups = ultimate.ultimate_controllers(votes_of(net, values), concerts=concerts)
    mutual = {member for ring in groups.mutual for member in ring}
    answer = []
    for i, j in zip(groups.controller.tolist(), groups.company.tolist(), strict=True):
        if j in net.hidden or values["company"] not in (None, net.ids[j]):
            continue
        id_, name = _label(net, concerts, i)
        answer.append((id_, net.ids[j], name, net.names[j], i in mutual))
    return sorted(answer, key=lambda row: (row[3], row[2], row[1], row[0]))


def control_groups(found: Sequence[Row], values: Mapping[str, Any]) -> list[Row]:
    """Answer ``control-groups``: an ultimate controller with all that it controls."""
    net = network(found)
    concerts = _concerts(net, values)
    groups = ultimate.ultimate_controllers(votes_of(net, values), concerts=concerts)
    tops = {*groups.controller.tolist()}
    mutual = {member for ring in groups.mutual for member in ring}
    answer = []
    for i, group in enumerate(groups.group.tolist()):
        if group < 0 or i in net.hidden:
            continue
        role = "相互控制" if i in mutual else "最终控制方" if i in tops else "成员"
        answer.append((group, net.ids[i], net.names[i], role))
    answer = by_name(answer)
    return sorted(answer, key=lambda row: (row[0], row[3] == "成员", row[2], row[1]))
