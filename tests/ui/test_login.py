from playwright.sync_api import expect


def test_a_wrong_password_is_told_and_the_right_one_leads_to_the_page_that_was_asked_for(screens):
    screens.allowed += ("/api/login",)
    screens.context.clear_cookies()
    page = screens.context.new_page()
    page.goto(screens.address("stations/HARBOUR-1"))
    page.get_by_label("Name").fill("admin")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("password")
    page.get_by_label("Password").fill(screens.platform.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="HARBOUR-1")).to_be_visible()


def test_logging_out_ends_the_stream_and_shows_the_login(screens):
    screens.context.clear_cookies()
    page = screens.open()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()


def test_a_viewer_is_offered_nothing_to_change(screens):
    def as_viewer(route):
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "role": "viewer"})

    screens.context.route("**/api/me", as_viewer)
    page = screens.open("stations/HARBOUR-1")
    expect(page.get_by_role("heading", name="Commands")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
    page.get_by_role("link", name="Tokens").click()
    expect(page.get_by_role("cell", name="Company card")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(0)
