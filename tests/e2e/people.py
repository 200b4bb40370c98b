"""People in front of their own browsers: what they see, press and write, by label and role."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.looking import Look
from tests.factories.accounts import PASSWORD


class Person:
    """Somebody with an account, in front of a browser of their own."""

    def __init__(self, username: str, page: Page, look: Look) -> None:
        self.username, self.page, self.look_at = username, page, look

    @property
    def main(self) -> Locator:
        """The content of the page, without navigation."""
        return self.page.get_by_role("main")

    # Getting about.

    def sign_in(self, password: str = PASSWORD) -> None:
        self.page.goto("/")
        if not self.page.get_by_label("密码").is_visible():
            self.page.get_by_role("link", name="登录").first.click()
        self.write_sign_in(password)
        expect(self.page.get_by_role("heading", level=1)).to_have_text("我的待办")

    def write_sign_in(self, password: str = PASSWORD) -> None:
        self.page.get_by_label("用户名").fill(self.username)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("button", name="登录").click()

    def open(self, name: str) -> None:
        """Opens a page of the navigation; on a phone the list of all pages is asked for first."""
        navigation = self.page.get_by_role("navigation", name="主导航")
        # By the width and not by what is seen: a page that is just being left shows nothing.
        if (self.page.viewport_size or {"width": 0})["width"] < 700:
            self.page.get_by_role("link", name="全部页面").click()
        navigation.get_by_role("link", name=name).first.click()

    def follow(self, name: str, within: Locator | None = None) -> None:
        (within or self.main).get_by_role("link", name=name).first.click()

    # Filling in.

    def field(self, label: str, within: Locator | None = None) -> Locator:
        """The control with the label; a section may bear the same name."""
        controls = self.page.locator("input, textarea, select")
        return (within or self.main).get_by_label(label).and_(controls).first

    def press(self, name: str) -> None:
        self.main.get_by_role("button", name=name, exact=True).click()

    def write(self, label: str, words: str, within: Locator | None = None) -> None:
        self.field(label, within).fill(words)

    def choose(self, label: str, option: str, within: Locator | None = None) -> None:
        self.field(label, within).select_option(label=option)

    def tick(self, label: str, within: Locator | None = None) -> None:
        self.field(label, within).check()

    def group(self, name: str) -> Locator:
        """The fields under one legend."""
        return self.main.get_by_role("group", name=name).first

    def unfold(self, name: str, within: Locator | None = None) -> None:
        (within or self.main).locator("summary").filter(has_text=name).first.click()

    # Looking.

    def look(self, name: str) -> None:
        self.look_at(self.page, name)

    def sees(self, *words: str) -> None:
        for one in words:
            expect(self.main).to_contain_text(one)

    def sees_not(self, *words: str) -> None:
        for one in words:
            expect(self.main).not_to_contain_text(one)


def people_of(open_browser: Callable[..., Page], look: Look) -> Callable[..., Person]:
    """`enter("officer")` is that person, signed in."""

    def enter(username: str, **wishes: Any) -> Person:
        person = Person(username, open_browser(**wishes), look)
        person.sign_in()
        return person

    return enter
