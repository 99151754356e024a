"""The studio's fields: everything that a model's schema takes, as it is shown and as it is sent."""

from typing import Any

from playwright.sync_api import Page, Route, expect

from browser.form import asked, bar, fold, prompt
from browser.site import Site


def test_sizes_are_shapes_tiers_and_exact_pixels(page: Page) -> None:
    size = page.locator("[data-field=size]")
    expect(size).to_contain_text("1024 × 1024")
    page.get_by_role("radio", name="16:9").check()
    page.get_by_role("radio", name="2K").check()
    expect(size.locator("output")).to_have_text("2048 × 1152 · 2.36 MP")
    page.get_by_role("radio", name="exact").check()
    width, height = page.get_by_label("Width in pixels"), page.get_by_label("Height in pixels")
    expect(width).to_have_value("2048")
    page.get_by_role("button", name="Swap width and height").click()
    expect(width).to_have_value("1152")
    expect(height).to_have_value("2048")
    for value, why in {
        "100": "from 256 to 2048",
        "2049": "from 256 to 2048",
        "": "from 256 to 2048",
        "300.5": "from 256 to 2048",
        "256": "at most 4 times the shorter",
    }.items():
        width.fill(value)
        expect(size.locator(".fault")).to_contain_text(why)
        expect(width).to_have_attribute("aria-invalid", "true")
    width.fill("512")
    expect(size.locator(".fault")).to_be_empty()
    prompt(page).fill("a cat")
    assert asked(page) == {"model": "qwen-image-2.0", "prompt": "a cat", "size": "512x2048"}


def test_everything_that_the_form_says_is_sent_and_survives_a_reload(page: Page) -> None:
    prompt(page).fill("a cat")
    page.get_by_label("Seed", exact=True).fill("7")
    fold(page, "More settings")
    fold(page, "Advanced")
    page.get_by_label("Leave out").fill("dogs")
    page.get_by_label("File format").select_option("webp")
    page.get_by_label("Quality").fill("70")
    page.get_by_label("Visible watermark", exact=True).check()
    page.get_by_label("Invisible watermark").check()
    page.get_by_label("Deadline in seconds").fill("60")
    page.get_by_label("Priority").fill("-3")
    page.get_by_role("button", name="Add a pair").click()
    page.get_by_label("Name of pair 1").fill("__proto__")
    page.get_by_label("Text of pair 1").fill("<b>x</b>")
    page.get_by_label("Model", exact=True).select_option("qwen-image-2.0-pro-2026-03-03")
    expect(bar(page)).to_contain_text("$0.07")
    page.reload()
    expect(prompt(page)).to_have_value("a cat")
    expect(page.get_by_label("Model", exact=True)).to_have_value("qwen-image-2.0-pro-2026-03-03")
    assert asked(page) == {
        "model": "qwen-image-2.0-pro-2026-03-03",
        "prompt": "a cat",
        "negative_prompt": "dogs",
        "seed": 7,
        "watermark": True,
        "invisible_watermark": True,
        "output_format": "webp",
        "quality": 70,
        "deadline_s": 60,
        "priority": -3,
        "metadata": {"__proto__": "<b>x</b>"},
    }


def test_the_seed_is_drawn_kept_and_let_go(page: Page) -> None:
    seed = page.get_by_label("Seed", exact=True)
    page.get_by_role("button", name="Draw another seed").click()
    drawn = seed.input_value()
    assert 0 <= int(drawn) < 2**31
    lock = page.get_by_role("button", name="Keep the seed")
    expect(lock).to_have_attribute("aria-pressed", "true")
    lock.click()
    expect(seed).to_have_value("")
    assert "seed" not in asked_after(page, "a cat")


def asked_after(page: Page, text: str) -> dict[str, Any]:
    prompt(page).fill(text)
    return asked(page)


def test_only_what_the_model_takes_is_shown(page: Page, site: Site) -> None:
    fold(page, "More settings")
    expect(page.get_by_label("Leave out")).to_be_visible()
    for name in ("Steps", "Guidance", "Engine"):
        expect(page.get_by_label(name, exact=True)).to_have_count(0)
    expect(page.get_by_label("Enhance on the server")).to_be_hidden()


def test_a_parameter_of_the_future_has_a_control_by_its_type(page: Page, site: Site) -> None:
    def grow(route: Route) -> None:
        answer = route.fetch()
        listed = answer.json()
        first = listed["data"][0]
        del first["parameters"]["properties"]["negative_prompt"]
        first["engines"] = ["sketch", "other"]
        first["parameters"]["properties"] |= {
            "steps": {"type": "integer", "minimum": 1, "maximum": 50},
            "sharp_edges": {"type": "boolean", "default": True, "description": "Keep edges."},
            "mood": {"type": "string", "enum": ["calm", "wild"], "default": "calm"},
            "level": {"type": "integer", "enum": [1, 2]},
            "weight": {"type": "number", "minimum": 0, "maximum": 1},
            "note": {"type": "string", "maxLength": 5},
            "odd": {"type": "array"},
        }
        route.fulfill(response=answer, json=listed)

    page.route("**/models", grow)
    page.reload()
    fold(page, "More settings")
    expect(page.get_by_label("Leave out")).to_have_count(0)
    expect(page.get_by_label("sharp edges")).to_be_checked()
    page.get_by_label("sharp edges").uncheck()
    page.get_by_label("level").select_option("2")
    page.get_by_label("weight").fill("3")
    prompt(page).fill("a cat")
    expect(bar(page)).to_have_text("This must be from 0 to 1.")
    page.get_by_label("weight").fill("0.25")
    page.get_by_label("Steps").fill("20")
    page.get_by_label("Engine", exact=True).select_option("sketch")
    page.get_by_label("note").fill("short")
    page.route("**/estimate", lambda route: route.fulfill(status=500, json={}))
    page.route("**/jobs", lambda route: route.fulfill(status=400, json={}))
    assert asked(page) == {
        "model": "qwen-image-2.0",
        "prompt": "a cat",
        "sharp_edges": False,
        "level": 2,
        "weight": 0.25,
        "note": "short",
        "steps": 20,
        "engine": "sketch",
    }


def test_every_name_of_a_model_can_be_chosen(page: Page, site: Site) -> None:
    chosen = page.get_by_label("Model", exact=True)
    listed = [each["name"] for each in site.call("GET", "/models")["data"]]
    values = chosen.locator("option").evaluate_all("all => all.map((each) => each.value)")
    assert sorted(values) == sorted(listed)
    chosen.select_option("qwen-image-2.0-pro")
    about = page.locator("[data-field=model]")
    expect(about).to_contain_text("$0.07 a picture")
    expect(about).to_contain_text("drawn by sketch")
    fold(page, "About this model")
    expect(about).to_contain_text("qwen-image-2.0-pro-2026-06-22")
    expect(about).to_contain_text("alibaba/qwen-image-2-0-pro")
    expect(about).to_contain_text("Qwen Research License")
