"""The container as it is shipped: what its two files must say for a stranger's server to be safe with it."""

import re
from pathlib import Path

import pytest

from bot.service.worker import SUBMIT_GRACE
from bot.settings import SECRETS

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
LINES = DOCKERFILE.splitlines()


def test_the_image_holds_the_product_and_nothing_of_the_sandbox() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    assert copied == ["requirements-postgres.txt .", "bot bot", "cogs cogs"]
    kept = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert kept == ["*", "!requirements-postgres.txt", "!bot", "!cogs", "**/__pycache__"]


def test_the_image_does_not_run_as_root() -> None:
    user = LINES.index("USER reelroom")
    assert user < next(number for number, line in enumerate(LINES) if line.startswith("CMD"))
    assert not [line for line in LINES[user + 1 :] if line.startswith(("USER", "RUN", "COPY", "ADD"))]


def test_only_its_user_reads_the_data_in_the_image() -> None:
    assert "install -d -o reelroom -g reelroom -m 0700 /data" in DOCKERFILE
    assert "DATA_DIR=/data" in DOCKERFILE
    assert "VOLUME /data" in LINES


@pytest.mark.parametrize("name", SECRETS)
def test_no_secret_is_built_into_the_image_or_written_beside_it(name: str) -> None:
    assert name not in DOCKERFILE
    assert name not in COMPOSE


def test_the_image_installs_nothing_that_is_not_locked_by_hash() -> None:
    installs = [line for line in LINES if "pip install" in line]
    assert installs
    assert all("--require-hashes" in line for line in installs)


def test_the_image_tells_whether_it_is_well() -> None:
    assert re.search(r'^HEALTHCHECK .*CMD \["python", "-m", "bot", "health"\]$', DOCKERFILE, re.MULTILINE)


@pytest.mark.parametrize(
    "setting",
    [
        "read_only: true",
        "tmpfs:\n      - /tmp",
        "cap_drop:\n      - ALL",
        "security_opt:\n      - no-new-privileges:true",
        "pids_limit: 256",
        "mem_limit: 2g",
        "restart: unless-stopped",
    ],
)
def test_the_container_has_no_more_than_it_needs(setting: str) -> None:
    assert f"    {setting}\n" in COMPOSE


@pytest.mark.parametrize("setting", ["privileged", "ports:", "network_mode", "docker.sock", "cap_add", "seccomp"])
def test_the_container_opens_nothing(setting: str) -> None:
    assert setting not in re.sub(r"#.*", "", COMPOSE)


def test_a_stop_leaves_time_for_what_is_being_submitted() -> None:
    grace = re.search(r"^    stop_grace_period: (\d+)s$", COMPOSE, re.MULTILINE)
    assert grace
    assert int(grace[1]) > SUBMIT_GRACE
    assert "STOPSIGNAL SIGTERM" in LINES
