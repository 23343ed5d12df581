"""django-machina: forums whose topics hold numbered posts with attachments."""

from crawler.site import Forum


class DjangoMachina(Forum):
    """Selectors of django-machina 1.3 with its Bootstrap 4 templates. A hidden or removed topic is a bare 404.

    The board's first page names the latest topic of each forum; a site that watches one forum browses that. A first
    post that was hidden alone leaves its replies standing, and the page does not say so.
    """

    browse = ["{home}"]
    links = "a.topic-name-link, a[href*='?post=']:has(> i.fa-arrow-circle-right)"
    next_page = "ul.pagination li.page-item:last-child:not(.disabled) a"
    native_id = r"/topic/[^/?#]*-(\d+)/"
    posts = "div.card.post"
    fields = {
        "title": "#main_container h1",
        "text": ".post-content",
        "seller": ".post-content-wrapper > p a[href*='/member/profile/']@href",
        "posted": ".post-content-wrapper > p small.text-muted",
        "images": ".attachments a[href*='/attachment/']@href",
    }
    marks = ["link[href*='machina.board_theme']", ".topic-actions-block, a.topic-name-link"]
    verified = "django-machina 1.3.1, 2026-11-25"
