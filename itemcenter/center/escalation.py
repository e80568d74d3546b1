"""A language model for cells in doubt: measured on the merchant's cells once, asked as far as it is believed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from itemcenter.center.groups import GroupVerbs
from itemcenter.errors import ConfigError
from itemcenter.items import ReadRow
from itemcenter.jobs.learn import sample_items
from itemcenter.library import EscalationTally, LibraryRecognizer, Trial, Trust
from itemcenter.llm import ChatStack, RehearsedChat
from itemcenter.llm.ask import PASSING
from itemcenter.llm.prompt_layout import HEADER_FINGERPRINT
from itemcenter.ports import Chat
from itemcenter.schema import content_hash

#: Items with cells that trial cells are looked for in: most have none in doubt.
_TRIAL_ITEMS = 3_000


class EscalationVerbs(GroupVerbs):
    def _escalated(
        self,
        recognizer: LibraryRecognizer,
        source: str,
        rows: Callable[[], Iterable[ReadRow]] | None,
        tally: EscalationTally,
        *,
        keep: bool = True,
    ) -> LibraryRecognizer:
        """The recogniser with the configured language model behind it; as it is where none is to be asked.

        rows: of the catalog, to measure the model on where that is due; None measures nothing anew
        keep: whether what was measured is kept for the next build
        """
        options = self.config.escalation
        if options.when == "never":
            return recognizer
        chat = self.chat
        if chat is None:
            raise ConfigError(
                "[escalation] asks for a language model, but there is none",
                remedy='name an endpoint in [chat], or set [escalation] when = "never"',
            )
        if not keep and isinstance(chat, ChatStack):
            return self._rehearsed(recognizer, source, chat, rows, tally)
        if options.trust:
            trust = recognizer.vouched(options.trust)
        else:
            trust = self._measured(recognizer, source, chat, rows, tally, keep)
        return recognizer.with_chat(chat, options, trust, tally)

    def _rehearsed(
        self,
        recognizer: LibraryRecognizer,
        source: str,
        stack: ChatStack,
        rows: Callable[[], Iterable[ReadRow]] | None,
        tally: EscalationTally,
    ) -> LibraryRecognizer:
        """The recogniser gathering what it would ask. A model that is still to be measured is taken to be believed."""
        options, chat = self.config.escalation, RehearsedChat(stack)
        trust = recognizer.vouched(options.trust or 1.0)
        if not options.trust:
            measured = self._measured(recognizer, source, chat, rows, tally, False)
            trust = trust if chat.requests else measured  # part of a trial tells nothing
        return recognizer.with_chat(chat, options, trust, tally)

    def _measured(
        self,
        recognizer: LibraryRecognizer,
        source: str,
        chat: Chat,
        rows: Callable[[], Iterable[ReadRow]] | None,
        tally: EscalationTally,
        keep: bool,
    ) -> Trust:
        """Trust by the trial that is kept for the source, by a new one where model, prompts or options are others."""
        path, options = self.folder.trial(source), self.config.escalation
        about = [chat.model_id, HEADER_FINGERPRINT, asdict(options), recognizer.model_id, recognizer.release_id]
        fingerprint = content_hash(about)
        trial = _kept(path, fingerprint)
        if trial is None and rows is not None:
            items, failed = sample_items(rows(), _TRIAL_ITEMS), _failed(tally)
            trial = recognizer.trial(items, chat, options, tally)
            if keep and _failed(tally) == failed:  # else the next build asks what is missing
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(json.dumps({"about": fingerprint} | trial.to_json()), encoding="utf-8")
        return recognizer.measured(trial or Trial())

    def _tell_escalation(self, tally: EscalationTally, recognizer: LibraryRecognizer) -> dict[str, Any]:
        """For the build's report; empty where no model was to be asked."""
        trust = recognizer.trust
        if trust is None:
            return {}
        trial = {"cells": trust.trial.cells, "answers": len(trust.trial.answers)}
        trial["right"] = sum(row.right for row in trust.trial.answers)
        told = tally.to_json() | {"believed": trust.believes, "trial": trial}
        chat = recognizer.chat
        if isinstance(chat, RehearsedChat):
            return told | {"forecast": chat.forecast().to_json()}
        return told | ({"endpoint": chat.figures()} if isinstance(chat, ChatStack) else {})


def _failed(tally: EscalationTally) -> int:
    """Questions that the endpoint failed to answer, though another time it may."""
    return sum(count for reason, count in tally.asking.abstained.items() if reason in PASSING)


def _kept(path: Path, fingerprint: str) -> Trial | None:
    """The trial in the file if it is of these settings; a damaged file is measured anew."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Trial.from_json(data) if data["about"] == fingerprint else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
