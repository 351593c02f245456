-- What is summed up of each customer, from lists of structs; the lists that rules go over come along.
CREATE TEMP VIEW measured AS
WITH read AS (
  SELECT
    id, birth_date, joined,
    membership.level AS held, membership.since AS held_since, membership.until AS held_until,
    list_filter(orders, lambda o: o.status = 'paid') AS paid,
    list_filter(complaints, lambda c: NOT c.resolved) AS open
  FROM read_parquet(getvariable('customers'))
),
listed AS (
  SELECT
    * EXCLUDE (paid),
    list_transform(paid, lambda o: o.date) AS days,
    list_transform(paid, lambda o:
      CASE WHEN o.date > getvariable('year_ago') AND o.date <= getvariable('today') THEN o.amount END
    ) AS amounts,
    list_filter(paid, lambda o:
      o.date > getvariable('month_ago') AND o.date <= getvariable('today')
      AND o.category <> 'gift card'
    ) AS recent
  FROM read
)
SELECT
  id, birth_date, joined, held, held_since, held_until,
  coalesce(list_sum(amounts), 0)::DECIMAL(18, 2) AS spend,
  list_count(amounts)::BIGINT AS visits,
  len(days)::BIGINT AS purchases,
  list_min(days) AS first_purchase,
  list_max(days) AS last_purchase,
  recent, open
FROM listed;
