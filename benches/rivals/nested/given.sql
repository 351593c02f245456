-- Points of recent orders and credits for complaints, with their limits over a customer.
-- Most customers stay below them: only the others are gone through in order.
CREATE TEMP VIEW earned AS
WITH rated AS (
  SELECT
    id AS customer,
    list_transform(recent, lambda o: {
      'day': o.date, 'id': o.id, 'amount': o.amount,
      'points': (o.amount * 100)::BIGINT // 1000
        * CASE o.category WHEN 'grocery' THEN 2 WHEN 'fashion' THEN 3 ELSE 1 END
        * CASE level WHEN 3 THEN 20 WHEN 2 THEN 15 WHEN 1 THEN 12 ELSE 10 END // 10
    }) AS orders,
    list_sum(list_transform(orders, lambda o: o.points)) <= 5000 AS is_below
  FROM found
  WHERE len(recent) > 0
),
limited AS (
  SELECT customer, o.*, o.points AS granted
  FROM (SELECT customer, unnest(orders) AS o FROM rated WHERE is_below)
  UNION ALL
  SELECT
    customer, o.*,
    least(5000, sum(o.points) OVER month_so_far)
      - least(5000, sum(o.points) OVER month_so_far - o.points) AS granted
  FROM (SELECT customer, unnest(orders) AS o FROM rated WHERE NOT is_below)
  WINDOW month_so_far AS (
    PARTITION BY customer, date_trunc('month', o.day) ORDER BY o.day, o.id ROWS UNBOUNDED PRECEDING
  )
)
SELECT * FROM limited WHERE granted > 0;

CREATE TEMP TABLE claimed AS
WITH rated AS (
  SELECT
    id AS customer,
    list_transform(open, lambda c: {
      'day': c.opened, 'id': c.id, 'kind': c.kind, 'severity': c.severity,
      'wished': CASE
        WHEN c.kind = 'billing' THEN 0
        ELSE ((c.order_amount * 100)::BIGINT
          * CASE WHEN c.severity >= 5 THEN 50 WHEN c.severity = 4 THEN 30 WHEN c.severity >= 2 THEN 10 ELSE 0 END
          * 2 + 100) // 200
      END
    }) AS claims,
    list_sum(list_transform(claims, lambda c: least(c.wished, 20000))) <= 50000 AS is_below
  FROM found
  WHERE len(open) > 0
),
above AS (
  SELECT customer, list_sort(claims) AS claims FROM rated WHERE NOT is_below
),
reduced AS (
  SELECT customer, unnest(claims) AS c, unnest(granted_in_turn(claims)) AS g
  FROM above
)
SELECT customer, c.*, least(c.wished, 20000) AS granted
FROM (SELECT customer, unnest(claims) AS c FROM rated WHERE is_below)
UNION ALL
SELECT customer, c.*, g.cents FROM reduced;
