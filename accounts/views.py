"""The pages of signing in and out and of the password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import change_password
from accounts.forms import PasswordChangeForm, SignInForm
from accounts.middleware import public
from accounts.queries import demo_accounts
from core.actions import perform
from core.page import page_named


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in and go on to where one was going."""
    target = page_named(request)
    if request.method != "POST" and request.user.is_authenticated:
        return redirect(target or settings.LOGIN_REDIRECT_URL)
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid():
        login(request, form.user)
        return redirect(target or settings.LOGIN_REDIRECT_URL)
    context = {
        "form": form,
        REDIRECT_FIELD_NAME: target,
        "demo_accounts": demo_accounts() if settings.DEMO else [],
        "demo_password": settings.DEMO_PASSWORD if settings.DEMO else "",
    }
    return render(request, "registration/sign_in.html", context, status=form.status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    messages.success(request, _("You have signed out."))
    return redirect(settings.LOGOUT_REDIRECT_URL)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: HttpRequest) -> HttpResponse:
    """Choose a new password; this session goes on, all others end."""
    form = PasswordChangeForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid():
        perform(change_password, request.user, by=request.user, password=form.cleaned_data["new_password"])
        update_session_auth_hash(request, request.user)
        messages.success(
            request,
            _("Your password has been changed. Everything else signed in with the old one has ended."),
        )
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "registration/password_change.html", {"form": form}, status=form.status)
