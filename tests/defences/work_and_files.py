"""The defences of work that customers share, of link checks, and of stored files."""

from tests.defences.removal import Defence, Edit

FORBIDDEN = "tests/adapters/test_forbidden_addresses.py"
GARBAGE = "app/services/publishing/garbage.py"
GARBAGE_TESTS = "tests/services/publishing/test_garbage_defences.py"
FOLDER = "app/adapters/object_store/folder.py"
DURABILITY = "tests/adapters/object_store/test_durability.py"
ATOMIC = "app/edge/disk/atomic_files.py"
UNDO = "app/services/documents/undo_redo.py"
UNDO_TEST = (
    "tests/services/documents/test_undo_redo.py::test_the_same_undo_or_redo_sent_twice_reverts_one_step"
)
POOL_TEST = "tests/security/test_pool.py::test_a_bare_connection_of_the_pool_has_neither_a_tenant_nor_a_user"
LOOK_UP_TEST = "tests/edge/disk/test_look_ups.py::test_a_look_up_never_leaves_its_folder"
TURNS = "tests/jobs/test_turns.py"
MAIL = "tests/jobs/test_mail_retries.py"

WORK_AND_FILES = tuple(
    Defence(name, (Edit(file=file, old=old, new=new),), (test,))
    for name, file, old, new, test in (
        (
            "the check of each address of a link",
            "app/adapters/safe_http.py",
            "if not all(policy.may_reach(",
            "if not all(True or policy.may_reach(",
            FORBIDDEN,
        ),
        (
            "the connection to the address that was checked",
            "app/adapters/safe_http.py",
            "(checked[0], port)",
            "(name, port)",
            FORBIDDEN,
        ),
        (
            "uploaded pictures in garbage collection",
            GARBAGE,
            "names |= {sha256, *(size[3] for size in sizes)}",
            "pass",
            GARBAGE_TESTS,
        ),
        (
            "the lock while files are deleted",
            GARBAGE,
            "lock_blobs_exclusive(session)\n        in_use",
            "in_use",
            GARBAGE_TESTS,
        ),
        (
            "the lock while builds are cleared",
            GARBAGE,
            "lock_blobs_exclusive(session)\n        over",
            "over",
            GARBAGE_TESTS,
        ),
        (
            "files that a running build reserved",
            GARBAGE,
            "for name in reserved",
            "for name in ()",
            "tests/services/publishing/test_garbage.py::test_reserved_files_are_kept[folder]",
        ),
        (
            "the sync of one file before its link",
            FOLDER,
            "_sync(temporary)\n                return",
            "return",
            DURABILITY,
        ),
        (
            "the sync of many files before their links",
            FOLDER,
            "_sync_all([temporary for",
            "len([temporary for",
            DURABILITY,
        ),
        ("the sync of the folder before the manifest", FOLDER, "_sync(folder)", "pass", DURABILITY),
        (
            "the sync of a manifest",
            FOLDER,
            "_sync(temporary)\n                temporary.replace",
            "temporary.replace",
            DURABILITY,
        ),
        ("the sync of a manifest's folder", FOLDER, "_sync(target.parent)", "pass", DURABILITY),
        ("the sync of an edge's file", ATOMIC, "os.fsync(file.fileno())", "pass", DURABILITY),
        ("the flush of an edge's file before its sync", ATOMIC, "file.flush()", "pass", DURABILITY),
        ("an undo that is sent twice", UNDO, "return done or undo_rows", "return undo_rows", UNDO_TEST),
        ("a redo that is sent twice", UNDO, "return done or _redo_undone", "return _redo_undone", UNDO_TEST),
        (
            "the end of the user's setting with the transaction",
            "app/tenancy.py",
            "set_config('rls.user_id', %s, true)",
            "set_config('rls.user_id', %s, false)",
            POOL_TEST,
        ),
        (
            "the end of the tenant's setting with the transaction",
            "app/tenancy.py",
            "set_config('rls.tenant_id', %s, true)",
            "set_config('rls.tenant_id', %s, false)",
            POOL_TEST,
        ),
        (
            "`..` in look-ups of an edge",
            "app/edge/disk/layout.py",
            " or not target.is_relative_to(root)",
            "",
            LOOK_UP_TEST,
        ),
        (
            "turns of customers",
            "app/services/publishing/turns.py",
            ".order_by(running, last_served.nulls_first(), SiteBuild.created_at, SiteBuild.id)",
            ".order_by(SiteBuild.created_at, SiteBuild.id)",
            TURNS,
        ),
        (
            "one link check of a customer at a time",
            "app/jobs/links.py",
            ", in_turn=True",
            "",
            TURNS,
        ),
        (
            "mail that outlasts an outage",
            "app/jobs/attempts/retries.py",
            "if failure.kind is FailureKind.OUTAGE:",
            "if False:",
            MAIL,
        ),
        (
            "mail that is refused for good",
            "app/adapters/mail.py",
            "if code >= _PERMANENT:",
            "if False:",
            MAIL,
        ),
        (
            "one Message-ID for all tries",
            "app/adapters/mail.py",
            'f"<{_header(mail_id)}@{domain}>" if mail_id else make_msgid(domain=domain)',
            "make_msgid(domain=domain)",
            MAIL,
        ),
        (
            "mail that has lost its meaning",
            "app/services/mail/messages.py",
            "if ends_at and ",
            "if False and ",
            MAIL,
        ),
    )
)
