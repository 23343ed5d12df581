from spiders.families.django_machina import DjangoMachina


class MachinaTestbed(DjangoMachina):
    """Practice site on loopback, run by tests/thirdparty/testbed; no real people, no real offers."""

    name = "machina_testbed"
    home = "http://127.0.0.1:8103/"
    browse = ["{home}forum/buy-and-sell-2/?page={page}"]
    languages = ["ar", "de", "en", "es", "fr", "id", "it", "ja", "pt", "ru", "th", "vi", "zh-Hans", "zh-Hant"]
    expect = (20, 600)
