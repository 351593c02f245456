"""Harbour Club over lazy frames: `polars_club.py FORM CUSTOMERS.parquet FOLDER THREADS POLICY-HASH [DAY]`.

The form is `nested` (lists of structs, as `loyal sample` writes them) or `normalised` (customers, orders
and complaints as tables of their own, which `duckdb_club.py prepare` makes beside the file).
"""

import os
import sys
from datetime import date, timedelta
from pathlib import Path

os.environ["POLARS_MAX_THREADS"] = sys.argv[4]
import polars as pl  # noqa: E402: it reads the number of threads when it is loaded

from polars.selectors import exclude

col, lit, when = pl.col, pl.lit, pl.when
NUMBER = pl.Decimal(38, 6)
LEVELS = ["Base", "Silver", "Gold", "Platinum"]
BARS = [0, 200_000, 800_000, 2_000_000]
VISITS = 12


def main(form, customers, folder, threads, policy, day="2026-06-30"):
    Path(folder).mkdir(parents=True, exist_ok=True)
    days = Days(date.fromisoformat(day))
    members, orders, complaints = {"nested": nested, "normalised": normalised}[form](customers)
    paid = orders.filter(col("status") == "paid")
    found = scored(levelled(measured(members, paid, days), days), days).collect(engine="streaming")
    claims = claimed(complaints, found.lazy())
    tables = {
        "customers": customer_table(found.lazy(), policy, days),
        "effects": effect_table(found.lazy(), earned(paid, found.lazy(), days), claims, policy, days),
    }
    sinks = [
        table.sink_parquet(
            f"{folder}/{name}.parquet", compression="zstd", compression_level=1, lazy=True,
            maintain_order=False,
        )
        for name, table in tables.items()
    ]
    pl.collect_all(sinks, engine="streaming")


class Days:
    """Today, and what is reckoned from it."""

    def __init__(self, today):
        self.today = today
        self.month_ago = today - timedelta(days=30)
        self.quarter_ago = today - timedelta(days=90)
        self.year_ago = offset(today, "-12mo")
        self.year_on = offset(today, "12mo")
        self.month_on = offset(today, "1mo")


def offset(day, by):
    return pl.select(lit(day).dt.offset_by(by)).item()


# Customers, orders and complaints; `key` joins them.


def nested(path):
    read = pl.scan_parquet(path).with_row_index("key")
    membership = col("membership").struct
    members = read.select(
        "key", "id", "birth_date", "joined", held=membership.field("level"),
        held_since=membership.field("since"), held_until=membership.field("until"),
    )
    listed = lambda name: read.select("key", name).explode(name).filter(col(name).is_not_null()).unnest(name)
    return members, listed("orders"), listed("complaints")


def normalised(path):
    read = lambda name: pl.scan_parquet(f"{path.removesuffix('.parquet')}.{name}.parquet")
    members = read("members").with_columns(key="id")
    return members, read("orders").rename({"customer": "key"}), read("complaints").rename({"customer": "key"})


# Each customer.


def measured(members, paid, days):
    in_year = (col("date") > days.year_ago) & (col("date") <= days.today)
    sums = paid.group_by("key").agg(
        spend=cents(col("amount").filter(in_year).sum()),
        visits=in_year.sum().cast(pl.Int64),
        first_purchase=col("date").min(),
        last_purchase=col("date").max(),
    )
    found = members.join(sums, on="key", how="left")
    return found.with_columns(col("spend", "visits").fill_null(0))


def cents(amount):
    return (amount * 100).cast(pl.Int64)


def reached(level):
    return (col("spend") >= by_level(BARS, level)) & ((level < 3) | (col("visits") >= VISITS))


def by_level(values, level):
    chain = when(level == 0).then(lit(values[0]))
    for number, value in enumerate(values[1:], start=1):
        chain = chain.when(level == number).then(lit(value))
    return chain.otherwise(None)


def later(day, years):
    return pl.date(day.dt.year() + years, day.dt.month(), day.dt.day())


