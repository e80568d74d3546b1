"""Label files for Label Studio: tasks with predictions, the view, and its JSON export read back.

Formats after labelstud.io/guide/task_format, /guide/predictions and /tags/choices. The choices of a task come from its
own data (`offered`), since lists of values are longer than a static view can hold. Offsets count code points, as Label
Studio's do; JSON is written in ASCII, so that any text comes back as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from itemcenter.errors import InputError, StoreError
from itemcenter.evaluate.gold import GoldLabel
from itemcenter.flow.whole_file import text_file
from itemcenter.jobs.gold.answers import Answer
from itemcenter.jobs.gold.spelled import NOT_STATED, OTHER, spelled
from itemcenter.jobs.gold.tasks import LabelTask
from itemcenter.schema import OntologyRelease

#: Names of the view's controls.
VALUE, BEYOND, NOTE, PROOF, TEXT = "value", "other", "note", "proof", "text"
VIEW = f"""<View>
  <Header value="$question"/>
  <Text name="about" value="$about"/>
  <Labels name="{PROOF}" toName="{TEXT}"><Label value="proof" background="#f2c94c"/></Labels>
  <Text name="{TEXT}" value="$text"/>
  <Choices name="{VALUE}" toName="{TEXT}" value="$offered" choice="multiple" showInline="false"/>
  <TextArea name="{BEYOND}" toName="{TEXT}" placeholder="another value, as the text says it"/>
  <TextArea name="{NOTE}" toName="{TEXT}" placeholder="note" maxSubmissions="1"/>
</View>
"""
#: A larger file is to be exported in parts: it is read as one document.
_MOST_BYTES = 512 * 1024 * 1024


def write_label_studio(
    tasks: Iterable[LabelTask], release: OntologyRelease, path: Path, *, blind: bool = False, fallback: str = ""
) -> int:
    """Tasks into `path`, the view beside it as XML. Returns the number of tasks.

    fallback: what predictions are called whose model has no name
    """
    count = 0
    with text_file(path) as file:
        file.write("[")
        for task in tasks:
            file.write(
                ("," if count else "") + "\n" + json.dumps(_task(task, release, blind, fallback), ensure_ascii=True)
            )
            count += 1
        file.write("\n]\n")
    with text_file(view_path(path)) as file:
        file.write(VIEW)
    return count


def view_path(path: Path) -> Path:
    """Where the labelling view of a task file lies."""
    return path.with_name(f"{path.name.removesuffix('.json')}.view.xml")


def read_label_studio(path: Path) -> Iterator[Answer]:
    """The annotations of a JSON export, or of task files that hold some. Raises `InputError` where it is neither."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(f"{path.name} has more than {_MOST_BYTES >> 20} MiB", remedy="export it in parts")
        tasks = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise StoreError(f"cannot read {path}: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path.name} is no JSON: {error}", remedy="export as JSON, not JSON-MIN or CSV") from error
    if not isinstance(tasks, list):
        raise InputError(f"{path.name} is no list of tasks", remedy="export as JSON, not JSON-MIN or CSV")
    for row, task in enumerate(tasks, start=1):
        yield from _answers(task, row)


def _task(task: LabelTask, release: OntologyRelease, blind: bool, fallback: str) -> dict[str, Any]:
    suggestion, key = task.suggestion, task.key
    offered = [
        text for text in (suggestion.offered if suggestion is not None else ()) if text not in (NOT_STATED, OTHER)
    ]
    for label in task.labels:
        offered += [text for text in _texts(label, task, release) if text not in offered]
    unit = f" in {key.unit}" if key.unit else ""
    several = "; several values are possible" if key.multiple else ""
    data = {
        "item": task.item.id,
        "key": key.id,
        "question": f"{key.name}{unit}: what does this item state?",
        "about": f"{task.category}\n{key.description or key.name} ({key.type.value}{several})"
        + (f"\n{task.notes}" if task.notes else ""),
        "text": task.shown.text,
        "offered": [{"value": text} for text in [*(sorted(offered) if blind else offered), NOT_STATED, OTHER]],
        "content": task.content,
    }
    out: dict[str, Any] = {"data": data}
    if suggestion is not None and not blind:
        chosen = [value.text for value in suggestion.values if value.text in offered] or [NOT_STATED]
        result = [_choices(chosen)]
        if task.span is not None:
            start, end = task.span
            value = {"start": start, "end": end, "text": task.shown.text[start:end], "labels": ["proof"]}
            result.append({"id": "proof", "from_name": PROOF, "to_name": TEXT, "type": "labels", "value": value})
        version = suggestion.model_id or fallback
        out["predictions"] = [{"model_version": version, "score": round(suggestion.score, 4), "result": result}]
    if task.labels:
        out["annotations"] = [_annotation(label, task, release) for label in task.labels]
    return out


