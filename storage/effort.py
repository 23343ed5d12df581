"""How much each sweep looked at and what came of it: the view `effort`, and the same about a few sweeps."""

from __future__ import annotations

_EFFORT = """
        WITH counted AS (
            SELECT w.*,
                count(p.id) AS planned,
                sum(p.fetched_at IS NOT NULL) AS fetched,
                sum(p.state = 'skipped') AS skipped,
                sum(p.state = 'failed') AS failed,
                sum(p.state = 'planned') AS remaining,
                sum(p.listings_seen) AS seen,
                sum(p.listings_matched) AS matched,
                sum(p.findings_new) AS new,
                sum(p.findings_again) AS again
            FROM sweeps w LEFT JOIN pages p ON p.sweep_id = w.id {of_sweeps} GROUP BY w.id
        ), framed AS (
            SELECT u.sweep_id AS of_sweep, count(*) AS units, sum(p.state = 'done') AS units_done,
                sum(u.blank) AS units_blank, sum(u.slots) AS slots
            FROM frame_units u JOIN pages p ON p.id = u.page_id {of_units} GROUP BY u.sweep_id
        ), strata AS (
            SELECT sweep_id AS of_sweep, sum(pages) AS frame_pages FROM
                (SELECT sweep_id, max(frame_pages) AS pages FROM frame_units u {of_units}
                    GROUP BY sweep_id, kind, stratum)
            GROUP BY sweep_id
        ), changes AS (
            SELECT id AS of_sweep,
                CASE WHEN lag(id) OVER same IS NULL THEN 'first' ELSE
                    CASE WHEN frame_digest IS NOT lag(frame_digest) OVER same THEN 'frame ' ELSE '' END ||
                    CASE WHEN rules_digest IS NOT lag(rules_digest) OVER same THEN 'rules ' ELSE '' END ||
                    CASE WHEN site_digest IS NOT lag(site_digest) OVER same THEN 'site ' ELSE '' END
                END AS told
            FROM sweeps WINDOW same AS (PARTITION BY site, task, plan_name ORDER BY id)
        )
        SELECT c.site AS site, c.started_at AS started_at, c.ended_at AS ended_at, c.task AS task,
            c.outcome AS outcome, c.plan_name AS plan,
            c.planned AS pages_planned, c.fetched AS pages_fetched, c.skipped AS pages_skipped,
            c.failed AS pages_failed, c.remaining AS pages_left,
            s.frame_pages AS frame_pages, f.units AS units_drawn, f.units_done AS units_read,
            f.units_blank AS units_blank, f.slots AS slots,
            c.seen AS listings_seen, c.matched AS listings_matched, c.new AS findings_new,
            c.again AS findings_again,
            round(1.0 * f.slots / nullif(f.units_done - f.units_blank, 0), 2) AS slots_per_unit,
            round(100.0 * c.matched / nullif(c.seen, 0), 2) AS matched_per_100_listings,
            round(100.0 * c.new / nullif(c.fetched, 0), 2) AS findings_new_per_100_pages,
            nullif(trim(h.told || CASE WHEN f.units_done < 0.9 * f.units THEN ' incomplete' ELSE '' END), '')
                AS coverage_changed,
            c.id AS sweep_id
        FROM counted c
        JOIN changes h ON h.of_sweep = c.id
        LEFT JOIN framed f ON f.of_sweep = c.id
        LEFT JOIN strata s ON s.of_sweep = c.id
        ORDER BY c.id"""


def effort(sweeps: str = "") -> str:
    """Return the query of all sweeps, or, much quicker, of those whose ids the query `sweeps` gives."""
    which = {"of_sweeps": f"WHERE w.id IN ({sweeps})", "of_units": f"WHERE u.sweep_id IN ({sweeps})"} if sweeps else {}
    return _EFFORT.format(**{"of_sweeps": "", "of_units": "", **which})
