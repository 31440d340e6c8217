"""What stands between a clean checkout and a server: the environment, Debian's packages, a demo that was broken off."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from app.core.clock import now
from app.core.db import writing
from app.policy import SYSTEM
from app.settings.actions import mark_installation
from deploy.demo import UNFINISHED, emptied
from tests.processes import alive, descendants, kill_all
from tests.servers import APP_VARIABLES, free_port

ROOT = Path(__file__).resolve().parents[2]


# -- .venv -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with the script and requirements that ask for nothing."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "environment.sh", tmp_path / "deploy")
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    (tmp_path / "requirements-dev.txt").write_text("# nothing\n")
    return tmp_path


def environment(checkout: Path, need: str) -> tuple[int, str]:
    done = subprocess.run(("sh", "deploy/environment.sh", need), cwd=checkout, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_an_environment_is_made_once_completed_for_tests_and_made_anew_when_pins_change(checkout: Path) -> None:
    code, words = environment(checkout, "run")
    assert (code, "Preparing .venv" in words) == (0, True)
    mine = checkout / ".venv" / "mine"
    mine.touch()
    assert environment(checkout, "run") == (0, "")

    code, words = environment(checkout, "test")
    assert (code, "Preparing .venv" in words, "what the tests need" in words, mine.exists()) == (0, False, True, True)
    assert environment(checkout, "test") == (0, "")
    assert environment(checkout, "run") == (0, "")

    (checkout / "requirements.txt").write_text("# still nothing\n")
    code, words = environment(checkout, "run")
    assert (code, "Preparing .venv" in words, mine.exists()) == (0, True, False)


def test_a_requirement_without_hash_is_refused_and_the_environment_does_not_count_as_made(checkout: Path) -> None:
    (checkout / "requirements.txt").write_text("flask==3.1.3\n")
    code, _ = environment(checkout, "run")
    assert code != 0
    assert not (checkout / ".venv" / "made-from-run").exists()


# -- packages ----------------------------------------------------------------------------------------------------------


def packages(folder: Path, missing: str) -> tuple[int, str]:
    """Run packages.sh as somebody who is not root, on a Debian that lacks `missing`."""
    programs = {
        "dpkg-query": f'for package; do :; done; case " {missing} " in *" $package "*) exit 1 ;; esac; echo install ok installed',
        "id": "echo 1000",
    }
    for name, script in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    path = f"{folder}:{os.environ['PATH']}"
    done = subprocess.run(
        ("sh", ROOT / "deploy" / "packages.sh"), env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout


def test_packages_that_are_there_need_no_words(tmp_path: Path) -> None:
    assert packages(tmp_path, missing="") == (0, "")


def test_missing_packages_fail_with_the_line_that_root_must_run(tmp_path: Path) -> None:
    code, words = packages(tmp_path, missing="chromium postgresql")
    line = words.splitlines()[-1]
    assert code == 1
    assert line.endswith("install -y --no-install-recommends chromium postgresql")
    assert line.index("create_main_cluster = false") < line.index(" install -y")


# -- the demo ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "thrown_away"), [("", False), ("demo", True), ("real", False)])
def test_only_a_demo_that_was_broken_off_is_thrown_away(app: Flask, tmp_path: Path, kind: str, thrown_away: bool) -> None:
    if kind:
        with writing():
            mark_installation(kind, by=SYSTEM, at=now())
    (tmp_path / UNFINISHED).touch()
    assert emptied(app) == thrown_away
    assert (tmp_path / "lianxi.db").exists() == (not thrown_away)
    assert not (tmp_path / UNFINISHED).exists()


# -- in a terminal -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Terminal:
    pid: int
    screen: int
    port: int

    def read_until(self, words: str, seconds: float = 60.0) -> str:
        """What is shown until `words` appear, or until the program has closed the terminal."""
        shown, deadline = b"", time.monotonic() + seconds
        while words.encode() not in shown:
            ready, _, _ = select.select([self.screen], [], [], max(0.0, deadline - time.monotonic()))
            assert ready, f"waited in vain for {words}: {shown.decode(errors='replace')}"
            try:
                shown += os.read(self.screen, 4096)
            except OSError:
                break
        return shown.decode(errors="replace")

    def press_ctrl_c(self) -> tuple[int, float]:
        """The program's exit code, and how many seconds it took to end."""
        began = time.monotonic()
        os.write(self.screen, b"\x03")
        self.read_until("Lianxi has stopped.")
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]), time.monotonic() - began


@contextmanager
def terminal(kind: str, instance: Path) -> Iterator[Terminal]:
    """What `make run` ("demo") or `make start` ("real") does once the environment is there, in a terminal of its own."""
    port = free_port()
    clean = {name: value for name, value in os.environ.items() if name not in APP_VARIABLES}
    pid, screen = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execve("/bin/sh", ("sh", "deploy/run.sh", kind), {**clean, "LIANXI_INSTANCE": str(instance), "PORT": str(port)})
    try:
        yield Terminal(pid, screen, port)
    finally:
        kill_all(descendants(pid))
        os.close(screen)


def test_a_real_installation_says_how_to_begin_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    with terminal("real", tmp_path) as shell:
        shown = shell.read_until(f"http://127.0.0.1:{shell.port}")
        assert f"LIANXI_INSTANCE={tmp_path} .venv/bin/flask --app wsgi users create NAME --role administrator" in shown
        family = descendants(shell.pid)
        code, seconds = shell.press_ctrl_c()
        assert (code, seconds < 5.0) == (0, True)
        assert alive(family, within=0.5) == set()


def test_ctrl_c_while_the_demo_is_brought_in_ends_that_too_and_leaves_a_mark(tmp_path: Path) -> None:
    with terminal("demo", tmp_path) as shell:
        shell.read_until("Loading the demo")
        while len(family := descendants(shell.pid)) < 5:  # granian, two workers, deploy.demo, and then `flask demo load`
            assert alive({shell.pid})
            time.sleep(0.02)
        code, seconds = shell.press_ctrl_c()
        assert (code, seconds < 5.0) == (0, True)
        assert alive(family, within=0.5) == set()
        assert (tmp_path / UNFINISHED).exists()
