"""schema.org: any shop whose product pages carry JSON-LD, microdata or OpenGraph."""

from crawler.site import Marketplace


class SchemaOrgMarketplace(Marketplace):
    """What a page says of itself in structured data; unverified, as there is no software to sweep.

    It is no software of its own: it has no marks, and a site of it says `browse`, `links` and `native_id` too. Of the
    structured data only OpenGraph speaks of the whole page, so that alone tells what is live and what is sold.
    """

    live = (
        "meta[property='product:availability'][content='in stock'], "
        "meta[property='product:availability'][content='instock']"
    )
    gone = {
        "ended_by_seller": {
            "meta[property='product:availability'][content='out of stock']": [],
            "meta[property='product:availability'][content='oos']": [],
            "meta[property='product:availability'][content='discontinued']": [],
        }
    }
    verified = ""
