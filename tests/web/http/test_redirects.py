import pytest
from flask import Flask

from app.web.http import local_path, sign_in_target

HOSTILE = [
    "//evil.test",
    "///evil.test",
    "////evil.test/%2f..",
    "/\\evil.test",
    "\\\\evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    "/\r\n/evil.test",
    " //evil.test",
    "https://evil.test",
    "HTTPS:evil.test",
    "https:/evil.test",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "@evil.test",
    "evil.test",
    ".evil.test",
    "\x00//evil.test",
    "/\x00/evil.test",
    "http://localhost@evil.test",
    "//evil.test\\@localhost",
    "/" + "a" * 5000,
    "",
    None,
]


@pytest.mark.parametrize("target", HOSTILE)
def test_a_redirect_target_outside_the_application_is_replaced(target):
    assert local_path(target, default="/sites") == "/sites"


@pytest.mark.parametrize("target", ["/", "/sites", "/sites/new?writing=poetry", "/pages/1/edit#top", "/a//b"])
def test_a_path_inside_the_application_is_kept(target):
    assert local_path(target) == target


@pytest.mark.parametrize("target", ["/sign-in", "/sign-up", "/", "", None])
def test_sign_in_redirects_to_the_sites_unless_a_page_was_requested(app: Flask, target):
    with app.test_request_context():
        assert sign_in_target(target) == "/sites"
