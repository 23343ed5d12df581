from crawler.site import Marketplace


class PracticeBazaar(Marketplace):
    """A marketplace drawn by its script. Ours, on loopback; made-up adverts only."""

    name = "practice_bazaar"
    home = "http://127.0.0.1:8765/bazaar/"
    browse = ["http://127.0.0.1:8765/bazaar/?page={page}"]
    languages = ["en", "zh-Hans", "th", "vi", "fr", "ru", "ar"]
    expect = (8, 40)
    render = True

    links = "a.ad"
    next_page = "a[rel=next]"
    native_id = r"/bazaar/item/(\d+)"
    fields = {
        "title": "h1.title",
        "text": ".item .body",
        "price": ".item .price",
        "seller": ".seller",
        "posted": "time@datetime",
        "place": ".place",
    }
