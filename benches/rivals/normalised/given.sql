-- Points of recent orders and credits for complaints, with their limits over a customer.
CREATE TEMP VIEW earned AS
WITH rated AS (
  SELECT
    customer, date AS day, orders.id, amount,
    (amount * 100)::BIGINT // 1000
      * CASE category WHEN 'grocery' THEN 2 WHEN 'fashion' THEN 3 ELSE 1 END
      * CASE level WHEN 3 THEN 20 WHEN 2 THEN 15 WHEN 1 THEN 12 ELSE 10 END // 10 AS points
  FROM orders
  JOIN found ON found.id = customer
  WHERE date > getvariable('month_ago') AND date <= getvariable('today')
    AND status = 'paid' AND category <> 'gift card'
),
limited AS (
  SELECT
    *,
    least(5000, sum(points) OVER month_so_far)
      - least(5000, sum(points) OVER month_so_far - points) AS granted
  FROM rated
  WINDOW month_so_far AS (
    PARTITION BY customer, date_trunc('month', day) ORDER BY day, id ROWS UNBOUNDED PRECEDING
  )
)
SELECT * FROM limited WHERE granted > 0;

CREATE TEMP TABLE claimed AS
WITH rated AS (
  SELECT
    customer, opened AS day, id, kind, severity,
    CASE
      WHEN kind = 'billing' THEN 0
      ELSE ((order_amount * 100)::BIGINT
        * CASE WHEN severity >= 5 THEN 50 WHEN severity = 4 THEN 30 WHEN severity >= 2 THEN 10 ELSE 0 END
        * 2 + 100) // 200
    END AS wished
  FROM complaints
  WHERE NOT resolved
),
-- Most customers stay below the limit: only the others are gone through in order.
above AS (
  SELECT customer FROM rated GROUP BY customer HAVING sum(least(wished, 20000)) > 50000
),
listed AS (
  SELECT customer, list(
    {'day': day, 'id': id, 'kind': kind, 'severity': severity, 'wished': wished} ORDER BY day, id
  ) AS claims
  FROM rated SEMI JOIN above USING (customer)
  GROUP BY customer
),
reduced AS (
  SELECT customer, unnest(claims) AS c, unnest(granted_in_turn(claims)) AS g
  FROM listed
)
SELECT *, least(wished, 20000) AS granted
FROM rated ANTI JOIN above USING (customer)
UNION ALL
SELECT customer, c.*, g.cents FROM reduced;
