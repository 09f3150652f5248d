from playwright.sync_api import expect


def test_a_token_is_added_and_blocked(screens):
    page = screens.open("tokens")
    page.get_by_role("button", name="Add token").click()
    page.get_by_label("Token", exact=True).fill("VISITOR-12")
    page.get_by_label("Label (optional)").fill("Visitor")
    page.get_by_role("button", name="Add", exact=True).click()
    row = page.get_by_role("row").filter(has_text="VISITOR-12")
    expect(row).to_contain_text("Accepted")
    page.get_by_role("button", name="Block VISITOR-12", exact=True).click()
    expect(row).to_contain_text("Blocked")
    assert screens.platform.get("/tokens/VISITOR-12")["label"] == "Visitor"
