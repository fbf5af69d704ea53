"""The kinds of complaints and requests as a municipality writes them: a TOML file, read whole or refused with all that is wrong."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from layers.municipality import Bilingual
from layers.requests.toml_table import TomlTable

# Short numbers (112, 199, 116000) and those of ten digits, Ν.4070/2012's numbering plan.
_PHONE = re.compile(r"1\d{2,5}|[2-8]\d{9}")


class UnusableServiceFile(ValueError):
    """Nothing of the file is taken; ``problems`` are sentences that name the service, the field, the value and the remedy."""

    def __init__(self, path: Path, problems: Sequence[str]) -> None:
        super().__init__(f"{path}: " + "\n".join(problems))
        self.problems = tuple(problems)


class Datatype(StrEnum):
    """GeoReport v2, service definition, ``datatype``."""

    STRING = "string"
    NUMBER = "number"
    DATETIME = "datetime"
    TEXT = "text"
    SINGLE_VALUE_LIST = "singlevaluelist"
    MULTI_VALUE_LIST = "multivaluelist"

    @property
    def is_list(self) -> bool:
        return self in (Datatype.SINGLE_VALUE_LIST, Datatype.MULTI_VALUE_LIST)


@dataclass(frozen=True, kw_only=True)
class Group:
    code: str
    title: Bilingual


@dataclass(frozen=True, kw_only=True)
class Value:
    key: str
    name: Bilingual


@dataclass(frozen=True, kw_only=True)
class Condition:
    """The answer to ``question``, an earlier one, is or contains ``key``."""

    question: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """``is_required`` holds only where the question is shown; ``values`` are empty unless ``datatype`` is a list."""

    code: str
    datatype: Datatype
    is_required: bool
    order: int
    text: Bilingual
    hint: Bilingual | None
    values: tuple[Value, ...]
    shown_if: Condition | None


@dataclass(frozen=True, kw_only=True)
class Emergency:
    """What to do instead of writing to us, where somebody is in danger."""

    text: Bilingual
    phone: str


@dataclass(frozen=True, kw_only=True)
class Service:
    """A kind of complaint or request (Open311 ``Service``).

    ``group`` and ``department`` are codes; that there is such a department is for the caller to see. ``deadline_days`` are working days.
    Two cases may be one within ``duplicate_radius_m`` and ``duplicate_days``; both are 0 where nobody searches. ``questions`` are in their
    order.
    """

    code: str
    group: str
    title: Bilingual
    description: Bilingual
    keywords_el: tuple[str, ...]
    keywords_en: tuple[str, ...]
    department: str
    deadline_days: int
    duplicate_radius_m: int
    duplicate_days: int
    is_location_required: bool
    may_be_anonymous: bool
    is_photo_public: bool
    emergency: Emergency | None
    questions: tuple[Question, ...]


@dataclass(frozen=True, kw_only=True)
class ServiceFile:
    groups: tuple[Group, ...]
    services: tuple[Service, ...]


def read_services(path: Path) -> ServiceFile:
    """Return the groups and services of the TOML file at ``path``, in its order. data/services.toml shows a whole one.

    Raises:
        UnusableServiceFile: tells everything that is wrong.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnusableServiceFile(path, [f"The file is no readable TOML: {error}."]) from error
    problems: list[str] = []
    whole = TomlTable(content, place="The file", problems=problems)
    groups = tuple(_group(table) for table in whole.tables("group"))
    services = tuple(_service(table, groups) for table in whole.tables("service"))
    whole.close()
    problems += _repeated("group", (group.code for group in groups))
    problems += _repeated("service", (service.code for service in services))
    if not services:
        problems.append("The file has no service. Write at least one [[service]].")
    if problems:
        raise UnusableServiceFile(path, problems)
    return ServiceFile(groups=groups, services=services)


def _group(table: TomlTable) -> Group:
    table.place = f"Group {table.shown('code')}"
    group = Group(code=table.code("code"), title=table.both("title"))
    table.close()
    return group


