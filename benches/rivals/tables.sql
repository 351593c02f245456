-- Both tables of outcomes.
COPY (
  SELECT
    id AS customer,
    'Harbour Club' AS program,
    getvariable('policy') AS policy,
    getvariable('today') AS as_of,
    level_name(level) AS "Club",
    level_name(level + 1) AS "Club.next",
    CASE WHEN level < 3 THEN needed(level + 1, spend, visits) END AS "Club.missing",
    level_name(before) AS "Club.before",
    since AS "Club.since",
    until AS "Club.until",
    change AS "Club.change",
    CASE
      WHEN change = 'held' THEN NULL
      WHEN change = 'fell' AND before = 3 AND visits >= 12 THEN 'spend >= 20000 CNY'
      WHEN change = 'fell' AND before = 3 AND spend >= bar(3) THEN 'visits >= 12'
      ELSE CASE CASE WHEN change = 'fell' THEN before ELSE level END
        WHEN 1 THEN 'spend >= 2000 CNY'
        WHEN 2 THEN 'spend >= 8000 CNY'
        WHEN 3 THEN 'spend >= 20000 CNY; visits >= 12'
      END
    END AS "Club.because",
    NULL::DECIMAL(38, 6) AS "Club.lowered",
    NULL::VARCHAR AS "Club.instead_of",
    NULL::DATE AS "Club.lent_until",
    CASE WHEN ending THEN needed(level, spend, visits) END AS "Club.keep",
    CASE WHEN ending THEN until + 1 END AS "Club.lost_on",
    stage,
    (tenths::INTEGER * 0.1)::DECIMAL(38, 6) AS loyalty,
    CASE
      WHEN tenths >= 800 THEN 'devoted' WHEN tenths >= 300 THEN 'steady' WHEN tenths >= 0 THEN 'at_risk'
    END AS "loyalty.band",
    recency::DECIMAL(38, 6) AS "loyalty.recency",
    frequency::DECIMAL(38, 6) AS "loyalty.frequency",
    value::DECIMAL(38, 6) AS "loyalty.value",
    NULL::VARCHAR AS error,
    NULL::VARCHAR AS error_message
  FROM found
) TO (getvariable('output') || '/customers.parquet') (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 65536);

CREATE MACRO key_of(rule, customer, element, place) AS
  concat('Harbour Club/' || rule || '/', customer, '/', element, '/', place);
CREATE MACRO subject_of(kind, id) AS concat('{"' || kind || '":"', id, '"}');
CREATE MACRO complaint_of(day, severity) AS concat('complaint of ', day, ', severity ', severity);

