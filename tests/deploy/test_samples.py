"""The samples of `deploy/` fit the portal: its roles, its commands, its variables; systemd and nginx read them."""

import os
import re
import shlex
import shutil
import subprocess
import warnings
from configparser import ConfigParser
from pathlib import Path

import pytest

from chm_portal import env
from chm_portal.stack import command_line, roles
from chm_portal.stack.places import ROOT

DEPLOY = ROOT / "deploy"
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
ROLES = {"web", "worker", "indexer", "relay", "beat"}
#: Variables that configure no site: what ./run sets itself, and what only developers and the demonstration know.
NOT_OF_A_SITE = {"PORTAL_DEBUG", "PORTAL_MAIL_BACKEND", "PORTAL_RUN_STARTED", "PORTAL_BROWSER_TESTS"}


def unit(name: str) -> ConfigParser:
    """Return a unit file by section and key."""
    parser = ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str
    parser.read(DEPLOY / name, encoding="utf-8")
    return parser


def variables_of_the_sample() -> dict[str, str]:
    """Return what the sample environment file says, also what it has commented out."""
    lines = re.findall(r"^#?([A-Z][A-Z0-9_]*)=(.*)$", (DEPLOY / "portal.env").read_text(encoding="utf-8"), re.M)
    assert len(lines) == len(dict(lines)), "a variable stands in it twice"
    return dict(lines)


def variables_of_the_code() -> set[str]:
    """Return every variable that settings and stack read."""
    found = set()
    for file in (*(ROOT / "chm_portal").glob("*.py"), *(ROOT / "chm_portal" / "stack").glob("*.py")):
        text = file.read_text(encoding="utf-8")
        found |= set(
            re.findall(r"(?:env\.\w+|environ\.get|environment\.get|given)\(\s*[\"']([A-Z][A-Z0-9_]+)[\"']", text)
        )
        found |= set(re.findall(r'environment\["(PORTAL_[A-Z_]+)"\]', text))
    return found - NOT_OF_A_SITE


def variables_of_the_page() -> set[str]:
    """Return every variable of the page's tables; `_PORT` after `PORTAL_SMTP_HOST` is PORTAL_SMTP_PORT."""
    found: set[str] = set()
    for row in re.findall(r"^\| (`[A-Z][^|]*) \|", OPERATIONS, re.M):
        full = ""
        for name in re.findall(r"`([A-Z0-9_]+)`", row):
            full = full.rpartition("_")[0] + name if name.startswith("_") else name
            found.add(full)
    return found


def test_every_variable_of_the_sample_is_read_and_explained_and_none_is_left_out():
    sample = set(variables_of_the_sample())
    assert sample == variables_of_the_code()
    assert sample == variables_of_the_page()


def test_what_the_sample_has_commented_out_is_the_default(monkeypatch):
    """Whoever takes the # away changes nothing."""
    from django.conf import settings

    sample = variables_of_the_sample()
    for name in sample:
        monkeypatch.setenv(name, sample[name])
    assert env.choice("PORTAL_SEARCH_ENGINE", tuple(settings.SEARCH_ENGINES)) == "whoosh"
    assert env.choices("PORTAL_SERVICES", settings.SERVICE_APPS) == settings.SERVICE_APPS
    assert env.choice("PORTAL_LOG_FORMAT", ("line", "json")) == settings.LOG_FORMAT
    assert int(sample["PORTAL_ATTACHMENT_MAX_MB"]) * 1024 * 1024 == settings.ATTACHMENT_MAX_BYTES
    assert int(sample["PORTAL_SESSION_SECONDS"]) == settings.SESSION_COOKIE_AGE
    assert int(sample["PORTAL_IMPORT_MAX_ROWS"]) == settings.IMPORT_MAX_ROWS
    commands = {role: roles.command_of(role, {"PORTAL_VAR": "var"}) for role in ROLES}
    assert commands == {role: roles.command_of(role, {**sample, "PORTAL_VAR": "var"}) for role in ROLES}


def test_every_role_is_enabled_and_the_unit_starts_it_as_run_does():
    text = (DEPLOY / "portal.target").read_text(encoding="utf-8")
    [whole, *_others] = re.findall(r"portal@\{([a-z,]+)\}", text)
    assert set(whole.split(",")) == ROLES
    for role in ROLES:
        assert roles.command_of(role, {"PORTAL_VAR": "var"})
    with pytest.raises(roles.StackError, match=", ".join(whole.split(","))):
        roles.command_of("no role", {})
    command = shlex.split(unit("portal@.service")["Service"]["ExecStart"])
    assert [Path(command[0]).name, *command[1:]] == ["run", "role", "%i"]
    assert unit("portal@.service")["Install"]["WantedBy"] == "portal.target"


