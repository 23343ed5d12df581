"""WordPress: journals whose entries may be commented on."""

from crawler.site import Forum


class WordPress(Forum):
    """An entry and its comments are posts of one thread; unverified: nobody has swept a journal with it yet.

    Selectors of the classic themes, which give each entry its number; themes made of blocks do not.
    """

    browse = ["{home}?paged={page}"]
    search = "{home}?s={query}&paged={page}"
    links = ".hentry .entry-title a"
    next_page = "a.next.page-numbers, .nav-links .nav-previous a"
    empty = "body.search-no-results, .no-results"
    native_id = r"[?&]p=(\d+)|/archives/(\d+)|//[^/]+/(?:[^?#]*/)?(?!page/|\d+/?(?:[?#]|$))([^/?#]+)/?(?:[?#]|$)"
    posts = "body.single .hentry[id^='post-'], .comment-list .comment-body[id], .commentlist .comment-body[id]"
    fields = {
        "title": "body.single .entry-title",
        "text": ".entry-content, .comment-content",
        "seller": ".byline .author, .comment-author .fn",
        "posted": "time.entry-date, .comment-metadata time@datetime",
        "images": ".post-thumbnail img, .entry-content img, .comment-content img@src",
    }
    gone = {"gone_no_reason": {"body.error404": []}}
    wall = {"form.post-password-form": [], "form#loginform": []}
    marks = ["meta[name=generator][content^='WordPress']", "link[rel='https://api.w.org/']"]
    verified = ""
