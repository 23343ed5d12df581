"""Shopify: shops with one page a product, and with JSON-LD on each."""

from crawler.site import Marketplace


class Shopify(Marketplace):
    """Selectors of Shopify's theme Dawn 15; unverified: nobody has swept a shop with them yet.

    A product has its name for an id. The page holds several prices of which a style shows one, so the price is taken
    from the structured data. `Sold out` stands in the words of Dawn's own translations.
    """

    browse = ["{home}collections/all?page={page}"]
    search = "{home}search?q={query}&type=product&page={page}"
    links = "#MainContent a[href*='/products/']"
    empty = ".collection--empty, .template-search--empty"
    native_id = r"/products/([^/?#]+)"
    main = "[id^='MainProduct-']"
    fields = {
        "title": ".product__title h1",
        "text": ".product__description",
        "images": ".product__media img@src",
    }
    live = "[id^='MainProduct-'] form[action*='/cart/add'] [name='add']:not([disabled])"
    gone = {
        "ended_by_seller": {
            "[id^='MainProduct-'] form[action*='/cart/add'] [name='add'][disabled]": [
                *("Sold out", "Ausverkauft", "Épuisé", "Agotado", "Esaurito", "Uitverkocht", "Esgotado", "Wyprzedane"),
                *("Продано", "Tükendi", "Habis", "Đã bán hết", "ขายหมดแล้ว", "売り切れ", "售罄"),
            ]
        },
        "gone_no_reason": {".template-404": []},
    }
    wall = {"body.password": []}
    marks = [
        "meta[name='shopify-digital-wallet']",
        "[id^='shopify-section-']",
        "link[href*='/cdn/shop/'], link[href*='//cdn.shopify.com/']",
    ]
    verified = ""
