"""vBulletin: boards whose threads hold numbered posts."""

from crawler.site import Forum


class VBulletin(Forum):
    """Selectors for vBulletin 3.8 to 4.2, not 5; unverified: nobody has swept a board with them yet.

    A thread that was removed and one that never was show the same words, at status 200.
    """

    browse = ["{home}search.php?do=getdaily"]
    links = "a[id^='thread_title_']"
    next_page = "a[rel=next]"
    native_id = r"showthread\.php\?(?:[^#]*&)?t=(\d+)|showthread\.php[?/](\d+)|/threads/(\d+)"
    posts = "div[id^='edit']:has([id^='post_message_']), li.postcontainer[id^='post_']"
    post_id = "[id^='post_message_']@id"
    fields = {
        "title": "#pagetitle .threadtitle, td.navbar strong",
        "text": "[id^='post_message_']",
        "seller": "a.bigusername, .username_container a.username@href",
        "posted": ".posthead .date, td.thead:has(> a[name^='post'])",
        "images": "[id^='post_message_'] img:not(.inlineimg)@src",
    }
    gone = {
        "gone_no_reason": {".standard_error, .panelsurround": ["Invalid Thread specified.", "No Thread specified."]}
    }
    wall = {
        ".standard_error, .panelsurround": ["You are not logged in or you do not have permission to access this page."]
    }
    marks = [
        "meta[name=generator][content^='vBulletin']",
        "link[href*='clientscript/vbulletin']",
        "script[src*='clientscript/vbulletin']",
    ]
    verified = ""
