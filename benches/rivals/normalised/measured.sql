-- What is summed up of each customer, from a table of orders.
CREATE TEMP VIEW orders AS FROM read_parquet(getvariable('stem') || '.orders.parquet');
CREATE TEMP VIEW complaints AS FROM read_parquet(getvariable('stem') || '.complaints.parquet');

CREATE TEMP VIEW measured AS
WITH summed AS (
  SELECT
    customer,
    sum(amount) FILTER (date > getvariable('year_ago') AND date <= getvariable('today')) AS spend,
    count(*) FILTER (date > getvariable('year_ago') AND date <= getvariable('today')) AS visits,
    count(*) AS purchases,
    min(date) AS first_purchase,
    max(date) AS last_purchase
  FROM orders
  WHERE status = 'paid'
  GROUP BY customer
)
SELECT
  id, birth_date, joined, held, held_since, held_until,
  coalesce(spend, 0)::DECIMAL(18, 2) AS spend,
  coalesce(visits, 0) AS visits,
  coalesce(purchases, 0) AS purchases,
  first_purchase,
  last_purchase
FROM read_parquet(getvariable('stem') || '.members.parquet')
LEFT JOIN summed ON customer = id;
