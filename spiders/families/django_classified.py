"""django-classified: small advertisements in groups, with JSON-LD on each."""

from crawler.site import Marketplace


class DjangoClassified(Marketplace):
    """Selectors of django-classified 1.3; contact details are shown to members only.

    One that is hidden, sold or removed is a bare 404: what is shown is live.
    """

    browse = ["{home}search/?page={page}"]
    search = "{home}search/?q={query}&page={page}"
    links = "table td > a + a, table td > a:only-child"
    next_page = "ul.pagination li:last-child:not(.disabled) button[name=page]"
    empty = "p.dcf-empty"
    native_id = r"//[^/]+/(\d+)-[^/?#]*/"
    fields = {
        "title": ".dcf-item-head h2",
        "text": ".dcf-description",
        "price": ".dcf-item-price",
        "posted": ".dcf-meta",
        "place": ".dcf-eyebrow",
        "images": ".dcf-gallery img@src",
    }
    live = ".dcf-item-head"
    marks = ["link[href*='/django_classified/']", ".dcf-masthead"]
    verified = "django-classified 1.3, 2026-11-25"
