from playwright.sync_api import expect


def test_a_token_is_added_and_blocked(screens):
    page = screens.open("tokens")
    page.get_by_role("button", name="Add token").click()
    page.get_by_label("Token", exact=True).fill("AB/12")
    page.get_by_label("Label (optional)").fill("Visitor")
    page.get_by_role("button", name="Add", exact=True).click()
    row = page.get_by_role("row").filter(has_text="AB/12")
    expect(row).to_contain_text("Accepted")
    page.get_by_role("button", name="Block AB/12", exact=True).click()
    expect(row).to_contain_text("Blocked")
    assert screens.api.world.tokens["AB/12"]["label"] == "Visitor"
