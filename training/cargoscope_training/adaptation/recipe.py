"""How a site's release is trained where nobody says otherwise: within an hour on two cores, all else included."""

from cargoscope_datasets.errors import ReleaseError
from cargoscope_models.release import Release
from cargoscope_training.export import FINE_MM
from cargoscope_training.parent import specification_of
from cargoscope_training.recipe import Recipe

NAME = "adapt"


def default_recipe(parent: Release) -> Recipe:
    """Three phases, the alarms mined before the second and the third; a third of the crops each way, see `crops`."""
    described = specification_of(parent)
    return Recipe(
        name=NAME,
        labels=described.labels,
        coarse_labels=tuple(label for look in described.passes[1:] for label in look.labels),
        seed=1,
        scenes=80,
        steps=(200, 200, 200),
        batch=16,
        coarse_share=0.2,
        mined_share=0.5,
        mined_scenes=40,
        learning_rate=2.5e-4,
        weight_decay=0.02,
        averaging=0.99,
        threshold_scans=1,
        alarms_per_scan=0.0,
        real_share=2 / 3,
    )


def check_pitch(parent: Release) -> None:
    """Crops are cut at one pitch.

    Raises:
        ReleaseError: the release looks at another.
    """
    fine = specification_of(parent).passes[0].pitch_mm
    if fine != FINE_MM:
        raise ReleaseError(f"{parent.name} looks at {fine:g} mm a pixel; this cargoscope trains at {FINE_MM:g} mm")
