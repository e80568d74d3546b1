"""A PostgreSQL URL: what may be shown of it, and the driver's words without its secrets."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict


class Address:
    """`told`: what the URL says, by libpq's names, password and all."""

    def __init__(self, url: str) -> None:
        """Raises `ValueError`, without a word of the URL."""
        try:
            self.told: dict[str, Any] = conninfo_to_dict(url)
        except psycopg.Error:
            # The driver quotes the URL, password and all: neither its words nor the error itself may be seen.
            raise ValueError("the database URL cannot be understood") from None
        self._secrets: set[str] = set()
        for password in (self.told.get("password"), self.told.get("sslpassword"), os.environ.get("PGPASSWORD")):
            if password:
                self._secrets |= {str(password), quote(str(password), safe="")}

    @property
    def shown(self) -> str:
        """User, host and database; what the URL leaves to the environment is left out."""
        user, host, port = (str(self.told.get(name) or "") for name in ("user", "host", "port"))
        return f"postgresql://{user and user + '@'}{host}{port and ':' + port}/{self.told.get('dbname') or ''}"

    def harmless(self, error: psycopg.Error) -> str:
        """The driver's words on one line, without any password."""
        text = " ".join(str(error).split()) or type(error).__name__
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, "***")
        return text
