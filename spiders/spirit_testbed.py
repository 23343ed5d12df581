from spiders.families.django_spirit import DjangoSpirit


class SpiritTestbed(DjangoSpirit):
    """Practice site on loopback, run by tests/thirdparty/testbed; no real people, no real offers."""

    name = "spirit_testbed"
    home = "http://127.0.0.1:8104/"
    languages = ["ar", "de", "en", "es", "fr", "id", "it", "ja", "pt", "ru", "th", "vi", "zh-Hans", "zh-Hant"]
    expect = (20, 600)
