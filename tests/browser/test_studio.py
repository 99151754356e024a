"""The studio: its prompt, its keys, its buttons, and what it says where something is wrong."""

import re

from playwright.sync_api import Page, expect

from browser.form import DRAWN_MS, bar, fold, prompt, sent
from browser.site import Site


def test_what_is_wrong_is_said_instead_of_a_price(page: Page) -> None:
    posts = sent(page)
    expect(bar(page)).to_contain_text("Write what to make first.")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(prompt(page)).to_be_focused()
    assert not posts
    prompt(page).fill("a cat")
    page.get_by_label("Pictures", exact=True).fill("9")
    expect(bar(page)).to_have_text("Pictures: This must be from 1 to 6.")
    expect(page.get_by_label("Pictures", exact=True)).to_have_attribute("aria-invalid", "true")
    fold(page, "Advanced")
    page.get_by_label("Pictures", exact=True).fill("1")
    page.get_by_label("Webhook address").fill("javascript:alert(1)")
    expect(bar(page)).to_contain_text("must begin with http")
    fold(page, "Advanced")
    prompt(page).press("Control+Enter")
    expect(page.get_by_label("Webhook address")).to_be_focused()


def test_the_prompt_is_counted_in_characters(page: Page) -> None:
    prompt(page).fill("🦊" * 4001)
    expect(page.locator("[data-field=prompt] .hint").first).to_have_text(
        re.compile("4,001 / 4,000")
    )
    expect(bar(page)).to_have_text("1 character too long; at most 4,000.")
    expect(prompt(page)).to_have_attribute("aria-invalid", "true")
    tall = prompt(page).bounding_box()
    prompt(page).fill("🦊")
    expect(prompt(page)).to_have_attribute("aria-describedby", re.compile("fault"))
    short = prompt(page).bounding_box()
    assert tall is not None
    assert short is not None
    assert tall["height"] > short["height"]


def test_earlier_prompts_come_back_by_the_arrow_keys(page: Page) -> None:
    page.evaluate("""localStorage["inkstone.prompts"] = '["newest", "older", 5]'""")
    prompt(page).press("ArrowUp")
    expect(prompt(page)).to_have_value("newest")
    prompt(page).press("ArrowUp")
    expect(prompt(page)).to_have_value("older")
    prompt(page).press("ArrowUp")
    expect(prompt(page)).to_have_value("older")
    prompt(page).press("ArrowDown")
    prompt(page).press("ArrowDown")
    expect(prompt(page)).to_have_value("")
    prompt(page).fill("mine")
    prompt(page).press("ArrowUp")
    expect(prompt(page)).to_have_value("mine")


def test_quotes_go_around_what_is_selected(page: Page) -> None:
    prompt(page).fill("a sign that says OPEN")
    prompt(page).evaluate("area => area.setSelectionRange(17, 21)")
    page.get_by_role("button", name="Text in the picture").click()
    expect(prompt(page)).to_have_value("a sign that says “OPEN”")
    expect(prompt(page)).to_be_focused()


def test_an_example_fills_the_prompt(page: Page) -> None:
    page.set_viewport_size({"width": 800, "height": 900})
    page.get_by_role("button", name="a poster", exact=True).click()
    expect(prompt(page)).to_have_value(re.compile("THE LAST LIGHT"))
    expect(page.get_by_role("button", name="a poster", exact=True)).to_be_hidden()


def test_escape_stops_the_last_run_and_says_what_it_costs(page: Page) -> None:
    page.route("**/jobs", lambda route: None)  # it hangs on its way
    prompt(page).fill("a cat")
    with page.expect_request("**/jobs"):
        prompt(page).press("Control+Enter")
    page.unroute("**/jobs")
    prompt(page).press("Escape")
    expect(page.locator(".toasts")).to_contain_text("Stopping…")


def test_escape_says_the_money_effect(page: Page, site: Site) -> None:
    prompt(page).fill("a city at night")
    page.get_by_role("radio", name="1:1").check()
    page.get_by_role("radio", name="2K").check()
    page.get_by_label("Pictures", exact=True).fill("6")
    prompt(page).press("Control+Enter")
    page.locator(".run[data-phase=running], .run[data-phase=queued]").first.wait_for()
    page.keyboard.press("Escape")
    expect(page.locator(".toasts")).to_contain_text(
        re.compile(r"nothing charged|charged\."), timeout=DRAWN_MS
    )


def test_the_form_is_reset_and_the_reset_undone(page: Page) -> None:
    prompt(page).fill("a cat")
    page.get_by_role("button", name="Reset the form").click()
    expect(prompt(page)).to_have_value("")
    page.get_by_role("button", name="Undo").click()
    expect(prompt(page)).to_have_value("a cat")


def test_the_form_is_shown_as_code(page: Page) -> None:
    prompt(page).fill("a cat")
    page.get_by_role("button", name="Copy as code").click()
    expect(page.get_by_role("dialog")).to_contain_text("a cat")


def test_pictures_are_asked_for_by_keys_alone(page: Page) -> None:
    expect(prompt(page)).to_be_focused()
    page.keyboard.type("a cat")
    seen: list[str] = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "document.activeElement.ariaLabel || "
                "document.activeElement.labels?.[0]?.innerText || "
                "document.activeElement.innerText"
            ).strip()
        )
        if seen[-1] == "Create":
            break
    order = [
        seen.index(each) for each in ("Choose pictures", "Model", "auto", "Pictures", "Create")
    ]
    assert order == sorted(order), seen
    with page.expect_request("**/jobs"):
        page.keyboard.press("Enter")


def test_a_double_press_is_one_press(page: Page) -> None:
    posts = sent(page)
    prompt(page).fill("a cat")
    expect(bar(page)).to_contain_text("Balance after it")
    create = page.get_by_role("button", name="Create", exact=True)
    with page.expect_response("**/jobs"):
        create.evaluate("button => { button.click(); button.click(); }")
    assert len(posts) == 1


def test_enter_in_a_field_asks_for_nothing(page: Page) -> None:
    posts = sent(page)
    prompt(page).fill("a cat")
    page.get_by_label("Pictures", exact=True).press("Enter")
    page.get_by_label("Seed", exact=True).press("Enter")
    expect(bar(page)).to_contain_text("Balance after it")
    assert not posts


def test_the_bar_stays_in_sight_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    expect(page.get_by_role("button", name="Create", exact=True)).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_studio_speaks_chinese(page: Page) -> None:
    page.get_by_role("button", name="中文").click()
    expect(bar(page)).to_contain_text("先写下要画什么。")
    prompt(page).fill("一只猫")
    expect(page.get_by_role("button", name="生成", exact=True)).to_be_visible()
    expect(bar(page)).to_contain_text("之后余额")
    text = page.locator(".studio-form").inner_text()
    assert not re.findall(r"\b(?:Create|Prompt|Size|Seed|More|Advanced|auto)\b", text)


def test_a_new_reader_is_told_who_draws_until_they_wave_it_away(page: Page) -> None:
    line = page.get_by_text("Pictures are drawn by sketch here (asked for by name).")
    expect(line).to_be_visible()
    expect(page.get_by_role("link", name="how to switch")).to_have_attribute("href", "#/welcome")
    page.get_by_role("button", name="Do not show this again").click()
    expect(line).to_have_count(0)
    page.reload()
    expect(page.locator("main textarea").first).to_be_visible()
    expect(line).to_have_count(0)
