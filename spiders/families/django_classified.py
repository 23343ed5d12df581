"""django-classified: small advertisements in groups, with JSON-LD on each."""

from crawler.site import Marketplace


class DjangoClassified(Marketplace):
    """Selectors of django-classified 1.3; contact details are shown to members only."""

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
