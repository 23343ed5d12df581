"""All of Scrapy's settings that a sweep runs with."""

from __future__ import annotations

from typing import Any

from crawler.middlewares import MAX_REDIRECTS
from crawler.settings import Config

HANDLER = "crawler.browser.DownloadHandler"

OURS = {
    "crawler.middlewares.Checks": 100,
    "crawler.middlewares.Retries": 550,
    "crawler.middlewares.MetaRefreshes": 580,
    "crawler.middlewares.Unpacking": 590,
    "crawler.middlewares.Redirects": 600,
}
REPLACED = (
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware",
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware",
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware",
    "scrapy.downloadermiddlewares.retry.RetryMiddleware",
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware",
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware",
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware",
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware",
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware",
)
UNUSED = (
    "scrapy.extensions.feedexport.FeedExporter",
    "scrapy.extensions.memusage.MemoryUsage",
    "scrapy.extensions.remote_control.RemoteControl",
    "scrapy.extensions.telnet.TelnetConsole",
    "scrapy.extensions.throttle.AutoThrottle",
)


def scrapy_settings(config: Config) -> dict[str, Any]:
    """Return the settings of one sweep.

    The pace is kept by crawler.pace and not by DOWNLOAD_DELAY, robots.txt by crawler.robots and not by
    ROBOTSTXT_OBEY. No proxy is used: one would connect to addresses that the guard has not seen.
    """
    return {
        "FIELDSIGN_CONFIG": config,
        "BOT_NAME": "fieldsign",
        "USER_AGENT": config.user_agent,
        **_fetching(config),
        **_components(),
        **_silence(),
    }


def _fetching(config: Config) -> dict[str, Any]:
    return {
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "TWISTED_DNS_RESOLVER": "crawler.resolver.GuardedResolver",
        # Few wait for their turn, so that the capture of a match comes soon after its scan.
        "CONCURRENT_REQUESTS": 6,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_TIMEOUT": config.timeout,
        "DOWNLOAD_MAXSIZE": config.max_body,
        "DOWNLOAD_WARNSIZE": 0,
        "REDIRECT_MAX_TIMES": MAX_REDIRECTS + 1,
        "METAREFRESH_MAXDELAY": 10,
        "COOKIES_ENABLED": True,
        "REFERRER_POLICY": "no-referrer",
        "URLLENGTH_LIMIT": 0,
        "ROBOTSTXT_OBEY": False,
        "HTTPCACHE_ENABLED": False,
    }


def _components() -> dict[str, Any]:
    return {
        "DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER, "data": None, "file": None, "ftp": None, "s3": None},
        "DOWNLOADER_MIDDLEWARES": {**dict.fromkeys(REPLACED), **OURS},
        "EXTENSIONS": dict.fromkeys(UNUSED),
    }


def _silence() -> dict[str, Any]:
    return {
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "FEEDS": {},
        "COOKIES_DEBUG": False,
        "LOG_LEVEL": "INFO",
        "LOG_INSTALL_ROOT_HANDLER": False,
        "LOGSTATS_INTERVAL": 0,
        "STATS_DUMP": False,
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
    }
