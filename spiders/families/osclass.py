"""Osclass: classified advertisements."""

from crawler.site import Marketplace


class Osclass(Marketplace):
    """Selectors of Osclass 3's theme bender; unverified: nobody has swept a site with them yet.

    One that was removed, blocked or never there shows the same words, at status 410, 400 or 404.
    """

    browse = ["{home}index.php?page=search&iPage={page}"]
    search = "{home}index.php?page=search&sPattern={query}&iPage={page}"
    links = ".listing-card-list .listing-card a.title"
    next_page = "a.searchPaginationNext"
    empty = ".list-header p.empty"
    native_id = r"_i?(\d+)(?:[/?#]|$)|page=item&id=(\d+)"
    fields = {
        "title": "#item-content h1 strong",
        "text": "#description > p:not(.contact_button), #custom_fields .meta",
        "price": "#item-content h1 .price",
        "seller": "#contact .name a@href",
        "posted": "#item-content .item-header > div:first-child",
        "place": "#item_location",
        "images": ".item-photos a[rel=image_group]@href",
    }
    promoted = ".premium-list"
    live = "#contact .contact_button, #contact_form, .contact_button a[href='#contact']"
    gone = {
        "expired": {"#contact": ["The listing is expired. You can't contact the publisher."]},
        "gone_no_reason": {".flashmessage-404": []},
    }
    marks = ["link[href*='/oc-content/']", "input[name='sPattern']"]
    verified = ""
