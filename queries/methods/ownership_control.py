"""Who decides: controllers, ultimate controllers, groups. Votes are whole numbers throughout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.analysis import control
from graph.analysis import controllers as ultimate
from graph.analysis.control import Ballots, Rule, ballots
from graph.analysis.holdings import Basis
from graph.analysis.pairs import controllers as every_pair
from graph.analysis.presets import preset
from graph.analysis.rows import FULL
from graph.errors import Misuse
from graph.text import Text
from queries.methods import ownership_words as words
from queries.methods.ownership_network import Network, by_name, network, parts_of
from queries.resolve import Found

Row = tuple[Any, ...]
Nodes = Mapping[str, Found]


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
    """Return those who act in concert as one holder."""
    members = sorted({net.number(id_) for id_ in values["concert"] or ()})
    return [members] if members else []


def _label(net: Network, concerts: Sequence[Sequence[int]], i: int) -> tuple[str, str | Text]:
    if i < len(net.ids):
        return net.ids[i], net.names[i]
    members = concerts[i - len(net.ids)]
    id_ = "concert:" + "+".join(net.ids[m] for m in members)
    return id_, words.concert(net.names[m] for m in members)


def controllers(found: Sequence[Row], values: Mapping[str, Any], nodes: Nodes) -> list[Row]:
    """Answer ``controllers``: everybody who controls a company, alone or through others."""
    net = network(found, nodes)
    concerts = _concerts(net, values)
    b = votes_of(net, values)
    if values["controller"]:  # one search, however large the network
        who = net.number(values["controller"])
        companies, votes = control.commanded(b, [who])
        pairs = [(who, j, votes[j]) for j in companies]
    else:
        every = every_pair(b, concerts=concerts)
        ends = zip(every.controller.tolist(), every.company.tolist(), strict=True)
        pairs = [(i, j, v) for (i, j), v in zip(ends, every.votes.tolist(), strict=True)]
    answer = []
    for i, j, votes_ in pairs:
        if j in net.hidden or values["company"] not in (None, net.ids[j]):
            continue
        id_, name = _label(net, concerts, i)
        answer.append((id_, net.ids[j], name, net.names[j], min(votes_, FULL) / FULL))
    return sorted(answer, key=lambda row: (row[3], str(row[2]), row[1], row[0]))


def ultimate_controllers(
    found: Sequence[Row], values: Mapping[str, Any], nodes: Nodes
) -> list[Row]:
    """Answer ``ultimate-controllers``: controllers whom nobody outside controls."""
    net = network(found, nodes)
    concerts = _concerts(net, values)
    groups = ultimate.ultimate_controllers(votes_of(net, values), concerts=concerts)
    mutual = {member for ring in groups.mutual for member in ring}
    answer = []
    for i, j in zip(groups.controller.tolist(), groups.company.tolist(), strict=True):
        if j in net.hidden or values["company"] not in (None, net.ids[j]):
            continue
        id_, name = _label(net, concerts, i)
        answer.append((id_, net.ids[j], name, net.names[j], i in mutual))
    return sorted(answer, key=lambda row: (row[3], str(row[2]), row[1], row[0]))


def control_groups(found: Sequence[Row], values: Mapping[str, Any], nodes: Nodes) -> list[Row]:
    """Answer ``control-groups``: an ultimate controller with all that it controls."""
    net = network(found, nodes)
    concerts = _concerts(net, values)
    groups = ultimate.ultimate_controllers(votes_of(net, values), concerts=concerts)
    tops = {*groups.controller.tolist()}
    mutual = {member for ring in groups.mutual for member in ring}
    answer = []
    for i, group in enumerate(groups.group.tolist()):
        if group < 0 or i in net.hidden:
            continue
        role = words.MUTUAL if i in mutual else words.TOP if i in tops else words.MEMBER
        answer.append((group, net.ids[i], net.names[i], role))
    answer = by_name(answer)
    return sorted(answer, key=lambda row: (row[0], row[3] == words.MEMBER, row[2], row[1]))
