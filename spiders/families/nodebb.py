"""NodeBB: boards whose topics hold numbered posts."""

from crawler.site import Forum


class NodeBB(Forum):
    """Selectors of NodeBB 4's themes harmony and persona; unverified: nobody has swept a board with them yet.

    Its search leads to posts and not to topics, so topics are found by browsing.
    """

    browse = ["{home}recent?page={page}"]
    links = "[component='category/topic'] [component='topic/header'] a"
    empty = "#category-no-topics"
    native_id = r"/topic/(\d+)"
    posts = "[component='topic'] > li[component='post']:not(.deleted)"
    post_id = "@data-pid"
    fields = {
        "title": "[component='topic/title']",
        "text": "[component='post/content']",
        "seller": "a[data-username]@href",
        "posted": "meta[itemprop='datePublished']@content",
        "images": "[component='post/content'] img:not(.emoji)@src",
    }
    gone = {"gone_no_reason": {"body.page-status-404": []}}
    wall = {"body.page-login": [], "body.page-status-403": ["try logging in"]}
    marks = ["link[href*='/assets/client']", "link[href$='/osd.xml']", "[component='category'], [component='topic']"]
    verified = ""
