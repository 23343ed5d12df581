"""WordPress: posts with comments, on the classes that its core gives to every theme."""

from crawler.site import Blog


class WordPress(Blog):
    """Selectors of WordPress 6.1, run with Twenty Twenty-One, -Two and -Three. Other themes may need own `fields`.

    A post's address holds words that its author can change; its number stands in the page's short link.
    """

    search = "{home}?s={query}&post_type=post"
    browse = ["{home}?post_type=post"]
    links = ".type-post .entry-title a, .type-post .wp-block-post-title a"
    next_page = "a.next.page-numbers, .posts-navigation .nav-previous a, a.wp-block-query-pagination-next"
    empty = "body.search-no-results, .no-results"
    native_id = (
        r"^[^?#]*\?(?:[^#]*&)?p=(\d+)"
        r"|^.*(?:/|%2F)wp(?:/|%2F)v2(?:/|%2F)posts(?:/|%2F)(\d+)"
        r"|^https?://[^/?#]+/((?:[^/?#]+/)*?[^/?#]+)/?(?:comment-page-\d+/?)?(?:[?#]|$)"
    )
    own_link = "link[rel=shortlink], link[rel=alternate][type='application/json']"
    fields = {
        "title": "body.single .entry-title, body.single .wp-block-post-title",
        "text": "body.single .entry-content, body.single .wp-block-post-content",
        "seller": (
            "body.single a[rel=author], body.single .author.vcard, "
            "body.single .wp-block-post-author__name, body.single .wp-block-post-author-name"
        ),
        "posted": "body.single time.entry-date, body.single .wp-block-post-date time@datetime",
        "images": (
            "body.single .entry-content img, body.single .post-thumbnail img, "
            "body.single .wp-block-post-featured-image > img@src"
        ),
    }
    posts = ".comment[id*=comment-]"
    reply_fields = {
        "text": ".comment-content, .wp-block-comment-content",
        "seller": ".comment-author .fn, .wp-block-comment-author-name",
        "posted": "time@datetime",
        "images": ".comment-content img, .wp-block-comment-content img@src",
    }
    gone = {"gone_no_reason": {"body.error404": []}}
    wall = {"body.single .post-password-form": [], "body.login #loginform": []}
    marks = [
        "meta[name=generator][content^=WordPress]",
        "link[rel='https://api.w.org/']",
    ]
    verified = "WordPress 6.1.9, 2026-11-25"
