"""A route that spares the framework's way from a request to arguments: for look-ups, where that is half of the time.

Its handler takes the request and the parts of the path, all of them texts, and nothing else. Documents and roles are
those of any other route.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from itemcenter.serve.http.asking import check_role


class LeanRoute(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        roles = [role for entry in self.dependant.dependencies if (role := getattr(entry.call, "role", None))]
        handler = self.endpoint

        async def handle(request: Request) -> Response:
            for role in roles:
                check_role(request, role)
            answer: Response = await handler(request, **request.path_params)
            return answer

        return handle