def _annotation(label: GoldLabel, task: LabelTask, release: OntologyRelease) -> dict[str, Any]:
    texts = _texts(label, task, release)
    beyond = [label.beyond] if label.beyond else []
    beyond += [value.text for value in label.values if spelled(value, task.key, release) in (NOT_STATED, OTHER)]
    chosen = [*texts, *([OTHER] if beyond else [])] or [NOT_STATED]
    result = [_choices(chosen)]
    for name, told in ((BEYOND, beyond), (NOTE, [label.note] if label.note else [])):
        if told:
            value = {"text": told}
            result.append({"id": name, "from_name": name, "to_name": TEXT, "type": "textarea", "value": value})
    return {"completed_by": {"email": label.labeller}, "was_cancelled": False, "result": result}


def _texts(label: GoldLabel, task: LabelTask, release: OntologyRelease) -> list[str]:
    found = [spelled(value, task.key, release) for value in label.values]
    return [text for text in found if text not in (NOT_STATED, OTHER)]


def _choices(chosen: list[str]) -> dict[str, Any]:
    return {"id": VALUE, "from_name": VALUE, "to_name": TEXT, "type": "choices", "value": {"choices": chosen}}


def _answers(task: Any, row: int) -> Iterator[Answer]:
    """One for each annotation; a task without any is nobody's answer."""
    line = row + 1  # as we write files; a program's own export may stand in one line
    raw = json.dumps(task, ensure_ascii=True)
    if not isinstance(task, Mapping) or not isinstance(task.get("data"), Mapping):
        yield Answer(row, line, raw, fault="the task has no data", remedy="export as JSON, not JSON-MIN")
        return
    data = task["data"]
    known = Answer(
        row, line, raw, item=_text(data.get("item")), key=_text(data.get("key")), content=_text(data.get("content"))
    )
    annotations = task.get("annotations", [])
    for annotation in annotations if isinstance(annotations, list) else [None]:
        if not isinstance(annotation, Mapping):
            yield known._replace(fault="an annotation is no object", remedy="export as JSON again")
            continue
        yield _answer(annotation, known._replace(labeller=_who(annotation.get("completed_by"))))


def _answer(annotation: Mapping[str, Any], known: Answer) -> Answer:
    if annotation.get("was_cancelled"):
        return known._replace(skipped=True)
    chosen: list[str] = []
    written: dict[str, list[str]] = {}
    for entry in annotation.get("result") or []:
        value = entry.get("value") if isinstance(entry, Mapping) else None
        if not isinstance(value, Mapping):
            return known._replace(fault="a result has no value", remedy="export as JSON again")
        name = _text(entry.get("from_name"))
        if name == VALUE:
            chosen += _list(value.get("choices"))
        elif name in (BEYOND, NOTE):
            written.setdefault(name, []).extend(_list(value.get("text")))
    others = [text for text in written.get(BEYOND, []) if text.strip()]
    if not chosen and not others:
        return known._replace(skipped=True)
    if OTHER in chosen and not others:
        remedy = "write the value into the field below, or skip the task"
        return known._replace(fault=f"{OTHER} is chosen, but no other value is written", remedy=remedy)
    values = tuple(text for text in dict.fromkeys([*chosen, *others[:-1]]) if text not in (NOT_STATED, OTHER))
    note = "; ".join(written.get(NOTE, []))
    return known._replace(values=values, other=others[-1] if others else "", not_stated=NOT_STATED in chosen, note=note)


def _who(completed_by: Any) -> str:
    """The annotator's e-mail address, or "user:ID" where the export has no more."""
    if isinstance(completed_by, Mapping):
        return _text(completed_by.get("email")) or _who(completed_by.get("id"))
    if isinstance(completed_by, bool) or not isinstance(completed_by, int | str) or completed_by == "":
        return ""
    return f"user:{completed_by}" if isinstance(completed_by, int) else completed_by


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _list(value: Any) -> list[str]:
    """Choices or texts; one alone may stand without a list."""
    return (
        [entry for entry in value if isinstance(entry, str)]
        if isinstance(value, list)
        else [_text(value)][: bool(value)]
    )
