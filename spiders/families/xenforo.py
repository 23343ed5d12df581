"""XenForo: boards whose threads hold numbered posts."""

from crawler.site import Forum


class XenForo(Forum):
    """Selectors of XenForo 2; unverified: nobody has swept a board with them yet.

    Its search gives every visitor an address of his own, so threads are found by browsing. The words of errors stand
    in the scripts of every page: they count on an error page only.
    """

    browse = ["{home}whats-new/posts/"]
    links = ".structItem--thread .structItem-title a[data-preview-url]"
    next_page = "a.pageNav-jump--next"
    empty = ".js-emptyThreadList"
    native_id = r"threads/(?:[^/?#]*\.)?(\d+)(?:[/?#]|$)"
    posts = "article.message--post[data-content^='post-']"
    post_id = "@data-content"
    fields = {
        "title": "h1.p-title-value",
        "text": ".message-body .bbWrapper",
        "seller": ".message-userDetails a.username@href",
        "posted": ".message-attribution-main time@datetime",
        "images": ".message-body img.bbImage, .message-attachments img@src",
    }
    gone = {
        "gone_no_reason": {
            "html[data-template='error'] .blockMessage": [
                "The requested thread could not be found.",
                "The requested post could not be found.",
            ]
        }
    }
    wall = {
        "html[data-template='login']": [],
        "html[data-template='error'] .blockMessage": [
            "You must be logged-in to do that.",
            "You must be logged in to do that.",
        ],
    }
    marks = ["html#XF", "html[data-app='public'][data-template]"]
    verified = ""
