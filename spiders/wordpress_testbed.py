"""The test bed's board: Debian's WordPress, as it comes."""

from spiders.families.wordpress import WordPress


class WordpressTestbed(WordPress):
    """Practice site on loopback, run by tests/thirdparty/testbed; no real people, no real offers."""

    name = "wordpress_testbed"
    home = "http://127.0.0.1:8105/"
    languages = ["ar", "de", "en", "es", "fr", "id", "it", "ja", "pt", "ru", "th", "vi", "zh-Hans", "zh-Hant"]
    queries = ["ivory"]
    expect = (20, 400)
