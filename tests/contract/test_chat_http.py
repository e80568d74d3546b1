"""The HTTP endpoint and all that stands around it against the conformance suite, over real connections."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from itemcenter import registry
from itemcenter.llm import Cap, ChatStack, Price, Purse
from itemcenter.ports import Chat
from itemcenter.testing.chat_suite import ChatSuite
from itemcenter.testing.scripted_chat import Fault, ScriptedChat, every

pytest.importorskip("httpx")


class OverHttp(ChatSuite):
    server: ScriptedChat
    folder: Path

    @pytest.fixture(autouse=True)
    def _served(self, tmp_path: Path) -> Iterator[None]:
        self.folder = tmp_path
        with self.make_server() as self.server:
            yield

    def make_server(self) -> ScriptedChat:
        return ScriptedChat()

    def open_chat(self) -> Chat:
        return registry.open_chat("http", {"url": self.server.url, "model": self.server.model}, self.folder)


class TestChatHttp(OverHttp):
    pass


class TestAnotherForm(OverHttp):
    batches = 5

    def make_server(self) -> ScriptedChat:
        return ScriptedChat(forms=["json_object"], refuses=["json_schema"])


class TestNoConstraint(OverHttp):
    batches = 5
    constrains = False

    def make_server(self) -> ScriptedChat:
        return ScriptedChat(forms=[])


class TestNowAndThenAFault(OverHttp):
    """What is tried again is not seen by whoever asks."""

    batches = 5

    def make_server(self) -> ScriptedChat:
        return ScriptedChat(faults=every(40, Fault("disconnect"), first=3))


class TestStack(OverHttp):
    def open_chat(self) -> Chat:
        purse = Purse(Price(1.0, 2.0, 0.1), Cap(1000.0, 10**9))
        return ChatStack(super().open_chat(), self.folder / "answers.db", purse, worst_tries=2)
