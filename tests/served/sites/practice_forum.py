from crawler.site import Forum


class PracticeForum(Forum):
    """A forum drawn by the server. Ours, on loopback; made-up posts only."""

    name = "practice_forum"
    home = "http://127.0.0.1:8765/forum/"
    browse = ["http://127.0.0.1:8765/forum/?page={page}"]
    languages = ["en", "zh-Hans", "th", "vi", "fr", "ru", "ar"]
    expect = (10, 60)

    links = "a.thread"
    next_page = "a[rel=next]"
    native_id = r"/forum/thread/(\d+)"
    posts = "article.post"
    fields = {
        "title": "h1.title",
        "text": ".body",
        "seller": ".author",
        "posted": "time@datetime",
    }
