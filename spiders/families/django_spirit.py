"""django-spirit: forums whose topics hold numbered comments."""

from crawler.site import Forum


class DjangoSpirit(Forum):
    """Selectors of django-spirit 0.14. Its search is for members only, so topics are found by browsing.

    Only a moderator removes a comment; what became of a topic is read from its first one.
    """

    browse = ["{home}?page={page}"]
    links = "a.topic__link"
    next_page = "li.paginator__button a:has(> i.fa-chevron-right)"
    native_id = r"/topic/(\d+)/"
    posts = ".comments_list__comment"
    post_id = "@data-pk"
    fields = {
        "title": "h1.headline",
        "text": ".comment__text",
        "seller": "a.comment__info__username__link@href",
        "posted": ".comment__info__date li@title",
        "images": ".comment__text img@src",
    }
    gone = {
        "removed_by_platform": {".comments_list__item[data-number='1'] i.fa-trash-o": []},
        "gone_no_reason": {".layout > h1": ["Error 404: what you are looking for is gone..."]},
    }
    wall = {".login form input[name=post]": []}
    marks = ["link[href*='/spirit/stylesheets/']", ".spirit_wrapper > .spirit"]
    verified = "django-spirit 0.14.3, 2026-11-25"
