"""Reads a policy from TOML, and says in words everything that is wrong with it."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cargoscope_datasets.errors import PolicyError
from cargoscope_datasets.harmonized_system import hs_code_problem, hs_digits
from cargoscope_models.policy import Policy, Rule, default_policy_file

LARGEST_BYTES = 1 << 20
DEFAULT_LABELS = ("cigarettes",)
"""Labels that the default policy has rules for."""
RULE_KEYS = {"label", "declared", "flag", "threshold"}


def load_policy(path: Path, labels: Collection[str]) -> Policy:
    """Read a policy.

    Args:
        path: of the TOML file.
        labels: those of the release that it is for.

    Raises:
        PolicyError: it cannot be read, or says something that cannot be done; all that is wrong, in one line.
    """
    policy, problems = read_policy(path, labels)
    if policy is None:
        raise PolicyError(f"{path}: {'; '.join(problems)}")
    return policy


def site_policy(path: Path | None, labels: Collection[str]) -> Policy:
    """The policy of a site; where it has none, the default one, less its rules for labels that the release lacks.

    Raises:
        PolicyError: as `load_policy`.
    """
    if path is not None:
        return load_policy(path, labels)
    default = load_policy(default_policy_file(), {*labels, *DEFAULT_LABELS})
    return replace(default, rules=tuple(rule for rule in default.rules if rule.label in labels))


def read_policy(path: Path, labels: Collection[str]) -> tuple[Policy | None, list[str]]:
    """The policy of a file, or all that is wrong with it, a line each."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            return None, [f"has more than {LARGEST_BYTES:,} bytes, which is no policy"]
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        return None, [f"cannot be read ({error.strerror or error})"]
    except ValueError as error:  # TOMLDecodeError says the line; UnicodeDecodeError is one too.
        return None, [f"is no TOML: {error}"]
    rules = content.get("rule", [])
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        return None, ["rules are written as [[rule]], once for each"]
    problems = [f"{name!r} is not known; a policy has [not_penetrated] and [[rule]]" for name in _unknown(content)]
    problems += _problems_of_limit(content.get("not_penetrated"))
    for number, rule in enumerate(rules, 1):
        problems += [f"rule {number}: {problem}" for problem in _problems_of_rule(rule, labels)]
    if problems:
        return None, problems
    policy = Policy(tuple(_rule(rule) for rule in rules), float(content["not_penetrated"]["limit"]))
    problems = _problems_of_order(policy)
    return (None, problems) if problems else (policy, [])


def _unknown(content: Mapping[str, Any]) -> list[str]:
    return [name for name in content if name not in {"not_penetrated", "rule"}]


def _problems_of_limit(table: Any) -> list[str]:
    if not isinstance(table, dict) or "limit" not in table:
        return ["[not_penetrated] with its limit is missing; write for example limit = 0.2"]
    problems = [f"[not_penetrated] has {name!r}, which is not known" for name in table if name != "limit"]
    if not _is_share(table["limit"]):
        problems.append(f"[not_penetrated] limit is {table['limit']!r}; a share from 0 to 1 is expected")
    return problems


def _problems_of_rule(rule: Mapping[str, Any], labels: Collection[str]) -> list[str]:
    problems = [f"{name!r} is not known; a rule has {', '.join(sorted(RULE_KEYS))}" for name in rule.keys() - RULE_KEYS]
    label, declared = rule.get("label"), rule.get("declared", [])
    if not isinstance(label, str):
        problems.append("label is missing; say which label the rule is for")
    elif label not in labels:
        problems.append(f"label {label!r} is not one of the release's: {', '.join(labels)}")
    if not isinstance(declared, list) or not all(isinstance(code, str) for code in declared):
        problems.append(f"declared is {declared!r}; a list of HS codes in quotes is expected, such as ['2402']")
    else:
        problems += [f"declared: {problem}" for code in declared if (problem := hs_code_problem(code))]
    if not isinstance(rule.get("flag", True), bool):
        problems.append(f"flag is {rule['flag']!r}; true or false is expected")
    if "threshold" in rule and not _is_share(rule["threshold"]):
        problems.append(f"threshold is {rule['threshold']!r}; a score from 0 to 1 is expected")
    if rule.get("flag") is False and "threshold" in rule:
        problems.append("flag is false, so its threshold is never used; leave one of the two out")
    if not {"flag", "threshold"} & rule.keys():
        problems.append("it changes nothing; give it flag = false or a threshold")
    return problems


def _problems_of_order(policy: Policy) -> list[str]:
    problems = []
    for number, rule in enumerate(policy.rules, 1):
        for earlier_number, earlier in enumerate(policy.rules[: number - 1], 1):
            covered = bool(rule.declared) and all(code.startswith(earlier.declared) for code in rule.declared)
            if earlier.label == rule.label and (not earlier.declared or covered):
                problems.append(f"rule {number} is never reached: rule {earlier_number} holds wherever it would")
                break
    return problems


def _rule(rule: Mapping[str, Any]) -> Rule:
    declared = tuple(hs_digits(code) for code in rule.get("declared", []))
    threshold = rule.get("threshold")
    return Rule(rule["label"], declared, rule.get("flag", True), None if threshold is None else float(threshold))


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
