"""Simple Machines Forum: boards whose topics hold numbered posts."""

from crawler.site import Forum


class SimpleMachines(Forum):
    """Selectors of SMF 2.1's default theme; unverified: nobody has swept a board with them yet.

    A topic that was removed, one that was closed to visitors and one that never was show the same words, mostly at
    status 200.
    """

    browse = ["{home}index.php?action=recent"]
    links = "span[id^='msg_'] > a, #recent .topic_details h5 a[href*='topic=']"
    next_page = "a.nav_page:has(.next_page)"
    empty = "#topic_header h3.titlebg, #recent > .windowbg:not(:has(.topic_details))"
    native_id = r"[?;&]topic=(\d+)"
    posts = "#forumposts .post_wrapper"
    post_id = ".inner[id^='msg_']@id"
    fields = {
        "title": "#top_subject",
        "text": ".inner[id^='msg_']",
        "seller": ".poster h4 a[href*='action=profile']@href",
        "posted": ".postinfo a.smalltext",
        "images": ".inner img.bbc_img, .attachments img.atc_img@src",
    }
    gone = {
        "gone_no_reason": {
            "#fatal_error": [
                "This topic doesn't exist on this board.",
                "The topic or board you are looking for appears to be either missing or off limits to you.",
            ]
        }
    }
    wall = {"form#frmLogin": []}
    marks = ["#smflogo, #footer a[href*='simplemachines.org']", "link[rel=help][href*='action=help']"]
    verified = ""
