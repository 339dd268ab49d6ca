"""What officers decide. Every decision is kept; the latest is the one that holds."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from cargoscope_datasets.errors import Refusal
from cargoscope_inference.storage.clock import now
from cargoscope_inference.storage.events import record
from cargoscope_inference.storage.inspections import Inspection, State, Verdict
from cargoscope_inference.storage.sessions import Officer
from cargoscope_inference.storage.tables import accounts, decisions, inspections


@dataclass(frozen=True, slots=True)
class Decision:
    """What one officer decided.

    Attributes:
        verdict: clear, hold or refer.
        reason: in the officer's words.
        officer: name of the account.
        decided_at: when.
        flags: those of that moment, each with "confirmed": true, false, or null where it was left open.
    """

    verdict: Verdict
    reason: str
    officer: str
    decided_at: str
    flags: Sequence[Mapping[str, Any]]


def decide(
    connection: Connection,
    inspection: Inspection,
    officer: Officer,
    verdict: Verdict,
    reason: str,
    *,
    flags_key: str,
    confirmed: Mapping[int, bool],
) -> Decision:
    """Decide on a scan.

    Args:
        connection: to write by; the inspection was read by the same one.
        inspection: where the scan stands.
        officer: who decides.
        verdict: clear, hold or refer.
        reason: in the officer's words.
        flags_key: key of the flags that the officer has seen.
        confirmed: by the number of a flag, whether it is there in truth; flags left out were left open.

    Raises:
        Refusal: the scan is not one to decide on now, or not as the officer saw it.
    """
    _check_open(connection, inspection)
    if flags_key != inspection.flags_key or not confirmed.keys() <= set(range(len(inspection.flags))):
        raise Refusal("the flags have changed since you opened this scan; look at it again, then decide")
    flags = [{**flag, "confirmed": confirmed.get(number)} for number, flag in enumerate(inspection.flags)]
    left_open = [str(number) for number, flag in enumerate(flags, 1) if flag["confirmed"] is None]
    if verdict is Verdict.CLEAR and left_open:
        raise Refusal(f"flag {', '.join(left_open)} is neither confirmed nor rejected; do so before you clear the scan")
    moment, scan_id = now(), inspection.scan.id
    row = {"scan_id": scan_id, "account_id": officer.account_id, "verdict": verdict.value, "reason": reason}
    connection.execute(insert(decisions).values(row | {"flags": json.dumps(flags), "decided_at": moment}))
    change = {"state": "decided", "verdict": verdict.value, "decided_at": moment}
    connection.execute(update(inspections).where(inspections.c.scan_id == scan_id).values(change))
    record(connection, "scan.decided", f"account {officer.name}", scan_id, verdict=verdict.value, reason=reason)
    return Decision(verdict, reason, officer.name, moment, flags)


def decisions_of(connection: Connection, scan_id: str) -> list[Decision]:
    """All decisions on a scan, oldest first."""
    query = select(decisions, accounts.c.name).join(accounts).where(decisions.c.scan_id == scan_id)
    return [
        Decision(Verdict(row.verdict), row.reason, row.name, row.decided_at, json.loads(row.flags))
        for row in connection.execute(query.order_by(decisions.c.id))
    ]


def _check_open(connection: Connection, inspection: Inspection) -> None:
    if inspection.state in (State.RECEIVED, State.ANALYSING):
        raise Refusal("this scan is still being analysed; decide once it waits in the queue")
    if inspection.state is State.DECIDED and inspection.verdict is not Verdict.REFER:
        last = decisions_of(connection, inspection.scan.id)[-1]
        raise Refusal(f"{last.officer} has decided on this scan already ({last.verdict}); it is not decided twice")
