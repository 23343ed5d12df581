"""phpBB: boards whose topics hold numbered posts."""

from crawler.site import Forum


class PhpBB(Forum):
    """Selectors of phpBB 3.3's prosilver; unverified: nobody has swept a board with it yet.

    A topic that was removed and one that never was show the same words.
    """

    browse = ["{home}search.php?search_id=active_topics"]
    search = "{home}search.php?keywords={query}&sr=topics"
    links = "a.topictitle"
    next_page = ".pagination li.next a[rel=next]"
    empty = "#page-body:not(:has(input[type='password'])) .panel > .inner > strong:only-child"
    native_id = r"viewtopic\.php\?(?:[^#]*&)?t=(\d+)|-t(\d+)(?:-\d+)?\.html"
    posts = "div.post[id^='p']:has(.postbody)"
    fields = {
        "title": "h2.topic-title",
        "text": ".postbody .content",
        "seller": ".postprofile .username, .postprofile .username-coloured@href",
        "posted": "p.author time@datetime",
        "images": ".content img.postimage, .attachbox img.postimage@src",
    }
    gone = {
        "gone_no_reason": {
            "#message": [
                "The requested topic does not exist.",
                "The topic or forum no longer exists.",
                "Das gewünschte Thema existiert nicht.",
                "Le sujet demandé n’existe pas.",
                "Запрошенной темы не существует.",
            ]
        }
    }
    wall = {"form#login": []}
    marks = ["body#phpbb", ".copyright a[href*='phpbb.com']"]
    verified = ""
