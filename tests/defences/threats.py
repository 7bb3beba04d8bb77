"""The defences against guesses, crowds, hostile queues and wrong clocks."""

from tests.defences.removal import Defence, Edit

QUEUE = "app/jobs/queued/plain_jobs.py"
QUEUE_TESTS = "tests/jobs/test_queue_content.py"

THREATS = tuple(
    Defence(name, (Edit(file=file, old=old, new=new),), (test,))
    for name, file, old, new, test in (
        (
            "only known fields of a queued job are read",
            QUEUE,
            ' if name.decode(errors="replace") in FIELDS',
            "",
            QUEUE_TESTS,
        ),
        ("the size of a queued job", QUEUE, " or _is_bomb(data):", ":", QUEUE_TESTS),
        (
            "unreadable jobs are dropped",
            QUEUE,
            "        except UNREADABLE:",
            "        except ZeroDivisionError:",
            QUEUE_TESTS,
        ),
        (
            "the time limit of a queued job",
            QUEUE,
            "        if not 0 < (self.timeout or 0) <= TIMEOUT_SECONDS:",
            "        if False:",
            QUEUE_TESTS,
        ),
        (
            "the limit of last tries",
            "app/services/accounts/rate_limits.py",
            'is_first and has_attempts_left(f"last tries: {name}", key)',
            "is_first",
            "tests/services/accounts/test_guessing.py::test_all_networks_together_have_a_limit",
        ),
        (
            "passwords that are hashed at a time",
            "app/services/accounts/passwords.py",
            "BoundedSemaphore(2)",
            "BoundedSemaphore(100)",
            "tests/services/accounts/test_hashing.py",
        ),
        (
            "the line of requests that hash a password",
            "app/web/server/bridge.py",
            "self._password_line if self._hashes_password(environ) else self._line",
            "self._line",
            "tests/web/server/test_lines.py",
        ),
        (
            "signatures outlive the correction of a clock",
            "app/services/accounts/signatures.py",
            "if not 0 < ahead <= MAX_AHEAD_SECONDS:",
            "if True:",
            "tests/services/accounts/test_signatures.py",
        ),
    )
)