def levelled(found, days):
    spend = col("spend")
    qualified = when((spend >= BARS[3]) & (col("visits") >= VISITS)).then(3).when(spend >= BARS[2]).then(2)
    before = pl.coalesce(when(col("held") == name).then(at) for at, name in enumerate(LEVELS))
    # The first days after the first and the second end of what is held.
    renewal = when(col("held") != "Base").then(col("held_until") + pl.duration(days=1))
    found = found.with_columns(
        before=before,
        qualified=qualified.when(spend >= BARS[1]).then(1).otherwise(0),
        renewal=renewal,
        second_renewal=renewal.dt.offset_by("12mo"),
    )
    found = found.with_columns(is_new=col("before").is_null() | (col("qualified") > col("before")))
    # How often a held level ended before today; each time it falls by one, or is renewed.
    second, today = col("second_renewal"), days.today
    is_later_in_year = second.dt.month() * 100 + second.dt.day() > today.month * 100 + today.day
    found = found.with_columns(
        ends=when(col("is_new") | col("renewal").is_null() | (col("renewal") > today)).then(0)
        .when(second > today).then(1)
        .otherwise(2 + today.year - second.dt.year() - is_later_in_year.cast(pl.Int32)),
    )
    found = found.with_columns(falls=pl.min_horizontal("ends", col("before") - col("qualified")))
    falls, ends = col("falls"), col("ends")
    level = when("is_new").then("qualified").otherwise(col("before") - falls)
    until = (
        when(level == 0).then(None).when("is_new").then(lit(days.year_on))
        .when(ends == 0).then("renewal").otherwise(later(second, ends - 1))
    )
    return found.with_columns(
        level=level,
        change=when(col("before").is_null()).then(lit("joined")).when("is_new").then(lit("rose"))
        .when(falls > 0).then(lit("fell")).when(ends > 0).then(lit("renewed")).otherwise(lit("held")),
        since=when("is_new").then(lit(today)).when(falls == 0).then("held_since")
        .when(falls == 1).then("renewal").otherwise(later(second, falls - 2)),
        until=until - pl.duration(days=1),
    )


