"""Which plain evaluation says what a question means, and in which columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.questions_answers import (
    agreements_by_kind,
    agreements_ending,
    agreements_in_force,
    agreements_lapsed,
    agreements_vague,
    area_coverage,
    body_agreements,
    coverage_gaps,
    coverage_rate,
    coverage_trend,
    effective_coverage,
    list_items,
    open_needs,
    organisation_coverage,
    projects,
    several_agreements,
    should_organise,
    unit_coverage,
    unit_coverage_rate,
)
from tests.questions_answers_areas import (
    area_children,
    area_disputes,
    area_network,
    area_roots,
    area_search,
    area_states,
    area_tree,
    co_building,
    committee_members,
    evidence,
    grid_coverage,
)
from tests.questions_answers_bodies import (
    activities,
    appointments_into,
    appointments_out,
    branch_tree,
    branches_by_kind,
    check_ins,
    co_tenure,
    committee_seats,
    committees_in_area,
    ground_heads,
    joint_branches,
    pairings,
    resources,
    several_seats,
    terms_ending,
    unpaired_areas,
    vacant_posts,
)
from tests.questions_answers_more import (
    agreements_renewed,
    agreements_unsigned,
    area_batches,
    area_lists,
    area_successions,
    areas_changed,
    body_duties,
    body_works,
    branches_in_area,
    doubtful_sizes,
    ex_officio_posts,
    items_by_outcome,
    mutual_holdings,
    property_management,
    venues_and_teams,
)
from tests.questions_answers_rules import (
    committee_findings,
    grid_findings,
    index_grades,
    practice_findings,
    reported_and_counted,
    rules_in_place,
)
from tests.questions_model import Look, Rows, also

Answer = tuple[Callable[[Look, Mapping[str, Any]], Rows], tuple[str, ...]]
ANSWERS: Mapping[str, Answer] = {
    "agreements-in-force": (
        also(agreements_in_force, "number"),
        ("agreement", "area_id", "in_force", "ends", "number"),
    ),
    "agreements-ending": (
        also(agreements_ending, "number"), ("agreement", "area_id", "ends", "number"),
    ),
    "agreements-lapsed": (agreements_lapsed, ("agreement", "party_id", "area_id")),
    "agreements-by-kind": (
        agreements_by_kind, ("label", "kind", "certain", "possible", "parties"),
    ),
    "agreements-vague": (agreements_vague, ("agreement", "area_id")),
    "body-agreements": (
        body_agreements, ("agreement", "side", "in_force", "number", "others"),
    ),
    "several-agreements": (several_agreements, ("party_id", "agreements", "areas")),
    "list-items": (
        list_items, ("list", "number", "item_id", "agreement", "outcome", "overdue"),
    ),
    "open-needs": (
        also(open_needs, "kind"), ("need_id", "area_id", "answers", "kind"),
    ),
    "projects": (projects, ("project_id", "area_id", "outcome", "leads", "others")),
    "area-coverage": (area_coverage, ("area_id", "name", "above", "certain", "possible")),
    "coverage-gaps": (coverage_gaps, ("area_id", "last_end")),
    "coverage-rate": (coverage_rate, ("above_id", "areas", "certain", "possible")),
    "unit-coverage": (
        also(unit_coverage, "kind"), ("body_id", "area_id", "duty", "signed", "kind"),
    ),
    "unit-coverage-rate": (
        unit_coverage_rate,
        ("area_id", "bodies", "should", "certain", "possible", "low", "high"),
    ),
    "organisation-coverage": (
        organisation_coverage,
        ("area_id", "operating", "alone", "joint", "by_work", "should", "should_have"),
    ),
    "should-organise": (should_organise, ("body_id", "area_id", "by_work")),
    "effective-coverage": (
        also(effective_coverage, "kind"),
        ("committee_id", "area_id", "meetings", "activities", "attending", "effective", "kind"),
    ),
    "coverage-trend": (coverage_trend, ("day", "areas", "certain", "possible")),
    "committees-in-area": (
        also(committees_in_area, "kind"),
        ("committee_id", "area_id", "members", "seats", "appointed", "in_force", "kind"),
    ),
    "vacant-posts": (vacant_posts, ("post_id", "committee_id", "required")),
    "committee-seats": (
        committee_seats,
        ("committee_id", "area_id", "seats", "full_time", "part_time", "vacant", "odd"),
    ),
    "terms-ending": (terms_ending, ("fact", "area_id", "ends")),
    "appointments-out": (appointments_out, ("fact", "other_id", "in_force")),
    "appointments-into": (appointments_into, ("fact", "other_id", "in_force")),
    "co-tenure": (co_tenure, ("one_fact", "other_fact", "days")),
    "several-seats": (several_seats, ("holder", "home_id", "bodies", "street_and_community")),
    "branch-tree": (also(branch_tree, "kind"), ("branch_id", "depth", "kind")),
    "branches-by-kind": (branches_by_kind, ("kind", "certain", "possible")),
    "joint-branches": (joint_branches, ("branch_id", "bodies", "too_large")),
    "pairings": (pairings, ("body_id", "area_id", "kind", "in_force")),
    "unpaired-areas": (unpaired_areas, ("area_id", "other_kinds")),
    "check-ins": (check_ins, ("area_id", "units", "member_units", "members", "services")),
    "resources": (
        also(resources, "kind"), ("resource_id", "area_id", "offered_by", "kind"),
    ),
    "activities": (
        activities, ("activity_id", "area_id", "kind", "held_by", "bodies"),
    ),
    "ground-heads": (ground_heads, ("ground_id", "post_id", "state")),
    "agreements-renewed": (
        agreements_renewed,
        ("newer", "older", "area_id", "in_time", "older_ends", "newer_begins"),
    ),
    "items-by-outcome": (
        items_by_outcome, ("list", "items", "done", "in_time", "withdrawn", "carried"),
    ),
    "mutual-holdings": (mutual_holdings, ("one_id", "other_id")),
    "body-duties": (body_duties, ("fact", "in_force")),
    "body-works": (body_works, ("fact", "node_id", "kind", "in_force")),
    "branches-in-area": (
        branches_in_area, ("branch_id", "area_id", "host", "above", "in_force"),
    ),
    "area-lists": (area_lists, ("list", "number", "item_id", "holder_id", "area_id", "outcome")),
    "area-successions": (area_successions, ("newer_id", "older_id", "fact")),
    "areas-changed": (areas_changed, ("fact", "change")),
    "area-batches": (area_batches, ("batch", "relation", "written")),
    "venues-and-teams": (
        also(venues_and_teams, "kind"), ("node_id", "area_id", "run_by", "kind"),
    ),
    "property-management": (
        also(property_management, "owners"),
        ("site_id", "above", "manager_id", "red", "organised", "owners"),
    ),
    "ex-officio-posts": (ex_officio_posts, ("post_id", "body_id", "area_id", "filled")),
    "committee-findings": (committee_findings, ("committee_id", "area_id", "rule")),
    "doubtful-sizes": (doubtful_sizes, ("node_id",)),
    "agreements-unsigned": (agreements_unsigned, ("agreement", "party_id")),
    "area-children": (
        area_children,
        ("area_id", "code", "kind", "children", "committees", "agreements", "figures"),
    ),
    "area-disputes": (area_disputes, ("subject_id", "fact", "item", "says", "stands")),
    "area-network": (area_network, ("kind", "node_id", "area_id", "parties", "in_force")),
    "area-roots": (area_roots, ("area_id", "code", "kind", "children")),
    "area-search": (area_search, ("area_id", "code", "said", "path")),
    "area-states": (area_states, ("aspect", "fact", "name", "area_id", "in_force")),
    "area-tree": (
        area_tree, ("area_id", "above_id", "level", "code", "kind", "children", "on_path"),
    ),
    "co-building": (co_building, ("fact", "agreement", "party_id", "area_id", "in_force")),
    "committee-members": (
        committee_members, ("role", "node_id", "post", "basis", "in_force", "fact"),
    ),
    "grid-coverage": (
        grid_coverage, ("grid_id", "community", "branch_id", "mode", "covered"),
    ),
    "evidence": (evidence, ("assertion_id", "citation", "batch")),
    "grid-findings": (grid_findings, ("grid_id", "community", "rule")),
    "practice-findings": (practice_findings, ("area_id", "rule", "bodies")),
    "index-grades": (
        index_grades, ("figure_id", "about_id", "indicator", "value", "grade", "missing"),
    ),
    "rules-in-place": (rules_in_place, ("rule_id", "place", "weight")),
    "reported-and-counted": (
        reported_and_counted,
        ("figure_id", "indicator", "reported", "counted", "derived", "definition", "standing",
         "day"),
    ),
}  # fmt: skip
