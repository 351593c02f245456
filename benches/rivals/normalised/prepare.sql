-- Customers, orders and complaints as tables of their own.
COPY (
  SELECT
    id, birth_date, joined,
    membership.level AS held, membership.since AS held_since, membership.until AS held_until
  FROM read_parquet(getvariable('customers'))
) TO (getvariable('stem') || '.members.parquet') (FORMAT parquet, COMPRESSION zstd);

COPY (
  SELECT customer, o.*
  FROM (SELECT id AS customer, unnest(orders) AS o FROM read_parquet(getvariable('customers')))
) TO (getvariable('stem') || '.orders.parquet') (FORMAT parquet, COMPRESSION zstd);

COPY (
  SELECT customer, c.*
  FROM (SELECT id AS customer, unnest(complaints) AS c FROM read_parquet(getvariable('customers')))
) TO (getvariable('stem') || '.complaints.parquet') (FORMAT parquet, COMPRESSION zstd);