def test_a_role_that_must_be_there_once_is_not_enabled_on_a_second_machine():
    [_whole, second] = re.findall(r"portal@\{([a-z,]+)\}", (DEPLOY / "portal.target").read_text(encoding="utf-8"))
    once = re.findall(r"^\| (\w+) \| .* \| \*\*exactly one\*\* \|", OPERATIONS, re.M)
    assert set(second.split(",")) == ROLES - set(once)


def test_a_role_has_time_to_end_and_one_environment_for_all_units():
    from django.conf import settings

    service = unit("portal@.service")["Service"]
    assert int(service["TimeoutStopSec"]) > settings.CELERY_TASK_TIME_LIMIT
    for name in ("portal@.service", "portal-backup.service"):
        assert unit(name)["Service"]["EnvironmentFile"] == "/etc/portal.env"
        written_to = unit(name)["Service"]["ReadWritePaths"]
        assert variables_of_the_sample()["PORTAL_VAR"].startswith(f"{written_to}/")


def test_the_backup_of_the_night_is_the_command_that_is_documented():
    command = unit("portal-backup.service")["Service"]["ExecStart"]
    assert "/srv/portal/code/run backup " in command
    assert "./run backup " in OPERATIONS
    assert command_line.BACKUP[-1] == "chm_portal.stack.backup"


def test_the_page_on_operations_names_every_sample():
    for file in DEPLOY.iterdir():
        assert f"deploy/{file.name}" in OPERATIONS, file.name


def test_the_proxy_sets_what_the_portal_believes_and_lets_files_through():
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    headers = dict(re.findall(r"proxy_set_header (\S+) ([^;]+);", text))
    assert headers["X-Forwarded-For"] == "$remote_addr"  # not $proxy_add_x_forwarded_for: the client's word
    assert headers["X-Forwarded-Proto"] == "https"
    assert headers["X-Request-ID"] == "$request_id"
    assert headers["Host"] == "$host"
    [most] = re.findall(r"client_max_body_size (\d+)m;", text)
    assert int(most) > int(variables_of_the_sample()["PORTAL_ATTACHMENT_MAX_MB"])
    assert f"alias {variables_of_the_sample()['PORTAL_VAR']}/static/;" in text
    assert "$query_string" not in text
    assert "$args" not in text
    [logged] = re.findall(r"log_format portal '([^']+)'", text)
    assert not {"$uri", "$request", "$request_uri", "$remote_addr"} & set(logged.split())  # keys of links, addresses
    assert "/media/" not in text  # attachments are asked for at the portal, which knows who may have them


# --- the programs themselves ---------------------------------------------------------------------


def skip_loudly(program: str) -> None:
    """Skip, and say in pytest's summary of warnings what was not looked at."""
    warnings.warn(pytest.PytestWarning(f"There is no {program}: deploy/ was not shown to it."), stacklevel=2)
    pytest.skip(f"There is no {program}.")


@pytest.mark.filterwarnings("default::pytest.PytestWarning")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path):
    if not shutil.which("systemd-analyze"):
        skip_loudly("systemd-analyze")
    (tmp_path / "run").touch(mode=0o755)
    for file in DEPLOY.glob("portal*"):
        if file.suffix != ".env":
            text = file.read_text(encoding="utf-8").replace("/srv/portal/code/run", str(tmp_path / "run"))
            (tmp_path / file.name).write_text(text)
    for role in ROLES:
        shutil.copy(tmp_path / "portal@.service", tmp_path / f"portal@{role}.service")
    names = [*(f"portal@{role}.service" for role in ROLES), "portal.target", "portal-backup.service"]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(tmp_path / name for name in (*names, "portal-backup.timer"))],
        capture_output=True,
        text=True,
        check=False,
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
    )
    about_ours = [line for line in done.stderr.splitlines() if "portal" in line]
    assert about_ours == []


@pytest.mark.filterwarnings("default::pytest.PytestWarning")
def test_nginx_reads_the_sample(tmp_path):
    nginx, openssl = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"), shutil.which("openssl")
    if not nginx or not openssl:
        skip_loudly("nginx" if not nginx else "openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "fullchain.pem"
    make = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=chm.example.org", "-days", "1"]
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("/etc/ssl/portal", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
    (tmp_path / "site.conf").write_text(text)
    folders = "".join(
        f"{kind}_temp_path {tmp_path}/{kind}; " for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    http = f"http {{ {folders} include {tmp_path}/site.conf; }}"
    whole = f"pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}} {http}"
    (tmp_path / "nginx.conf").write_text(whole)
    done = subprocess.run(
        [nginx, "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
