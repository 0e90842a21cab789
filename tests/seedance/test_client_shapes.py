"""The client against every shape a refusal may have: the vendor's documentation shows an answer of success only."""

from itertools import product

import pytest

from bot.domain.ids import TaskId
from bot.domain.task import (
    Ambiguous,
    Failed,
    PollFailed,
    Rejected,
    RejectionKind,
    Running,
    TaskNotFound,
    Throttled,
)
from bot.seedance.client import SeedanceClient
from sandbox.seedance import CHOICES, LocalSeedance
from tests.sandbox.seedance.calling import CREDITS
from tests.seedance.connected import DOOMED, KEY, SPEC, ended, submitted

IN_EVERY_SHAPE = pytest.mark.parametrize(
    ("envelope", "http_status", "code_type"),
    list(product(CHOICES["envelope"], CHOICES["http_status"], CHOICES["code_type"])),
)
WORD_ONLY = {"word-in-code", "word-in-error", "code-in-error"}


@IN_EVERY_SHAPE
async def test_a_refusal_is_understood_wherever_its_word_stands(
    vendor: LocalSeedance, api: SeedanceClient, envelope: str, http_status: str, code_type: str
) -> None:
    vendor.modes.choose(envelope=envelope, http_status=http_status, code_type=code_type)
    for fault, answer in (
        ("invalid-prompt", Rejected(RejectionKind.INVALID, "INVALID_PROMPT", "prompt")),
        ("unauthorized", Rejected(RejectionKind.KEY, "INVALID_API_KEY")),
        ("out-of-credits", Rejected(RejectionKind.CREDITS, "INSUFFICIENT_CREDITS")),
        ("too-many", Throttled(5.0)),
    ):
        vendor.faults.arm(fault)
        assert await api.submit(SPEC) == answer
    assert vendor.tasks() == []


@IN_EVERY_SHAPE
async def test_a_server_error_is_never_a_refusal_wherever_its_word_stands(
    vendor: LocalSeedance, api: SeedanceClient, envelope: str, http_status: str, code_type: str
) -> None:
    vendor.modes.choose(envelope=envelope, http_status=http_status, code_type=code_type)
    vendor.faults.arm("error-500")
    answer = await api.submit(SPEC)
    assert isinstance(answer, Ambiguous)
    assert "INTERNAL_ERROR" in answer.detail
    task_id = await submitted(api)
    vendor.faults.arm("error-500", endpoint="status")
    assert isinstance(await api.poll(task_id), PollFailed)
    assert await api.poll(task_id) == Running("IN_PROGRESS")


@IN_EVERY_SHAPE
async def test_a_missing_task_and_a_refused_key_are_told_apart_in_every_shape(
    vendor: LocalSeedance, api: SeedanceClient, envelope: str, http_status: str, code_type: str
) -> None:
    vendor.modes.choose(envelope=envelope, http_status=http_status, code_type=code_type)
    assert await api.poll(TaskId("seed15000000000000pro")) == TaskNotFound()
    assert await api.probe() is None
    vendor.faults.arm("unauthorized", endpoint="status", times=2)
    answer = await api.poll(TaskId("seed15000000000000pro"))
    assert isinstance(answer, PollFailed)
    assert answer.kind is RejectionKind.KEY
    assert await api.probe() is RejectionKind.KEY


@IN_EVERY_SHAPE
async def test_a_failed_task_is_one_in_every_shape(
    vendor: LocalSeedance, api: SeedanceClient, envelope: str, http_status: str, code_type: str
) -> None:
    vendor.modes.choose(envelope=envelope, http_status=http_status, code_type=code_type)
    assert await ended(vendor, api, DOOMED) == Failed("No real faces", 0)


@pytest.mark.parametrize(("envelope", "http_status"), list(product(CHOICES["envelope"], CHOICES["http_status"])))
async def test_moderation_at_once_is_a_refusal_or_a_doubt_but_never_a_task(
    vendor: LocalSeedance, api: SeedanceClient, envelope: str, http_status: str
) -> None:
    vendor.modes.choose(moderation="refused", envelope=envelope, http_status=http_status)
    answer = await api.submit(DOOMED)
    if http_status == "always-200" and envelope in WORD_ONLY:
        assert isinstance(answer, Ambiguous)
        assert answer.detail.startswith("HTTP 200 without a task: ")
    else:
        assert isinstance(answer, Rejected)
        assert (answer.kind, answer.field) == (RejectionKind.INVALID, None)
    assert vendor.balance(KEY) == CREDITS
