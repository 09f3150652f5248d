import httpx
from playwright.sync_api import expect

PASSWORD = "another battery staple"


def test_the_own_password_is_changed_and_other_logins_end(empty_screens):
    screens, platform = empty_screens, empty_screens.platform
    screens.allowed += ("/api/me/password",)
    other = httpx.Client(base_url=platform.url, trust_env=False)
    credentials = {"name": "admin", "password": platform.password}
    other.post("/api/login", json=credentials).raise_for_status()
    page = screens.open()
    page.get_by_role("link", name="admin").click()
    fields = page.get_by_label("Current password"), page.get_by_label("New password (")
    again, change = page.get_by_label("New password again"), page.get_by_role("button", name="Change password")
    for old, new, repeated, told in (
        (platform.password, PASSWORD, "mistyped staple", "not the same both times"),
        ("wrong", PASSWORD, PASSWORD, "is not your password"),
    ):
        fields[0].fill(old)
        fields[1].fill(new)
        again.fill(repeated)
        change.click()
        expect(page.get_by_role("alert")).to_contain_text(told)
    assert other.get("/api/me").status_code == 200
    fields[0].fill(platform.password)
    change.click()
    expect(page.get_by_text("The password is changed.")).to_be_visible()
    assert other.get("/api/me").status_code == 401
    assert other.post("/api/login", json=credentials).status_code == 401
    other.post("/api/login", json=credentials | {"password": PASSWORD}).raise_for_status()
    other.close()
    # the login of this page goes on, and may write
    page.get_by_role("link", name="Tokens").click()
    page.get_by_role("button", name="Add token").click()
    page.get_by_label("Token", exact=True).fill("AFTER")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="AFTER")).to_be_visible()


def test_a_key_is_made_shown_once_works_by_its_role_and_is_removed(screens):
    label = "<i>Reporting</i>"
    page = screens.open("account")
    page.get_by_role("button", name="Add key").click()
    page.get_by_label("Label").fill(label)
    page.get_by_role("dialog").get_by_role("button", name="Add", exact=True).click()
    key = page.locator("[data-secret]").inner_text()
    page.get_by_role("button", name="Done").click()
    row = page.get_by_role("row").filter(has_text=label)
    expect(row).to_contain_text("Viewer: reads")
    assert key not in page.content()
    program = httpx.Client(base_url=screens.platform.url, trust_env=False, headers={"Authorization": f"Bearer {key}"})
    assert program.get("/api/stations").status_code == 200
    assert program.put("/api/tokens/KEY", json={}).status_code == 403
    row.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)
    assert program.get("/api/stations").status_code == 401
    program.close()


def test_a_viewer_changes_the_password_and_sees_no_keys(screens):
    def as_viewer(route):
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "role": "viewer"})

    screens.context.route("**/api/me", as_viewer)
    page = screens.open("account")
    expect(page.get_by_role("button", name="Change password")).to_be_visible()
    expect(page.get_by_role("region", name="API keys")).to_have_count(0)
