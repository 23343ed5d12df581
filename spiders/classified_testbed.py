from spiders.families.django_classified import DjangoClassified


class ClassifiedTestbed(DjangoClassified):
    """Practice site on loopback, run by tests/thirdparty/testbed; no real people, no real offers."""

    name = "classified_testbed"
    home = "http://127.0.0.1:8102/"
    languages = ["ar", "de", "en", "es", "fr", "id", "it", "ja", "pt", "ru", "th", "vi", "zh-Hans", "zh-Hant"]
    queries = ["ivory"]
    expect = (20, 400)
    currency = "EUR"
