from crawler.site import Marketplace


class PracticeMarket(Marketplace):
    """A marketplace drawn by the server. Ours, on loopback; made-up adverts only."""

    name = "practice_market"
    home = "http://127.0.0.1:8765/market/"
    browse = ["http://127.0.0.1:8765/market/?page={page}"]
    languages = ["en", "zh-Hans", "th", "vi", "fr"]
    expect = (8, 40)

    links = "a.ad"
    next_page = "a[rel=next]"
    native_id = r"/market/item/(\d+)"
    fields = {
        "title": "h1.title",
        "text": ".item .body",
        "price": ".item .price",
        "seller": ".seller",
        "posted": "time@datetime",
        "place": ".place",
    }
    gone = {
        "removed_by_platform": {".notice": ["removed by our team"]},
        "ended_by_seller": {".notice": ["has been sold"]},
    }
