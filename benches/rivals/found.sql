-- Level, stage and score of each customer, from what was summed up.
CREATE MACRO level_name(level) AS
  CASE level WHEN 0 THEN 'Base' WHEN 1 THEN 'Silver' WHEN 2 THEN 'Gold' WHEN 3 THEN 'Platinum' END;
CREATE MACRO bar(level) AS
  CASE level WHEN 1 THEN 2000.00 WHEN 2 THEN 8000.00 WHEN 3 THEN 20000.00 ELSE 0.00 END;
CREATE MACRO reached(level, spend, visits) AS
  spend >= bar(level) AND (level < 3 OR visits >= 12);
CREATE MACRO later(day, years) AS (day + to_years(years))::DATE;
-- What a level needs more, where it needs something.
CREATE MACRO needed(level, spend, visits) AS
  CASE
    WHEN spend < bar(level) AND level = 3 AND visits < 12 THEN
      '[{"spend":"' || (bar(level) - spend)::DECIMAL(18, 2)::VARCHAR || ' CNY","visits":"'
      || (12 - visits)::VARCHAR || '"}]'
    WHEN spend < bar(level) THEN
      '[{"spend":"' || (bar(level) - spend)::DECIMAL(18, 2)::VARCHAR || ' CNY"}]'
    WHEN level = 3 AND visits < 12 THEN '[{"visits":"' || (12 - visits)::VARCHAR || '"}]'
  END;

CREATE TEMP TABLE found AS
WITH placed AS (
  SELECT
    *,
    CASE held WHEN 'Base' THEN 0 WHEN 'Silver' THEN 1 WHEN 'Gold' THEN 2 WHEN 'Platinum' THEN 3 END
      AS before,
    CASE
      WHEN reached(3, spend, visits) THEN 3
      WHEN spend >= bar(2) THEN 2
      WHEN spend >= bar(1) THEN 1
      ELSE 0
    END AS qualified,
    -- The first days after the first and the second end of what is held.
    CASE WHEN held <> 'Base' THEN held_until + 1 END AS renewal,
    later(renewal, 1) AS second_renewal
  FROM measured
),
ended AS (
  SELECT
    *,
    before IS NULL OR qualified > before AS is_new,
    -- How often a held level ended before today; each time it falls by one, or is renewed.
    CASE
      WHEN is_new OR renewal IS NULL OR renewal > getvariable('today') THEN 0
      WHEN second_renewal > getvariable('today') THEN 1
      ELSE 2 + date_sub('year', second_renewal, getvariable('today'))
    END AS ends,
    least(ends, before - qualified) AS falls
  FROM placed
),
levelled AS (
  SELECT
    *,
    CASE WHEN is_new THEN qualified ELSE before - falls END AS level,
    CASE
      WHEN before IS NULL THEN 'joined'
      WHEN is_new THEN 'rose'
      WHEN falls > 0 THEN 'fell'
      WHEN ends > 0 THEN 'renewed'
      ELSE 'held'
    END AS change,
    CASE
      WHEN is_new THEN getvariable('today')
      WHEN falls = 0 THEN held_since
      WHEN falls = 1 THEN renewal
      ELSE later(second_renewal, falls - 2)
    END AS since,
    CASE
      WHEN level = 0 THEN NULL
      WHEN is_new THEN getvariable('year_on')
      WHEN ends = 0 THEN renewal
      ELSE later(second_renewal, ends - 1)
    END - 1 AS until
  FROM ended
),
scored AS (
  SELECT
    *,
    CASE
      WHEN last_purchase > getvariable('month_ago') THEN 100
      WHEN last_purchase > getvariable('quarter_ago') THEN 70
      WHEN last_purchase > getvariable('year_ago') THEN 40
      WHEN last_purchase IS NOT NULL THEN 0
    END AS recency,
    CASE
      WHEN joined <= getvariable('quarter_ago') OR joined > getvariable('today')
        THEN least(visits * 5, 100)
    END AS frequency,
    least((spend * 100)::BIGINT // 20000, 100) AS value,
    40 + CASE WHEN recency IS NULL THEN 0 ELSE 30 END + CASE WHEN frequency IS NULL THEN 0 ELSE 30 END
      AS weight,
    coalesce(recency, 0) * 30 + coalesce(frequency, 0) * 30 + value * 40 AS points
  FROM levelled
)
SELECT
  * EXCLUDE (
    birth_date, joined, held, held_since, held_until, qualified, renewal, second_renewal, is_new, ends,
    falls, weight, points, purchases, first_purchase
  ),
  until IS NOT NULL AND NOT reached(level, spend, visits) AS ending,
  coalesce(month(birth_date) = month(getvariable('today')), FALSE) AS birthday_month,
  CASE
    WHEN purchases = 0 THEN 'potential'
    WHEN first_purchase > getvariable('quarter_ago') AND first_purchase <= getvariable('today')
      THEN 'new'
    WHEN visits > 0 THEN 'active'
    ELSE 'lost'
  END AS stage,
  CASE WHEN weight >= 50 THEN (points * 20 + weight) // (weight * 2) END AS tenths
FROM scored;
