"""What a publication of the office's policy needs of a home: shelf, last decisions, and how files are read."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bellwarden.flows.office.policy import Publishing
from bellwarden.flows.policy_push import JudgeAgain
from bellwarden.flows.policy_reading import read_policy_files
from bellwarden.flows.replay import judge_under
from bellwarden.home import Home
from bellwarden.home.kept_layers import FOLDER, KeptLayers
from bellwarden.model.decision import Decision
from bellwarden.model.policy import PolicyBundle
from bellwarden.policy.reading import PolicyReading
from bellwarden.verdict import checks
from bellwarden.verdict.policy import Policy


def publishing(home: Home) -> Publishing:
    """Layers of lists that have not changed are taken from the last build."""
    kept = KeptLayers(home.state / FOLDER)

    def read(files: Mapping[str, bytes]) -> PolicyReading:
        reading = read_policy_files(files, datetime.now().astimezone().date(), kept)
        if reading.bundle is not None:
            kept.keep(reading.kept)
        return reading

    def decisions() -> Iterable[Decision]:
        return home.spool_reader().read(newest_first=True)

    def judge_by(bundle: PolicyBundle) -> JudgeAgain:
        new = Policy(bundle.document, bundle.layers, checks.load())
        return lambda decision: judge_under(decision, new)

    return Publishing(read, home.shelf(), decisions, judge_by)
