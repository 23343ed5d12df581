"""django-oscar: shops with one page a product."""

from crawler.site import Marketplace


class DjangoOscar(Marketplace):
    """Selectors of django-oscar 3 and 4 with its own Bootstrap templates. A hidden product is a bare 404."""

    browse = ["{home}catalogue/?page={page}"]
    search = "{home}search/?q={query}&page={page}"
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
    live = "article.product_page #add_to_basket_form"
    gone = {"ended_by_seller": {".product_main .availability": ["Unavailable"]}}
    wall = {"form#login_form": []}
    marks = ["link[href*='/oscar/css/']", "body#default"]
    verified = "django-oscar 4.2.1, 2026-11-25"
