"""django-machina: forums whose topics hold numbered posts with attachments."""

from crawler.site import Forum


class DjangoMachina(Forum):
    """Selectors of django-machina 1.3 with its Bootstrap 4 templates."""

    links = "a.topic-name-link"
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