def scored(found, days):
    first, last, joined = col("first_purchase"), col("last_purchase"), col("joined")
    is_new = (joined > days.quarter_ago) & (joined <= days.today)
    found = found.with_columns(
        recency=when(last > days.month_ago).then(100).when(last > days.quarter_ago).then(70)
        .when(last > days.year_ago).then(40).when(last.is_not_null()).then(0),
        frequency=when(~is_new).then(pl.min_horizontal(col("visits") * 5, 100)),
        value=pl.min_horizontal(col("spend") // 20_000, 100),
        ending=col("until").is_not_null() & ~reached(col("level")),
        birthday_month=(col("birth_date").dt.month() == days.today.month).fill_null(False),
        stage=when(last.is_null()).then(lit("potential"))
        .when((first > days.quarter_ago) & (first <= days.today)).then(lit("new"))
        .when(col("visits") > 0).then(lit("active")).otherwise(lit("lost")),
    )
    recency, frequency = col("recency"), col("frequency")
    weight = 40 + 30 * recency.is_not_null().cast(pl.Int64) + 30 * frequency.is_not_null().cast(pl.Int64)
    points = recency.fill_null(0) * 30 + frequency.fill_null(0) * 30 + col("value") * 40
    tenths = when(weight >= 50).then((points * 20 + weight) // (weight * 2))
    return found.select(
        "key", "id", "spend", "visits", "last_purchase", "before", "level", "change", "since", "until",
        "recency", "frequency", "value", "ending", "birthday_month", "stage", tenths=tenths,
    )


# Points of recent orders and credits for complaints, with their limits over a customer. Most customers
# stay below them: only the others are gone through in order.


def earned(paid, found, days):
    recent = paid.filter(
        (col("date") > days.month_ago) & (col("date") <= days.today) & (col("category") != "gift card")
    )
    category = col("category")
    rate = when(category == "grocery").then(2).when(category == "fashion").then(3).otherwise(1)
    points = cents(col("amount")) // 1000 * rate * by_level([10, 12, 15, 20], col("level")) // 10
    rated = recent.join(found.select("key", "level", customer="id"), on="key").select(
        "key", "customer", "id", "amount", points=points, day="date",
    )
    above = rated.group_by("key").agg(col("points").sum()).filter(col("points") > 5000)
    so_far = col("points").cum_sum().over("key", col("day").dt.truncate("1mo"))
    capped = lambda points: pl.min_horizontal(points, 5000)
    limited = rated.join(above, on="key", how="semi").sort("key", "day", "id").with_columns(
        granted=capped(so_far) - capped(so_far - col("points"))
    )
    unlimited = rated.join(above, on="key", how="anti").with_columns(granted="points")
    return pl.concat([unlimited, limited]).filter(col("granted") > 0)


def claimed(complaints, found):
    severity = col("severity")
    percent = when(severity >= 5).then(50).when(severity == 4).then(30).when(severity >= 2).then(10)
    wished = (cents(col("order_amount")) * percent.otherwise(0) * 2 + 100) // 200
    rated = complaints.filter(~col("resolved")).select(
        "key", "id", "kind", "severity", day="opened",
        wished=when(col("kind") == "billing").then(0).otherwise(wished),
    ).with_columns(granted=pl.min_horizontal("wished", 20_000))
    above = rated.group_by("key").agg(col("granted").sum()).filter(col("granted") > 50_000)
    limited = in_turn(rated.join(above, on="key", how="semi").sort("key", "day", "id").collect())
    claims = pl.concat([rated.join(above, on="key", how="anti"), limited.lazy()])
    return claims.join(found.select("key", customer="id"), on="key")


def in_turn(claims):
    """What each is granted depends on what those before it were, in the twelve months before it."""
    listed = claims.group_by("key", maintain_order=True).agg(exclude("key"))
    days = lambda at: col("day").list.get(at, null_on_oob=True)
    given = []
    for at in range(listed.select(col("day").list.len().max()).item() or 0):
        first = days(at).dt.offset_by("-12mo")
        used = [when(days(before) > first).then(cents).otherwise(0) for before, cents in enumerate(given)]
        left = 50_000 - pl.sum_horizontal([lit(0), *used])
        wished = col("granted").list.get(at, null_on_oob=True)
        listed = listed.with_columns(pl.max_horizontal(0, pl.min_horizontal(wished, left)).alias(f"given {at}"))
        given.append(col(f"given {at}"))
    if given:
        listed = listed.with_columns(granted=pl.concat_list(given).list.head(col("day").list.len()))
    return listed.select(claims.columns).explode(exclude("key"))


# Both tables.


def money(number):
    """A number of cents as an amount."""
    return (number.cast(pl.Decimal(18, 0)) * lit("0.01").str.to_decimal(scale=2)).cast(pl.Decimal(18, 2))


def needed(level):
    """What a level needs more, where it needs something."""
    spend, visits = by_level(BARS, level) - col("spend"), VISITS - col("visits")
    more_visits = (level == 3) & (visits > 0)
    text = lambda *parts: pl.concat_str(*(lit(part) if isinstance(part, str) else part for part in parts))
    return (
        when((spend > 0) & more_visits)
        .then(text('[{"spend":"', money(spend), ' CNY","visits":"', visits, '"}]'))
        .when(spend > 0).then(text('[{"spend":"', money(spend), ' CNY"}]'))
        .when(more_visits).then(text('[{"visits":"', visits, '"}]'))
    )


def customer_table(found, policy, days):
    level, before, change, spend = col("level"), col("before"), col("change"), col("spend")
    fell, tenths = change == "fell", col("tenths")
    rises = [None, "spend >= 2000 CNY", "spend >= 8000 CNY", "spend >= 20000 CNY; visits >= 12"]
    because = (
        when(change == "held").then(None)
        .when(fell & (before == 3) & (col("visits") >= VISITS)).then(lit("spend >= 20000 CNY"))
        .when(fell & (before == 3) & (spend >= BARS[3])).then(lit("visits >= 12"))
        .when(fell).then(by_level(rises, before)).otherwise(by_level(rises, level))
    )
    none = lambda kind: lit(None, dtype=kind)
    columns = {
        "customer": col("id"),
        "program": lit("Harbour Club"),
        "policy": lit(policy),
        "as_of": lit(days.today),
        "Club": by_level(LEVELS, level),
        "Club.next": by_level(LEVELS[1:], level),
        "Club.missing": when(level < 3).then(needed(level + 1)),
        "Club.before": by_level(LEVELS, before),
        "Club.since": col("since"),
        "Club.until": col("until"),
        "Club.change": change,
        "Club.because": because,
        "Club.lowered": none(NUMBER),
        "Club.instead_of": none(pl.String),
        "Club.lent_until": none(pl.Date),
        "Club.keep": when("ending").then(needed(level)),
        "Club.lost_on": when("ending").then(col("until") + pl.duration(days=1)),
        "stage": col("stage"),
        "loyalty": (tenths.cast(pl.Decimal(18, 0)) * lit("0.1").str.to_decimal(scale=1)).cast(NUMBER),
        "loyalty.band": when(tenths >= 800).then(lit("devoted")).when(tenths >= 300).then(lit("steady"))
        .when(tenths >= 0).then(lit("at_risk")),
        "loyalty.recency": col("recency").cast(NUMBER),
        "loyalty.frequency": col("frequency").cast(NUMBER),
        "loyalty.value": col("value").cast(NUMBER),
        "error": none(pl.String),
        "error_message": none(pl.String),
    }
    return found.select(**columns)


EFFECT = """
customer program policy as_of key rule word source kind subject amount unit wished code last_day task
channel to due reason status approval decided_by available options lots rate least most missing message
hours purpose of
""".split()
KINDS = dict.fromkeys(["as_of", "last_day", "available"], pl.Date) | dict.fromkeys(
    ["amount", "wished", "least", "most", "missing"], NUMBER
)


def effect_table(found, earned, claims, policy, days):
    today, level = days.today.isoformat(), col("level")

    def given(frame, rule, word, source, kind, element, place, **said):
        customer = col("customer") if "customer" in frame.collect_schema() else col("id")
        rest = col("id") if element else lit(place)
        key = pl.concat_str(lit(f"Harbour Club/{rule}/"), customer, lit("/"), rest, lit(f"/{said.pop('last')}"))
        said |= {
            "customer": customer, "program": lit("Harbour Club"), "policy": lit(policy), "as_of": lit(days.today),
            "key": key, "rule": lit(rule), "word": lit(word), "source": lit(source), "kind": lit(kind),
        }
        if element:
            said["subject"] = pl.concat_str(lit('{"' + element + '":"'), col("id"), lit('"}'))
        columns = [
            said[name].alias(name) if name in said else lit(None, dtype=KINDS.get(name, pl.String)).alias(name)
            for name in EFFECT
        ]
        return frame.select(columns)

    due = lambda after: (col("day") + pl.duration(days=after)).cast(pl.String)
    on_bill = ("bill_correction", "recovery", "recovery.loyal:25", "task", "complaint", None)
    bills, claims = claims.filter(col("kind") == "billing"), claims.filter(col("kind") != "billing")
    about = pl.concat_str(lit("complaint of "), col("day"), lit(", severity "), col("severity"))
    credit = lambda frame, kind, place, **said: given(
        frame, "complaint_credit", "recovery", "recovery.loyal:10", kind, "complaint", None, last=place,
        reason=about, **said,
    )
    reward = lambda frame, rule, line, kind, place, last, **said: given(
        frame, rule, "reward", f"harbour-club.loyal:{line}", kind, None, place, last=last, **said
    )
    worth = lambda cents: {"amount": money(cents).cast(NUMBER), "unit": lit("CNY")}
    after = lambda days_on: lit(days.today + timedelta(days=days_on))
    granted, wished, points = col("granted"), col("wished"), col("points")
    return pl.concat([
        given(bills, *on_bill, last=1, task=lit("check the bill and correct it"), channel=lit("mail"), due=due(3)),
        credit(
            claims.filter(granted > 0), "credit", 1, **worth(granted),
            wished=when(wished > granted).then(money(wished).cast(NUMBER)),
        ),
        credit(
            claims, "task", 2, task=lit("call the customer and apologise"), channel=lit("phone"), due=due(1)
        ),
        credit(claims.filter(col("severity") >= 4), "escalation", 3, to=lit("duty manager"), due=due(1)),
        credit(claims, "follow_up", 4, due=due(7)),
        reward(
            found.filter(col("birthday_month") & (level >= 1)), "birthday_gift", 113, "coupon", "1",
            days.today.year, **worth(by_level([0, 5_000, 10_000, 20_000], level)), code=lit("BIRTHDAY"),
            last_day=after(29), reason=lit("a happy birthday from Harbour Club"),
        ),
        reward(
            found.filter(level >= 2), "pier_lounge", 132, "benefit", "1", today, code=lit("pier lounge"),
            last_day=lit(days.month_on - timedelta(days=1)),
        ),
        reward(found.filter(level == 3), "pier_lounge", 132, "badge", "2", today, code=lit("captain")),
        given(
            earned, "purchase_points", "earn", "harbour-club.loyal:99", "points", "order", None, last=1,
            amount=granted.cast(NUMBER), unit=lit("points"),
            wished=when(points > granted).then(points.cast(NUMBER)),
            last_day=col("day").dt.offset_by("24mo").dt.month_end(),
            reason=pl.concat_str(col("amount"), lit(" CNY spent on "), col("day")),
        ),
        reward(
            found.filter(col("stage") == "lost"), "welcome_back", 139, "coupon", "1", today,
            **worth(lit(3_000)), code=lit("COME-BACK"), last_day=after(59),
            reason=pl.concat_str(lit("last purchase on "), col("last_purchase")),
        ),
    ])


main(*sys.argv[1:])