def _service(table: TomlTable, groups: Collection[Group]) -> Service:
    table.place = f"Service {table.shown('code')}"
    radius_m = table.number("duplicate_radius_m", least=0, most=1000)
    emergency = table.table("emergency")
    service = Service(
        code=table.code("code"),
        group=table.one_of("group", [group.code for group in groups]),
        title=table.both("title", most=60),
        description=table.both("description"),
        keywords_el=table.words("keywords_el"),
        keywords_en=table.words("keywords_en"),
        department=table.code("department"),
        deadline_days=table.number("deadline_days", least=1, most=250),
        duplicate_radius_m=radius_m,
        # A search has both; where there is none, neither.
        duplicate_days=table.number("duplicate_days", least=min(radius_m, 1), most=365 if radius_m else 0),
        is_location_required=table.flag("is_location_required"),
        may_be_anonymous=table.flag("may_be_anonymous"),
        is_photo_public=table.flag("is_photo_public"),
        emergency=_emergency(emergency) if emergency else None,
        questions=_questions(table),
    )
    table.close()
    return service


def _emergency(table: TomlTable) -> Emergency:
    emergency = Emergency(text=table.both("text"), phone=table.text("phone"))
    if emergency.phone and not _PHONE.fullmatch(emergency.phone.replace(" ", "")):
        table.wrong("phone", "write a short number like 112, or ten digits like 28210 00100")
    table.close()
    return emergency


def _questions(service: TomlTable) -> tuple[Question, ...]:
    tables = service.tables("question")
    questions = [_question(table, f"{service.place}, question {table.shown('code')}") for table in tables]
    service.problems += _repeated(f"{service.place}, question", (question.code for question in questions))
    service.problems += _repeated(f"{service.place}, question of the order", (str(question.order) for question in questions))
    for question, table in zip(questions, tables, strict=True):
        if question.shown_if:
            _check_condition(question, table, [other for other in questions if other.order < question.order])
    return tuple(sorted(questions, key=lambda question: question.order))


def _question(table: TomlTable, place: str) -> Question:
    table.place = place
    has_hint = table.has("hint_el") or table.has("hint_en")
    condition = table.table("shown_if")
    datatype = Datatype(table.one_of("datatype", list(Datatype)) or Datatype.STRING)
    question = Question(
        code=table.code("code"),
        datatype=datatype,
        is_required=table.flag("required"),
        order=table.number("order", least=1, most=99),
        text=table.both("text"),
        hint=table.both("hint") if has_hint else None,
        values=_values(table, datatype),
        shown_if=_condition(condition) if condition else None,
    )
    table.close()
    return question


def _values(question: TomlTable, datatype: Datatype) -> tuple[Value, ...]:
    values = []
    for table in question.tables("value"):
        table.place = f"{question.place}, value {table.shown('key')}"
        values.append(Value(key=table.code("key"), name=table.both("name")))
        table.close()
    question.problems += _repeated(f"{question.place}, value", (value.key for value in values))
    if datatype.is_list and len(values) < 2:
        question.wrong("value", f"a {datatype} needs two values or more: write [[service.question.value]] tables")
    if values and not datatype.is_list:
        question.wrong("value", f"a {datatype} has no values: leave them out, or make it a singlevaluelist")
    return tuple(values)


def _condition(table: TomlTable) -> Condition:
    condition = Condition(question=table.code("question"), key=table.code("is"))
    table.close()
    return condition


def _check_condition(question: Question, table: TomlTable, earlier: Sequence[Question]) -> None:
    assert question.shown_if is not None  # noqa: S101
    keys: Mapping[str, list[str]] = {other.code: [value.key for value in other.values] for other in earlier if other.datatype.is_list}
    if question.shown_if.question not in keys:
        table.wrong("shown_if", f"name an earlier question that is a list, one of: {', '.join(keys) or 'there is none'}")
    elif question.shown_if.key not in keys[question.shown_if.question]:
        table.wrong("shown_if", f"write one of that question's keys: {', '.join(keys[question.shown_if.question])}")


def _repeated(what: str, codes: Iterator[str]) -> list[str]:
    seen: set[Any] = set()
    again = [code for code in codes if code and (code in seen or seen.add(code))]  # type: ignore[func-returns-value]
    return [f"{what} {code!r} is there twice: write each once." for code in dict.fromkeys(again)]
