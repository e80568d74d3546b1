"""What a service refuses, as an error."""

from __future__ import annotations

from itemcenter.errors import ItemCenterError
from itemcenter.wire import Problem


class ServiceError(ItemCenterError):
    """An answer that is no success; `problem` is what the service told, `retry_s` when to try again (0: do not)."""

    def __init__(self, problem: Problem, retry_s: float = 0.0) -> None:
        super().__init__(problem.detail or problem.title, place=problem.place, remedy=problem.remedy)
        self.problem = problem
        self.retry_s = retry_s

    @property
    def status(self) -> int:
        """The HTTP status; 0 where the service could not be reached."""
        return self.problem.status

    def __reduce__(self) -> tuple[object, ...]:
        return ServiceError, (self.problem, self.retry_s)
