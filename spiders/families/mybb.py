"""MyBB: boards whose threads hold numbered posts."""

from crawler.site import Forum


class MyBB(Forum):
    """Selectors of MyBB 1.8's default theme; unverified: nobody has swept a board with them yet.

    The board's first page names the latest thread of each forum; a site that watches one forum browses that.
    A thread that was removed and one that never was show the same words, at status 200.
    """

    browse = ["{home}"]
    links = ".inline_row span[id^='tid_'] a, .inline_row a[id^='tid_'], a[href*='lastpost']:has(> strong)"
    next_page = "a.pagination_next"
    native_id = r"showthread\.php\?(?:[^#]*&)?tid=(\d+)|/thread-(\d+)|/Thread-([^/?#]+)"
    posts = "#posts .post[id^='post_']"
    fields = {
        "title": "table:has(#posts) td.thead > div:not(.float_right) > strong",
        "text": ".post_body",
        "seller": ".author_information .largetext a@href",
        "posted": ".post_head .post_date",
        "images": ".post_body img.mycode_img, img.attachment@src",
    }
    gone = {"gone_no_reason": {"table.tborder td.trow1": ["The specified thread does not exist."]}}
    wall = {
        "table.tborder td.trow1": ["You are either not logged in or do not have permission to view this page."],
    }
    marks = ["#copyright a[href*='mybb.com']", "link[href*='syndication.php?type=atom1.0']"]
    verified = ""
