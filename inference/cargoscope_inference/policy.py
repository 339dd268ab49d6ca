"""`cargoscope policy`: what a site wants flagged."""

from pathlib import Path
from typing import Annotated

import typer

from cargoscope_models.policy import Policy, Rule
from cargoscope_models.policy_file import read_policy
from cargoscope_models.release import load_release, shipped_release

policy = typer.Typer(no_args_is_help=True, add_completion=False, help="Check what a site wants flagged.")

WRONG = 2


@policy.callback()
def _group() -> None:
    """Check what a site wants flagged."""


@policy.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The policy, in TOML.")],
    *,
    release: Annotated[Path | None, typer.Option(help="Folder of another release than the shipped one.")] = None,
) -> None:
    """Say what a policy means, or all that is wrong with it."""
    loaded = load_release(release or shipped_release())
    found, problems = read_policy(file, list(loaded.thresholds))
    if found is None:
        for problem in problems:
            typer.echo(f"{file}: {problem}", err=True)
        raise typer.Exit(WRONG)
    for sentence in in_words(found, loaded.thresholds):
        typer.echo(sentence)


def in_words(policy: Policy, thresholds: dict[str, float]) -> list[str]:
    """A policy as sentences."""
    sentences = [_rule_in_words(rule, thresholds[rule.label]) for rule in policy.rules]
    rest = ", ".join(f"{label} from {threshold:.2f}" for label, threshold in thresholds.items())
    sentences.append(f"Otherwise by the release: {rest}.")
    sentences.append(f"A scan of which more than {policy.not_penetrated_limit:.0%} was not penetrated is flagged.")
    return sentences


def _rule_in_words(rule: Rule, own: float) -> str:
    what = f"{rule.label}: "
    what += f"flagged from {own if rule.threshold is None else rule.threshold:.2f}" if rule.flag else "not flagged"
    if not rule.declared:
        return f"{what}."
    return f"{what} where every consignment declares one of HS {', '.join(rule.declared)}."
