"""The tables, as steps that are applied once each and never edited after a release; a change is a new step."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from storage.effort import effort

migrations = Migrations("fieldsign")

LEDGER = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
    "CREATE TABLE sites (name TEXT PRIMARY KEY, home TEXT NOT NULL, first_swept_at TEXT NOT NULL) STRICT",
    """CREATE TABLE sweeps (
        id TEXT PRIMARY KEY,
        site TEXT NOT NULL REFERENCES sites(name),
        task TEXT NOT NULL,
        seed INTEGER NOT NULL,
        plan TEXT NOT NULL,
        late_by REAL,
        started_at TEXT NOT NULL,
        ended_at TEXT,
        outcome TEXT NOT NULL,
        note TEXT NOT NULL DEFAULT '',
        pages_planned INTEGER NOT NULL DEFAULT 0,
        pages_fetched INTEGER NOT NULL DEFAULT 0,
        listings_seen INTEGER NOT NULL DEFAULT 0,
        listings_matched INTEGER NOT NULL DEFAULT 0,
        findings_new INTEGER NOT NULL DEFAULT 0,
        findings_again INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    "CREATE INDEX sweeps_site ON sweeps(site)",
    """CREATE TABLE pages (
        id TEXT PRIMARY KEY,
        sweep_id TEXT NOT NULL REFERENCES sweeps(id),
        key TEXT NOT NULL,
        kind TEXT NOT NULL,
        url TEXT NOT NULL,
        query TEXT,
        number INTEGER NOT NULL,
        native_id TEXT,
        inclusion REAL NOT NULL,
        state TEXT NOT NULL,
        reason TEXT,
        detail TEXT NOT NULL DEFAULT '',
        attempts INTEGER NOT NULL DEFAULT 0,
        planned_at TEXT NOT NULL,
        fetched_at TEXT,
        settled_at TEXT,
        links_found INTEGER,
        links_new INTEGER,
        links_sampled INTEGER,
        listings_seen INTEGER NOT NULL DEFAULT 0,
        listings_matched INTEGER NOT NULL DEFAULT 0,
        findings_new INTEGER NOT NULL DEFAULT 0,
        findings_again INTEGER NOT NULL DEFAULT 0,
        UNIQUE (sweep_id, key)
    ) STRICT""",
    "CREATE INDEX pages_state ON pages(sweep_id, state)",
    """CREATE TABLE events (
        id TEXT PRIMARY KEY,
        at TEXT NOT NULL,
        sweep_id TEXT REFERENCES sweeps(id),
        kind TEXT NOT NULL,
        detail TEXT NOT NULL
    ) STRICT""",
)

