from pathlib import Path

import pytest

from cargoscope_datasets.errors import PolicyError
from cargoscope_models.detection import Detection
from cargoscope_models.policy import NOT_PENETRATED, Policy, Rule, default_policy_file, raise_flags
from cargoscope_models.policy_file import load_policy, read_policy, site_policy

LABELS = ["pistol", "cigarettes"]
TOBACCO = Rule("cigarettes", ("2402",), flag=False, threshold=None)


def detection(label: str, score: float) -> Detection:
    return Detection(label, score, (0, 0, 10, 10), "side", 0.5)


def flagged(policy: Policy, *detections: Detection, declared: list[list[str]] | None = None) -> list[str]:
    return [flag.label for flag in raise_flags(policy, detections, {"side": 0.0}, declared or [])]


def test_without_rules_the_release_decides() -> None:
    assert flagged(Policy((), 0.2), detection("pistol", 0.5), detection("pistol", 0.49)) == ["pistol"]


@pytest.mark.parametrize(
    ("declared", "flags"),
    [
        ([], ["cigarettes"]),
        ([["2402"]], []),
        ([["240220"], ["2402", "9403"]], []),
        ([["2402"], ["9403"]], ["cigarettes"]),
        ([["9403"]], ["cigarettes"]),
        ([["2402"], []], ["cigarettes"]),
    ],
)
def test_what_one_container_declares_excuses_nothing_in_the_next(declared: list[list[str]], flags: list[str]) -> None:
    assert flagged(Policy((TOBACCO,), 0.2), detection("cigarettes", 0.9), declared=declared) == flags


def test_a_rule_for_one_label_leaves_the_others() -> None:
    assert flagged(Policy((TOBACCO,), 0.2), detection("pistol", 0.9), declared=[["2402"]]) == ["pistol"]


@pytest.mark.parametrize(("threshold", "flags"), [(0.3, ["pistol"]), (0.7, [])])
def test_a_threshold_of_the_site_replaces_that_of_the_release(threshold: float, flags: list[str]) -> None:
    policy = Policy((Rule("pistol", (), flag=True, threshold=threshold),), 0.2)
    assert flagged(policy, detection("pistol", 0.6 if threshold > 0.5 else 0.4)) == flags


def test_too_much_not_penetrated_is_flagged() -> None:
    shares = {"side": 0.21, "top": 0.2}
    (flag,) = raise_flags(Policy((), 0.2), (), shares, [])
    assert (flag.label, flag.view, flag.score, flag.box) == (NOT_PENETRATED, "side", 0.21, None)


def test_the_default_policy_is_sound() -> None:
    policy = load_policy(default_policy_file(), LABELS)
    assert policy.not_penetrated_limit == 0.2
    assert flagged(policy, detection("cigarettes", 0.9), declared=[["240220"]]) == []


def test_the_default_policy_fits_a_release_without_its_labels() -> None:
    assert site_policy(None, ["pistol"]).rules == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "[not_penetrated] with its limit is missing; write for example limit = 0.2"),
        ("[not_penetrated]\nlimit = 20", "[not_penetrated] limit is 20; a share from 0 to 1 is expected"),
        ("not_penetrated = [", "is no TOML: "),
        ("[not_penetrated]\nlimit = 0.2\n[rules]", "'rules' is not known; a policy has [not_penetrated] and [[rule]]"),
        (
            "[not_penetrated]\nlimit = 0.2\n[[rule]]\nlabel = 'gun'\nflag = false",
            "rule 1: label 'gun' is not one of the release's: pistol, cigarettes",
        ),
        (
            "[not_penetrated]\nlimit = 0.2\n[[rule]]\nlabel = 'pistol'\ndeclared = ['77']\nflag = false",
            "rule 1: declared: HS code '77' names chapter 77, which the Harmonized System does not have",
        ),
        (
            "[not_penetrated]\nlimit = 0.2\n[[rule]]\nlabel = 'pistol'\nflag = 'no'",
            "rule 1: flag is 'no'; true or false is expected",
        ),
        (
            "[not_penetrated]\nlimit = 0.2\n[[rule]]\nlabel = 'pistol'",
            "rule 1: it changes nothing; give it flag = false or a threshold",
        ),
        (
            "[not_penetrated]\nlimit = 0.2\n"
            "[[rule]]\nlabel = 'pistol'\nthreshold = 0.4\n"
            "[[rule]]\nlabel = 'pistol'\ndeclared = ['93']\nflag = false",
            "rule 2 is never reached: rule 1 holds wherever it would",
        ),
    ],
)
def test_what_is_wrong_is_said_in_words(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(text)
    policy, problems = read_policy(path, LABELS)
    assert policy is None
    assert any(each.startswith(problem) for each in problems), problems


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"site\.toml: cannot be read \(No such file or directory\)"):
        load_policy(tmp_path / "site.toml", LABELS)