COPY (
  WITH given AS (
    SELECT
      customer, key_of('bill_correction', customer, id, '1') AS key, 'bill_correction' AS rule,
      'recovery' AS word, 'recovery.loyal:25' AS source, 'task' AS kind,
      subject_of('complaint', id) AS subject, NULL::DECIMAL(38, 6) AS amount, NULL AS unit,
      NULL::DECIMAL(38, 6) AS wished, NULL AS code, NULL::DATE AS last_day,
      'check the bill and correct it' AS task, 'mail' AS channel, NULL AS to,
      (day + 3)::VARCHAR AS due, NULL AS reason
    FROM claimed
    WHERE kind = 'billing'
    UNION ALL
    SELECT
      customer, key_of('complaint_credit', customer, id, '1'), 'complaint_credit', 'recovery',
      'recovery.loyal:10', 'credit', subject_of('complaint', id),
      (granted::DECIMAL(18, 0) * 0.01)::DECIMAL(38, 6), 'CNY',
      CASE WHEN wished > granted THEN (wished::DECIMAL(18, 0) * 0.01)::DECIMAL(38, 6) END,
      NULL, NULL, NULL, NULL, NULL, NULL,
      complaint_of(day, severity)
    FROM claimed
    WHERE kind <> 'billing' AND granted > 0
    UNION ALL
    SELECT
      customer, key_of('complaint_credit', customer, id, '2'), 'complaint_credit', 'recovery',
      'recovery.loyal:10', 'task', subject_of('complaint', id), NULL, NULL, NULL, NULL, NULL,
      'call the customer and apologise', 'phone', NULL, (day + 1)::VARCHAR,
      complaint_of(day, severity)
    FROM claimed
    WHERE kind <> 'billing'
    UNION ALL
    SELECT
      customer, key_of('complaint_credit', customer, id, '3'), 'complaint_credit', 'recovery',
      'recovery.loyal:10', 'escalation', subject_of('complaint', id), NULL, NULL, NULL, NULL, NULL,
      NULL, NULL, 'duty manager', (day + 1)::VARCHAR,
      complaint_of(day, severity)
    FROM claimed
    WHERE kind <> 'billing' AND severity >= 4
    UNION ALL
    SELECT
      customer, key_of('complaint_credit', customer, id, '4'), 'complaint_credit', 'recovery',
      'recovery.loyal:10', 'follow_up', subject_of('complaint', id), NULL, NULL, NULL, NULL, NULL,
      NULL, NULL, NULL, (day + 7)::VARCHAR,
      complaint_of(day, severity)
    FROM claimed
    WHERE kind <> 'billing'
    UNION ALL
    SELECT
      id, key_of('birthday_gift', id, '1', year(getvariable('today'))), 'birthday_gift',
      'reward', 'harbour-club.loyal:113', 'coupon', NULL,
      CASE level WHEN 3 THEN 200 WHEN 2 THEN 100 ELSE 50 END::DECIMAL(38, 6), 'CNY', NULL, 'BIRTHDAY',
      getvariable('today') + 29, NULL, NULL, NULL, NULL, 'a happy birthday from Harbour Club'
    FROM found
    WHERE birthday_month AND level >= 1
    UNION ALL
    SELECT
      id, key_of('pier_lounge', id, '1', getvariable('today')), 'pier_lounge', 'reward',
      'harbour-club.loyal:132', 'benefit', NULL, NULL, NULL, NULL, 'pier lounge',
      (getvariable('today') + INTERVAL 1 MONTH)::DATE - 1, NULL, NULL, NULL, NULL, NULL
    FROM found
    WHERE level >= 2
    UNION ALL
    SELECT
      id, key_of('pier_lounge', id, '2', getvariable('today')), 'pier_lounge', 'reward',
      'harbour-club.loyal:132', 'badge', NULL, NULL, NULL, NULL, 'captain', NULL, NULL, NULL, NULL, NULL,
      NULL
    FROM found
    WHERE level = 3
    UNION ALL
    SELECT
      customer, key_of('purchase_points', customer, id, '1'), 'purchase_points', 'earn',
      'harbour-club.loyal:99', 'points', subject_of('order', id), granted::DECIMAL(38, 6), 'points',
      CASE WHEN points > granted THEN points::DECIMAL(38, 6) END, NULL,
      last_day(day + INTERVAL 24 MONTHS), NULL, NULL, NULL, NULL,
      concat(amount, ' CNY spent on ', day)
    FROM earned
    UNION ALL
    SELECT
      id, key_of('welcome_back', id, '1', getvariable('today')), 'welcome_back', 'reward',
      'harbour-club.loyal:139', 'coupon', NULL, 30::DECIMAL(38, 6), 'CNY', NULL, 'COME-BACK',
      getvariable('today') + 59, NULL, NULL, NULL, NULL,
      'last purchase on ' || last_purchase::VARCHAR
    FROM found
    WHERE stage = 'lost'
  )
  SELECT
    customer, 'Harbour Club' AS program, getvariable('policy') AS policy, getvariable('today') AS as_of,
    * EXCLUDE (customer),
    NULL::VARCHAR AS status, NULL::VARCHAR AS approval, NULL::VARCHAR AS decided_by,
    NULL::DATE AS available, NULL::VARCHAR AS options, NULL::VARCHAR AS lots, NULL::VARCHAR AS rate,
    NULL::DECIMAL(38, 6) AS least, NULL::DECIMAL(38, 6) AS most, NULL::DECIMAL(38, 6) AS missing,
    NULL::VARCHAR AS message, NULL::VARCHAR AS hours, NULL::VARCHAR AS purpose, NULL::VARCHAR AS of
  FROM given
) TO (getvariable('output') || '/effects.parquet') (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE 65536);
