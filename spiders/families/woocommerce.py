"""WooCommerce: shops on WordPress with one page a product."""

from crawler.site import Marketplace


class WooCommerce(Marketplace):
    """Selectors of WooCommerce 9's own templates; unverified: nobody has swept a shop with them yet.

    A product has its name for an id. A shop with another word than these before it says its own `native_id`.
    """

    browse = ["{home}?post_type=product&paged={page}"]
    search = "{home}?s={query}&post_type=product&paged={page}"
    links = ".products .product a.woocommerce-LoopProduct-link"
    next_page = "a.next.page-numbers"
    empty = ".woocommerce-no-products-found"
    native_id = r"[/?&](?:product|produkt|produit|producto|prodotto|produto)[/=](?:[^/?#&]+/)*([^/?#&]+)"
    main = "div.product.type-product"
    fields = {
        "title": ".product_title",
        "text": ".woocommerce-product-details__short-description, #tab-description",
        "price": ".summary .price > .woocommerce-Price-amount, .summary .price ins .woocommerce-Price-amount",
        "images": ".woocommerce-product-gallery__image a@href",
    }
    live = ".summary .single_add_to_cart_button"
    gone = {
        "ended_by_seller": {".summary .stock.out-of-stock": []},
        "gone_no_reason": {"body.error404": []},
    }
    wall = {"form.post-password-form": [], "form.woocommerce-form-login": []}
    marks = [
        "meta[name=generator][content^='WooCommerce']",
        "link[href*='/plugins/woocommerce/']",
        "body[class*='woocommerce']",
    ]
    verified = ""
