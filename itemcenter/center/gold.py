"""Verbs of the gold set: draw, suggest, hand out to people, take back, score, compare, and what the center adds."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from itemcenter.artifacts import load_bundle
from itemcenter.center.exports import ExportVerbs
from itemcenter.center.sources import HUMAN, MACHINE, MERCHANT
from itemcenter.errors import ConfigError, GateError, NotFoundError
from itemcenter.evaluate.gold import Comparison, GateLimits, GoldSet, SamplePlan, Shares, compare
from itemcenter.jobs.effect import EffectReport, effect_report
from itemcenter.jobs.gold.agree import AgreementReport, agreement_report
from itemcenter.jobs.gold.answers import GOLD_SOURCE, ImportReport, take_answers
from itemcenter.jobs.gold.build_words import SHOWN, Voice
from itemcenter.jobs.gold.csv_file import read_csv, write_csv
from itemcenter.jobs.gold.label_studio import read_label_studio, write_label_studio
from itemcenter.jobs.gold.prelabel import PrelabelReport, prelabel, read_suggestions
from itemcenter.jobs.gold.sample import SampleChoice, SampleReport, draw_sample, with_seed
from itemcenter.jobs.gold.score import GoldScore, score
from itemcenter.jobs.gold.tasks import OPEN, label_tasks

#: Forms of label files.
CSV, LABEL_STUDIO = FORMS = ("csv", "label-studio")


class GoldVerbs(ExportVerbs):
    def gold_sample(
        self, plan: SamplePlan, choice: SampleChoice | None = None, *, seed: int | None = None
    ) -> SampleReport:
        """Draw a gold set, or more cells into it. seed: None for that of the set, or 0."""
        with self.locked():
            gold = self.gold.open() if self.gold.exists() else GoldSet()
            plan = with_seed(plan, gold, seed)
            entries, report = draw_sample(self.store, self.release, gold, plan, choice or SampleChoice())
            about = {"action": "sample", "seed": plan.seed, "items": plan.items, "at_least": plan.at_least}
            about |= {"per_key": plan.per_key, "release": self.release.id, "catalog": report.catalog}
            report.version = self.gold.add(entries, about)
        return report

    def gold_prelabel(self, source: str = MERCHANT) -> PrelabelReport:
        """Write what the machine would say of the gold set's cells, as suggestions."""
        gold, recognizer = self.gold.open(), self.recognizer_for(source)
        with self.locked():
            parts = (self.store, self.release, gold, recognizer.candidates, recognizer.model_id)
            return prelabel(*parts, self.gold.suggestions)

    def gold_export(
        self, path: str | Path, form: str, *, which: str = OPEN, labeller: str = "", blind: bool = False
    ) -> int:
        """Write cells for people to answer; returns how many rows or tasks. which: see `jobs.gold.tasks`."""
        suggestions = read_suggestions(self.gold.suggestions)
        tasks = label_tasks(self.store, self.release, self.gold.open(), suggestions, which, labeller)
        if form == CSV:
            return write_csv(tasks, self.release, Path(path), blind=blind)
        _check_form(form)
        fallback = f"itemcenter {self.release.id}"
        return write_label_studio(tasks, self.release, Path(path), blind=blind, fallback=fallback)

    def gold_import(self, path: str | Path, form: str, *, labeller: str = "", final: bool = False) -> ImportReport:
        """Take answers in; what is none goes to the quarantine of `GOLD_SOURCE`."""
        file = Path(path)
        _check_form(form)
        if not file.is_file():
            raise NotFoundError(f"{file} is no file", remedy="write one with `itemcenter gold export`, and fill it")
        answers = read_csv(file) if form == CSV else read_label_studio(file)
        with self.locked(), closing(self.quarantine.writer(GOLD_SOURCE)) as rejects:
            parts = (answers, self.gold.open(), self.release, rejects, file.name)
            entries, report = take_answers(*parts, labeller=labeller, final=final)
            rejects.keep({"file": file.name, "form": form})
            labellers = sorted(report.labellers)
            report.version = self.gold.add(entries, {"action": "import", "form": form, "labellers": labellers})
        return report

    def gold_agreement(self) -> AgreementReport:
        return agreement_report(self.gold.open(), self.release)

    def gold_score(self, voice: str = SHOWN, run: int | None = None, gold: GoldSet | None = None) -> GoldScore:
        """This center by the gold set. gold: another center's, whose cells are looked up here."""
        taught = () if gold is not None else self._taught()
        return score(self.store, self.release, gold or self.gold.open(), Voice(voice, MACHINE, HUMAN, run), taught)

    def gold_compare(
        self, older: GoldVerbs | None = None, *, run: int | None = None, voice: str = SHOWN
    ) -> tuple[GoldScore, GoldScore, Comparison]:
        """This center as it stands against another one, or against itself at the end of an earlier run.

        run: None for the run before the newest. Both are held against this center's gold set.
        """
        gold = self.gold.open()
        if older is None and run is None:
            marks = self.store.runs()
            if len(marks) < 2:
                remedy = "name another center with --with DIR, or build again"
                raise NotFoundError("this center has no earlier run to compare with", remedy=remedy)
            run = marks[-2].number
        before = self.gold_score(voice, run, gold) if older is None else older.gold_score(voice, run, gold)
        after = self.gold_score(voice)
        return before, after, compare(before.cells, after.cells)

    def gold_gate(
        self,
        older: GoldVerbs | None = None,
        *,
        limits: GateLimits | None = None,
        run: int | None = None,
        voice: str = SHOWN,
    ) -> tuple[Comparison, list[str]]:
        """The comparison, and what speaks against the newer build; nothing: it may go out.

        limits: default those of the configuration. A center without an earlier run is compared with itself: then only
        the least precision and recall can fail. Raises `GateError` where no answer can be used.
        """
        if older is None and run is None and len(self.store.runs()) < 2:
            found = self.gold_score(voice)
            comparison = compare(found.cells, found.cells)
        else:
            _, _, comparison = self.gold_compare(older, run=run, voice=voice)
        if not comparison.whole.newer.cells:
            remedy = "have cells answered: `itemcenter gold export`, then `gold import`"
            raise GateError("no cell of the gold set has an answer that both builds can be held against", remedy=remedy)
        return comparison, comparison.failures(limits or self.config.gold)

    def effect(self) -> EffectReport:
        """What the center adds to the merchants' data, with the gold set's word beside it where there is one."""

        def by_gold() -> tuple[Shares, dict[str, Shares], list[str]]:
            found = self.gold_score()
            return found.whole, found.categories, found.notices

        answered = self.gold.exists() and bool(self.gold.open().labels)
        return effect_report(self.store, self.release, by_gold if answered else None)

    def _taught(self) -> list[str]:
        """The gold sets, by digest, that the learned models of this center have left out."""
        folders = [path for path in sorted((self.folder.path / "models").glob("evidence-*")) if path.is_dir()]
        return [str(load_bundle(folder).settings.get("about", {}).get("gold", "")) for folder in folders]


def _check_form(form: str) -> None:
    if form not in FORMS:
        raise ConfigError(f"{form!r} is no form of label files", remedy=f"allowed: {', '.join(FORMS)}")
