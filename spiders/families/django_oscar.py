"""django-oscar: shops with one page a product."""

from crawler.site import Marketplace


class DjangoOscar(Marketplace):
    """Selectors of django-oscar 3 and 4 with its own Bootstrap templates."""

    links = "article.product_pod h3 a"
    next_page = "ul.pagination li.page-item:last-child a.page-link"
    empty = "form[method=get] > p > strong"
    native_id = r"/catalogue/[^/?#]*_(\d+)/"
    main = "article.product_page"
    fields = {
        "title": ".product_main h1",
        "text": "#product_description ~ p",
        "price": ".product_main .price_color",
        "images": "#product_gallery img@src",
    }
    gone = {"ended_by_seller": {".product_main .availability": ["Unavailable"]}}
