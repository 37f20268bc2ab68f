"""`run`, the file that everything starts with: what it does about packages before it hands over."""

import importlib.machinery
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from chm_portal.stack.places import ROOT


def load():
    """The file as a module; it has no .py, and no bytecode is left beside it."""
    loader = importlib.machinery.SourceFileLoader("run_script", str(ROOT / "run"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("run_script", loader))
    loader.exec_module(module)
    return module


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The file as a module, about a checkout of its own whose set-up only writes down what it would do."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    module = load()
    venv = tmp_path / ".venv"
    names = {"ROOT": tmp_path, "VENV": venv, "PYTHON": venv / "bin/python", "DONE": venv / ".done"}
    for name, path in {**names, "REQUIREMENTS": tmp_path / "requirements.txt"}.items():
        monkeypatch.setattr(module, name, str(path))
    (tmp_path / "requirements.txt").write_text("django==5.2.19 \\\n    --hash=sha256:00\n")
    module.happened = []

    def make_venv():
        module.happened.append("made")
        (venv / "bin").mkdir(parents=True, exist_ok=True)
        (venv / "bin/python").touch(mode=0o755)
        return ["pip"]

    monkeypatch.setattr(module, "make_venv", make_venv)
    monkeypatch.setattr(module, "install", lambda pip: module.happened.append("installed"))
    return module


def test_the_first_set_up_makes_a_virtual_environment_and_the_second_does_nothing(run):
    run.set_up()
    run.set_up()
    assert run.happened == ["made", "installed"]


def test_a_changed_requirement_is_installed_into_the_environment_that_is_there(run):
    run.set_up()
    Path(run.REQUIREMENTS).write_text("django==5.2.20\n")
    run.set_up()
    assert run.happened == ["made", "installed", "installed"]


def test_an_interrupted_set_up_starts_over(run, monkeypatch):
    run.set_up()
    Path(run.REQUIREMENTS).write_text("django==5.2.20\n")

    def interrupted(pip):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(run, "install", interrupted)
        run.set_up()
    run.set_up()
    assert run.happened == ["made", "installed", "made", "installed"]


def test_a_checkout_that_was_moved_gets_a_new_environment(run, monkeypatch):
    run.set_up()
    done = Path(run.DONE)
    done.write_text(done.read_text().replace(str(run.ROOT), "/somewhere/else"))
    run.set_up()
    assert run.happened == ["made", "installed", "made", "installed"]


def test_an_environment_whose_python_has_gone_is_made_again(run):
    run.set_up()
    Path(run.PYTHON).unlink()
    run.set_up()
    assert run.happened == ["made", "installed", "made", "installed"]


def test_a_failing_pip_shows_its_message_and_says_what_to_do(run, tmp_path, capsys):
    pip = tmp_path / "pip"
    pip.write_text("#!/bin/sh\necho Collecting django\necho no route to host\nexit 1\n")
    pip.chmod(0o755)
    fresh = load()
    fresh.REQUIREMENTS = run.REQUIREMENTS
    with pytest.raises(SystemExit, match="run the same command again"):
        fresh.install([str(pip)])
    assert "no route to host" in capsys.readouterr().err


def test_help_names_every_word_without_setting_anything_up(tmp_path):
    script = tmp_path / "run"
    script.write_bytes((ROOT / "run").read_bytes())
    said = subprocess.run([sys.executable, script, "--help"], capture_output=True, text=True, check=True).stdout
    for word in ("./run test", "./run manage", "./run reset", "--reload", "DATABASE_URL", "REDIS_URL", "PORT"):
        assert word in said
    assert os.listdir(tmp_path) == ["run"]
