-- What each claim of a customer is granted, in their order, depends on what those before it were, in the
-- twelve months before it.
CREATE OR REPLACE MACRO granted_in_turn(claims) AS list_reduce(
  claims,
  lambda given, c: list_append(given, {
    'day': c.day,
    'cents': greatest(0, least(c.wished, 20000, 50000 - coalesce(list_sum(list_transform(
      list_filter(given, lambda g: g.day > (c.day - INTERVAL 12 MONTHS)::DATE), lambda g: g.cents
    )), 0)::BIGINT))
  }),
  []::STRUCT(day DATE, cents BIGINT)[]
);
