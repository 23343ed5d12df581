from spiders.families.django_oscar import DjangoOscar


class OscarTestbed(DjangoOscar):
    """Practice site on loopback, run by tests/thirdparty/testbed; no real people, no real offers."""

    name = "oscar_testbed"
    home = "http://127.0.0.1:8101/"
    languages = ["ar", "de", "en", "es", "fr", "id", "it", "ja", "pt", "ru", "th", "vi", "zh-Hans", "zh-Hant"]
    queries = ["ivory"]
    expect = (20, 400)
    currency = "GBP"
