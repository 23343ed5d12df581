"""What `python -m scrapy` reads through scrapy.cfg: enough for `list` and `shell`.

A sweep does not start here: `fieldsign sweep` uses crawler.scrapy_settings, with the settings of a workspace.
"""

from __future__ import annotations

BOT_NAME = "fieldsign"
SPIDER_MODULES = ["spiders"]
USER_AGENT = "Fieldsign/0.1"
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 5
CONCURRENT_REQUESTS_PER_DOMAIN = 1
TELNETCONSOLE_ENABLED = False
