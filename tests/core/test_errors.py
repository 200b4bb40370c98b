"""What no view answers: one shape for programs whatever went wrong, and a page for people."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_protect
from rest_framework.views import APIView

import config.urls
from accounts.middleware import public
from accounts.models import User
from core.errors import bad_request
from core.text import UnkeepableText
from tests.factories.stations import StationFactory, officer_of

pytestmark = pytest.mark.django_db


def failing(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    @public
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


class Broken(APIView):
    """A view of the API with an error of ours."""

    permission_classes = ()
    authentication_classes = ()

    def get(self, request: Any) -> Any:
        raise RuntimeError("a secret of the house")


@public
@csrf_protect
def taking(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST.get("words", ""))


urlpatterns = [
    path("api/v1/broken/", Broken.as_view(), name="broken"),
    path("api/v1/error/", failing(RuntimeError("a secret of the house"))),
    path("api/v1/unseen/", failing(Http404("a secret of the house"))),
    path("api/v1/forbidden/", failing(PermissionDenied())),
    path("api/v1/suspicious/", failing(SuspiciousOperation("a secret of the house"))),
    path("api/v1/taking/", taking),
    path("forbidden/", failing(PermissionDenied("积分仅限代表本人查看。"))),
    path("taking/", taking),
    *config.urls.urlpatterns,
]
handler400, handler403 = config.urls.handler400, config.urls.handler403
handler404, handler500 = config.urls.handler404, config.urls.handler500


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False, headers={"X-Request-ID": "story-01"})


@pytest.fixture
def officer(db: None) -> User:
    return officer_of(StationFactory())


def shape(code: str, message: str, **fields: list[str]) -> dict[str, Any]:
    return {"code": code, "message": message, "fields": fields, "request_id": "story-01"}


def asked(answer: Any) -> tuple[int, Any]:
    assert answer["Content-Type"].startswith("application/json")
    return answer.status_code, answer.json()


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status", "expected"),
    [
        ("broken/", 500, shape("error", "系统出错，没有改变任何数据。")),
        ("error/", 500, shape("error", "系统出错，没有改变任何数据。")),
        ("unseen/", 404, shape("not_found", "没有这一事项，或您无权查看。")),
        ("forbidden/", 403, shape("not_permitted", "这一步不属于您在此处的职责。")),
        ("suspicious/", 400, shape("invalid", "提交的内容无法读取。")),
    ],
)
def test_every_error_under_the_api_has_the_one_shape(
    browser: Client, address: str, status: int, expected: dict[str, Any]
) -> None:
    assert asked(browser.get(f"/api/v1/{address}")) == (status, expected)


def test_another_name_of_the_site_is_refused_in_the_shape(browser: Client) -> None:
    answer = browser.get("/api/v1/concerns/", headers={"Host": "evil.example"})

    assert asked(answer) == (400, shape("invalid", "本网站不使用该域名。"))


def test_another_name_of_the_site_is_refused_in_the_language_asked_for(browser: Client) -> None:
    answer = browser.get("/api/v1/concerns/", headers={"Host": "evil.example", "Accept-Language": "en"})

    assert answer.json()["message"] == "This site does not answer to that name."


@pytest.mark.urls(__name__)
def test_a_form_of_nobody_knows_where_is_refused_in_the_shape() -> None:
    browser = Client(enforce_csrf_checks=True, headers={"X-Request-ID": "story-01"})

    answer = browser.post("/api/v1/taking/", {"words": "路灯"})

    assert asked(answer) == (403, shape("not_permitted", "该请求不是从本网站的页面发出的。"))


def test_too_many_parameters_are_refused_in_the_shape(browser: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3

    answer = browser.get("/api/v1/auth/token/?a=1&b=2&c=3&d=4")

    assert asked(answer) == (400, shape("invalid", "内容过大，无法一次提交。"))


def test_too_large_a_body_is_refused_in_the_shape_without_a_sign_in(browser: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    answer = browser.post("/api/v1/auth/token/", b'"%s"' % (b"x" * 100), content_type="application/json")

    assert asked(answer) == (400, shape("invalid", "内容过大，无法一次提交。"))


def test_a_method_that_is_not_offered_is_refused_in_the_shape(browser: Client) -> None:
    status, body = asked(browser.delete("/api/v1/auth/token/"))

    assert (status, body["code"], set(body)) == (405, "method_not_allowed", {"code", "message", "fields", "request_id"})


def test_an_unknown_address_is_refused_in_the_shape(browser: Client) -> None:
    status, body = asked(browser.get("/api/nothing"))

    assert (status, body) == (401, shape("not_signed_in", "请先登录。"))


def test_a_refusal_without_a_request_behind_it_has_the_shape_as_well(rf: Any) -> None:
    answer = bad_request(rf.get("/api/v1/concerns/"), UnkeepableText("q", "\x00"))

    assert answer.status_code == 400


# Pages.


@pytest.mark.urls(__name__)
def test_page_of_a_refusal_says_why_and_nothing_that_is_not_true(browser: Client) -> None:
    text = browser.get("/forbidden/").content.decode()

    assert "<p>积分仅限代表本人查看。</p>" in text
    assert "您可以查看" not in text


def test_page_of_an_unknown_address_is_a_page(browser: Client) -> None:
    answer = browser.get("/nothing/")

    assert answer.status_code == 404
    assert "没有您可以查看的这个页面" in answer.content.decode()


# Text that cannot be kept, where no form shows it.

KEPT_NOT = "此处含有无法保存的字符（U+0000，以“�”显示）。请删去该字符并重新输入该处内容。"


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("sent", [{"words": "路\x00灯"}, {"wor\x00ds": "路灯"}])
def test_page_names_the_field_of_a_text_that_cannot_be_kept(browser: Client, sent: dict[str, str]) -> None:
    answer = browser.post("/taking/", sent)

    assert answer.status_code == 400
    assert f"：{KEPT_NOT}" in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    ["/accounts/sign-in/?next=%00", "/public/?nobody=%00", "/public/results/?station=%00", "/public/?no%00body=1"],
)
def test_no_address_takes_such_text_whether_it_is_read_or_not(browser: Client, address: str) -> None:
    answer = browser.get(address)

    assert answer.status_code == 400
    assert KEPT_NOT in answer.content.decode()


@pytest.mark.parametrize("name", ["search", "page", "station", "ordering", "nothing"])
def test_api_refuses_it_in_the_shape(browser: Client, officer: User, name: str) -> None:
    browser.force_login(officer)

    assert asked(browser.get(f"/api/v1/concerns/?{name}=%00")) == (
        400,
        shape("invalid", "请更正所列各项。", **{name: [KEPT_NOT]}),
    )