FINDINGS = (
    """CREATE TABLE evidence (
        sha256 TEXT PRIMARY KEY,
        bytes INTEGER NOT NULL,
        media_type TEXT NOT NULL,
        path TEXT NOT NULL UNIQUE,
        kept_at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE sellers (
        code TEXT PRIMARY KEY,
        site TEXT NOT NULL REFERENCES sites(name),
        name TEXT,
        first_seen_at TEXT NOT NULL,
        UNIQUE (site, name)
    ) STRICT""",
    """CREATE TABLE listings (
        id TEXT PRIMARY KEY,
        site TEXT NOT NULL REFERENCES sites(name),
        native_id TEXT NOT NULL,
        url TEXT NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        price_raw TEXT,
        price_amount REAL,
        price_currency TEXT,
        price_ambiguous INTEGER NOT NULL DEFAULT 0,
        price_candidates TEXT NOT NULL DEFAULT '[]',
        posted_raw TEXT,
        posted_at TEXT,
        posted_precision TEXT,
        posted_ambiguous INTEGER NOT NULL DEFAULT 0,
        seller_code TEXT REFERENCES sellers(code),
        place TEXT,
        language TEXT,
        images TEXT NOT NULL DEFAULT '[]',
        notes TEXT NOT NULL DEFAULT '[]',
        content_sha256 TEXT NOT NULL,
        first_seen_at TEXT NOT NULL,
        last_seen_at TEXT NOT NULL,
        kept_because TEXT NOT NULL CHECK (kept_because IN ('finding', 'audit')),
        UNIQUE (site, native_id)
    ) STRICT""",
    "CREATE INDEX listings_seller ON listings(seller_code)",
    """CREATE TABLE captures (
        id TEXT PRIMARY KEY,
        listing_id TEXT NOT NULL REFERENCES listings(id),
        page_id TEXT NOT NULL REFERENCES pages(id),
        taken_at TEXT NOT NULL,
        url TEXT NOT NULL,
        final_url TEXT NOT NULL,
        hops TEXT NOT NULL DEFAULT '[]',
        status INTEGER,
        screenshot_sha256 TEXT REFERENCES evidence(sha256),
        html_sha256 TEXT REFERENCES evidence(sha256),
        text_sha256 TEXT REFERENCES evidence(sha256),
        archive_sha256 TEXT REFERENCES evidence(sha256),
        degraded TEXT NOT NULL DEFAULT '[]',
        notes TEXT NOT NULL DEFAULT '[]',
        browser TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    "CREATE INDEX captures_listing ON captures(listing_id)",
    "CREATE INDEX captures_page ON captures(page_id)",
    """CREATE TABLE observations (
        id TEXT PRIMARY KEY,
        listing_id TEXT NOT NULL REFERENCES listings(id),
        page_id TEXT NOT NULL REFERENCES pages(id),
        capture_id TEXT REFERENCES captures(id),
        observed_at TEXT NOT NULL,
        content_sha256 TEXT NOT NULL,
        title TEXT,
        text TEXT,
        elsewhere TEXT,
        price_raw TEXT
    ) STRICT""",
    "CREATE INDEX observations_listing ON observations(listing_id)",
    "CREATE INDEX observations_page ON observations(page_id)",
    "CREATE INDEX observations_capture ON observations(capture_id)",
    """CREATE TABLE findings (
        id TEXT PRIMARY KEY,
        listing_id TEXT NOT NULL UNIQUE REFERENCES listings(id),
        capture_id TEXT NOT NULL REFERENCES captures(id),
        sweep_id TEXT NOT NULL REFERENCES sweeps(id),
        level TEXT NOT NULL CHECK (level IN ('low', 'medium', 'high', 'critical')),
        score REAL NOT NULL,
        found_at TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'new'
    ) STRICT""",
    "CREATE INDEX findings_capture ON findings(capture_id)",
    "CREATE INDEX findings_found ON findings(found_at)",
    """CREATE TABLE matches (
        id TEXT PRIMARY KEY,
        finding_id TEXT NOT NULL REFERENCES findings(id),
        capture_id TEXT NOT NULL REFERENCES captures(id),
        rule TEXT NOT NULL,
        title TEXT NOT NULL,
        rule_digest TEXT NOT NULL,
        level TEXT NOT NULL,
        score REAL NOT NULL,
        field TEXT NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        quote TEXT NOT NULL,
        term TEXT NOT NULL,
        view TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX matches_finding ON matches(finding_id)",
    "CREATE INDEX matches_capture ON matches(capture_id)",
)


def _refuse(table: str, change: str) -> str:
    return f"""CREATE TRIGGER {table}_refuses_{change.lower()} BEFORE {change} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"""


CUSTODY = (
    """CREATE TABLE custody (
        seq INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        content_hash TEXT NOT NULL,
        prev_hash TEXT NOT NULL,
        hash TEXT NOT NULL UNIQUE
    ) STRICT""",
    "CREATE TABLE custody_salts (seq INTEGER PRIMARY KEY REFERENCES custody(seq), salt TEXT NOT NULL) STRICT",
    _refuse("custody", "UPDATE"),
    _refuse("custody", "DELETE"),
    """CREATE TRIGGER custody_refuses_replacing BEFORE INSERT ON custody
        WHEN NEW.seq <= (SELECT max(seq) FROM custody)
        BEGIN SELECT RAISE(ABORT, 'custody is append-only'); END""",
    _refuse("captures", "UPDATE"),
    _refuse("observations", "UPDATE"),
    _refuse("matches", "UPDATE"),
    _refuse("evidence", "UPDATE"),
)

VIEWS = (
    """CREATE VIEW suspects AS
        SELECT f.found_at AS found_at, l.site AS site, l.title AS title, l.url AS url,
            (SELECT group_concat(title, '; ') FROM
                (SELECT DISTINCT title FROM matches WHERE finding_id = f.id ORDER BY title)) AS rule,
            (SELECT group_concat(quote, ' | ') FROM
                (SELECT DISTINCT quote FROM matches WHERE finding_id = f.id ORDER BY quote)) AS words,
            f.level AS level, f.score AS score, s.path AS screenshot, h.path AS page_source, c.degraded AS degraded,
            l.price_raw AS price, l.seller_code AS seller_code, l.last_seen_at AS last_seen_at, f.state AS state,
            f.id AS finding_id, (SELECT value = '1' FROM meta WHERE key = 'practice') AS practice
        FROM findings f
        JOIN listings l ON l.id = f.listing_id
        JOIN captures c ON c.id = f.capture_id
        LEFT JOIN evidence s ON s.sha256 = c.screenshot_sha256
        LEFT JOIN evidence h ON h.sha256 = c.html_sha256
        ORDER BY f.found_at, f.id""",
    """CREATE VIEW effort AS
        SELECT w.site AS site, w.started_at AS started_at, w.ended_at AS ended_at, w.task AS task, w.outcome AS outcome,
            count(p.id) AS pages_planned,
            sum(p.fetched_at IS NOT NULL) AS pages_fetched,
            sum(p.state = 'skipped') AS pages_skipped,
            sum(p.state = 'failed') AS pages_failed,
            sum(p.state = 'planned') AS pages_left,
            sum(p.listings_seen) AS listings_seen,
            sum(p.listings_matched) AS listings_matched,
            sum(p.findings_new) AS findings_new,
            sum(p.findings_again) AS findings_again,
            w.id AS sweep_id
        FROM sweeps w LEFT JOIN pages p ON p.sweep_id = w.id
        GROUP BY w.id ORDER BY w.id""",
)


FRAME = (
    "ALTER TABLE sweeps ADD COLUMN plan_name TEXT",
    "ALTER TABLE sweeps ADD COLUMN frame_digest TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE sweeps ADD COLUMN rules_digest TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE sweeps ADD COLUMN site_digest TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE pages ADD COLUMN multiplicity INTEGER",
    "ALTER TABLE pages ADD COLUMN fields_read TEXT NOT NULL DEFAULT '{}'",
    """CREATE TABLE frame_units (
        page_id TEXT PRIMARY KEY REFERENCES pages(id),
        sweep_id TEXT NOT NULL REFERENCES sweeps(id),
        kind TEXT NOT NULL CHECK (kind IN ('category', 'search')),
        stratum TEXT NOT NULL,
        number INTEGER NOT NULL,
        frame_pages INTEGER NOT NULL,
        basis TEXT NOT NULL CHECK (basis IN ('shown', 'plan', 'walked')),
        inclusion REAL NOT NULL,
        slots INTEGER,
        promoted INTEGER,
        shown TEXT NOT NULL DEFAULT '[]',
        blank INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    "CREATE INDEX frame_units_sweep ON frame_units(sweep_id)",
    """CREATE TABLE frame_slots (
        unit_id TEXT NOT NULL REFERENCES frame_units(page_id),
        position INTEGER NOT NULL,
        page_id TEXT NOT NULL REFERENCES pages(id),
        inclusion REAL NOT NULL,
        PRIMARY KEY (unit_id, position)
    ) STRICT""",
    "CREATE INDEX frame_slots_page ON frame_slots(page_id)",
    """CREATE TABLE alerts (
        id TEXT PRIMARY KEY,
        site TEXT NOT NULL REFERENCES sites(name),
        kind TEXT NOT NULL,
        about TEXT NOT NULL DEFAULT '',
        detail TEXT NOT NULL,
        opened_at TEXT NOT NULL,
        sweep_id TEXT NOT NULL REFERENCES sweeps(id),
        last_sweep_id TEXT NOT NULL REFERENCES sweeps(id),
        closed_at TEXT
    ) STRICT""",
    "CREATE UNIQUE INDEX alerts_open ON alerts(site, kind, about) WHERE closed_at IS NULL",
    """CREATE VIEW frame AS
        SELECT w.site AS site, w.started_at AS started_at, w.plan_name AS plan, u.kind AS kind, u.stratum AS stratum,
            u.number AS number, u.frame_pages AS frame_pages, u.basis AS basis, u.inclusion AS inclusion,
            p.state AS state, p.reason AS reason, p.detail AS detail, u.blank AS blank, u.slots AS slots,
            u.promoted AS promoted, p.links_sampled AS listings_drawn,
            (SELECT count(*) FROM frame_slots s JOIN pages l ON l.id = s.page_id
                WHERE s.unit_id = u.page_id AND l.state = 'done') AS listings_read,
            p.url AS url, p.fetched_at AS fetched_at, u.page_id AS page_id, u.sweep_id AS sweep_id
        FROM frame_units u JOIN pages p ON p.id = u.page_id JOIN sweeps w ON w.id = u.sweep_id
        ORDER BY u.sweep_id, u.kind, u.stratum, u.number""",
    """CREATE VIEW coverage AS
        SELECT p.sweep_id AS sweep_id, w.site AS site, w.started_at AS started_at, f.key AS field,
            CAST(total(f.value) AS INTEGER) AS filled,
            CAST(total(p.listings_seen) AS INTEGER) AS listings_seen
        FROM pages p JOIN sweeps w ON w.id = p.sweep_id, json_each(p.fields_read) f
        GROUP BY p.sweep_id, f.key""",
    "DROP VIEW effort",
    "CREATE VIEW effort AS" + effort(),
)


def _run(db: Database, statements: tuple[str, ...]) -> None:
    for statement in statements:
        db.execute(statement)


@migrations()
def m001_ledger(db: Database) -> None:
    _run(db, LEDGER)


@migrations()
def m002_findings(db: Database) -> None:
    _run(db, FINDINGS)


@migrations()
def m003_custody(db: Database) -> None:
    _run(db, CUSTODY)


@migrations()
def m004_views(db: Database) -> None:
    _run(db, VIEWS)


@migrations()
def m005_frame(db: Database) -> None:
    _run(db, FRAME)
