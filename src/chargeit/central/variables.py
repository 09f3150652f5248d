"""What stations report of their settings."""

from collections.abc import Iterable
from dataclasses import replace

from chargeit.domain.variables import SECRET_KEYS, Variable
from chargeit.ports.work import Work


def reported(variables: Iterable[Variable], work: Work) -> None:
    """Keeps names and values; of a secret only that there is one."""
    work.variables.put([without_secret(variable) for variable in variables])


def without_secret(variable: Variable) -> Variable:
    return replace(variable, value=None) if variable.name.casefold() in SECRET_KEYS else variable
