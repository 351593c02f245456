//! Random policies keep the laws: sentences of both languages put together at random, with names
//! that are keywords somewhere, and white space, line breaks and comments anywhere.

use loyal_dsl::syntax::Language;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngSeed, TestRunner};

use crate::corpus::declarations;
use crate::laws::{hold, meaning};

/// Random policies in every run of the tests, the same ones each time; `just soak` asks others.
const MANY: u32 = 10_000;

/// Declarations that are changed: most changes make them unreadable, which is found out slowly.
const FEW: u32 = 50;

/// The cases are shared among so many.
const THREADS: u32 = 4;

/// Names, most of them keywords of one language or of both.
const NAMES: &[&str] = &[
    "spend",
    "d",
    "x.date",
    "order",
    "amount",
    "points",
    "level",
    "金额",
    "日期",
    "积分",
    "元",
    "天",
    "`half up`",
    "「生日 礼」",
    "first",
    "match",
    "last",
    "month",
    "月份",
    "前",
    "Monday",
    "today",
    "今天",
    "`in`",
    "「的」",
    "USD",
    "`USD`",
    "万",
    "known",
    "是",
    "yes",
    "no",
    "内",
    "k",
];

const LEAVES: &[&str] = &[
    "1",
    "2.50",
    "20%",
    "09",
    "2026-01-31",
    "\"a\"",
    "“b \"c\"”",
    "12 CNY",
    "¥3",
    "2万元",
    "1 point",
    "5 points",
    "3 个月",
    "1 month",
    "festival Qixi",
    "节日 春节",
    "Tuesday",
    "三月",
];

/// Sentences with places for others.
const ENGLISH: &[&str] = &[
    "# + #",
    "# - #",
    "# * #",
    "# / #",
    "# of #",
    "# or else #",
    "-#",
    "(#)",
    "(#)",
    "not #",
    "# and #",
    "# or #",
    "# >= #",
    "# is #",
    "# is not #",
    "# at least #",
    "# is known",
    "# is missing",
    "# is one of #, #",
    "# is not one of #",
    "f(#, #)",
    "f(#)",
    "#.date",
    "month of #",
    "year of #",
    "the end of the month #",
    "end of quarter of #",
    "start of year #",
    "anniversary of #",
    "lunar anniversary of #",
    "24 months after #",
    "1 day before #",
    "(#) days after #",
    "f(#) days after #",
    "2 business days in calendar k after #",
    "# within 7 days before #",
    "# not within 1 week after # in calendar k",
    "every 7 days after #",
    "# on every 7 days after #",
    "# on every month on 8",
    "# not on every year on 8 March",
    "# on a holiday in calendar k",
    "# in last 12 months",
    "# not in this month",
    "# in previous quarter",
    "# in 12 months ending #",
    "# before today",
    "sum of # in orders",
    "sum of # in lines of orders where #",
    "count of lines of orders",
    "count of orders in last 3 whole months where #",
    "average of #",
    "max of # in a.b",
    "sum of top 3 of # in orders",
    "every orders where # has #",
    "any orders where #",
    "latest order in orders",
    "order with largest # in orders",
    "share of orders where #",
    "larger of # and #",
    "later of the known #, #",
    "remainder of # by #",
    "full 10 CNY in #",
    "1 point per full 10 CNY of #",
    "5 CNY per 2 points of #",
    "days from # to #",
    "years since #",
    "# rounded half up to 0.01",
    "# at #",
    "# in USD at #",
    "rank of #",
    "top 20% of customers by #",
    "balance of star expiring in next 30 days",
    "task \"call\" for order is overdue",
];

const CHINESE: &[&str] = &[
    "# + #",
    "# - #",
    "# * #",
    "# 的 #",
    "# 按 #",
    "# 缺则 #",
    "-#",
    "(#)",
    "（#）",
    "非 #",
    "# 且 #",
    "# 或 #",
    "# ≥ #",
    "# 为 #",
    "# 不为 #",
    "# 不低于 #",
    "# 有值",
    "# 无值",
    "# 属于 #、#",
    "# 不属于 #",
    "f（#，#）",
    "#.日期",
    "# 的 月份",
    "# 的 几号",
    "# 的 月末",
    "# 的 年初",
    "月份 #",
    "月末 #",
    "# 的 周年日",
    "# 的 农历周年日",
    "# 后 24 个月",
    "# 前 1 天",
    "# 后 (#) 天",
    "24 个月 后 #",
    "# 后 2 个工作日 按日历 k",
    "# 在 # 前 7 天内",
    "# 不在 # 后 1 周内",
    "# 后 每 7 天",
    "每 7 天 后 #",
    "# 逢 每 7 天 后 #",
    "# 逢 每月 8 日",
    "# 不逢 每年 3 月 8 日",
    "# 逢 节假日",
    "# 最近 12 个月",
    "# 不在 最近 3 个月",
    "# 本月",
    "# 在 上季度",
    "# 在 12 个月 截至 #",
    "# 今天之前",
    "合计 # 来自 orders",
    "合计 # 来自 orders 的 lines 其中 #",
    "计数 orders 的 lines",
    "平均 #",
    "最大 # 来自 a.b",
    "合计最高 3 的 # 来自 orders",
    "所有 orders 其中 # 均 #",
    "任意 orders 其中 #",
    "最后一个 order 来自 orders",
    "order 中最大 # 来自 orders",
    "较大 # 和 #",
    "较晚 已知者 #、#",
    "余数 # 除以 #",
    "整 10 元 来自 #",
    "1 积分 每满 10 元 按 #",
    "天数 从 # 到 #",
    "年数 自从 #",
    "# 舍入为 四舍五入 到 0.01",
    "# 于 #",
    "# 折算为 USD 于 #",
    "名次 #",
    "排名前 20% 的客户 按 #",
];

const ENGLISH_POLICIES: &[&str] = &[
    "define a as #",
    "define a(x) {\n # when #\n # otherwise\n}",
    "guarantee # implies #",
    "reward a {\n give # as credit when #\n at most # per month\n at most 3 times per 12 months\n}",
    "recovery a {\n for each order in orders where #\n do \"call\" by # within 3 days of # when #\n}",
    "recovery a {\n follow up within (#) hours\n because \"{#} on {#}, {{1}}\"\n once per year\n}",
    "table t(a: number) -> money {\n | a | r |\n | >= # | # |\n | #, # | # |\n | otherwise | # |\n}",
    "tier T {\n A\n B when # keeps when #\n C when #\n held in m\n}",
    "score s out of 100 {\n 80% a #\n 20% b # missing when #\n over the known parts, at least 60%\n band x from 5\n}",
    "parameter p: money {\n # from 2026-01-01\n #\n}",
    "budget b {\n 10 CNY per month\n for a, c\n ordered by # from highest, then #\n}",
    "portfolio g by # {\n include when #\n define v as #\n}",
    "reward a {\n offer one of {\n # as cash\n coupon \"c\" valid 3 months\n } when #\n}",
];

const CHINESE_POLICIES: &[&str] = &[
    "定义 a 指 #",
    "定义 a（x） {\n # 当 #\n # 否则\n}",
    "保证 # 则 #",
    "奖励 a {\n 给 # 作为 抵用金 当 #\n 上限 # 每月\n 上限 3 次 每 12 个月\n}",
    "补救 a {\n 对每个 order 来自 orders 其中 #\n 安排 \"call\" 通过 # 自 # 起 3 天内 当 #\n}",
    "补救 a {\n 回访 (#) 小时内\n 理由 \"{#}，{#}\"\n 限一次 每年\n}",
    "决策表 t(a: 数值) -> 金额 {\n | a | r |\n | >= # | # |\n | #、# | # |\n | 其他 | # |\n}",
    "等级 T {\n A\n B 当 # 保级 当 #\n C 当 #\n 记录于 m\n}",
    "评分 s 满分 100 {\n 80% a #\n 20% b # 缺失条件 #\n 按已知部分，至少 60%\n 分档 x 从 5\n}",
    "参数 p: 金额 {\n # 自 2026-01-01 起\n 自 2027-01-01 起 #\n}",
    "客户群 g 按 # {\n 纳入条件 #\n 定义 v 指 #\n}",
];

/// Sentences put into one another, not always where they may stand.
fn sentence(templates: &'static [&'static str]) -> impl Strategy<Value = String> {
    let words = select([NAMES, NAMES, LEAVES].concat()).prop_map(str::to_owned);
    words.prop_recursive(3, 6, 2, move |inner| {
        (select(templates), prop::collection::vec(inner, 3))
            .prop_map(|(form, parts)| filled(form, &parts))
    })
}

fn filled(form: &str, parts: &[String]) -> String {
    let mut parts = parts.iter().cycle();
    let mut pieces = form.split('#');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + parts.next().unwrap() + piece)
}

fn policy() -> impl Strategy<Value = String> {
    let of = |forms: &'static [&'static str], templates| {
        let parts = prop::collection::vec(sentence(templates), 5);
        (select(forms), parts).prop_map(|(form, parts)| filled(form, &parts))
    };
    prop_oneof![of(ENGLISH_POLICIES, ENGLISH), of(CHINESE_POLICIES, CHINESE)]
}

/// White space as nobody should write it, at some of the spaces.
fn untidy(text: &str, spaces: &[(usize, &str)]) -> String {
    let mut text = text.to_owned();
    for (place, space) in spaces {
        let found: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
        if let Some(at) = found.get(place % found.len().max(1)) {
            text.replace_range(*at..=*at, space);
        }
    }
    text
}

fn spaces() -> impl Strategy<Value = Vec<(usize, &'static str)>> {
    let space =
        select(&["   ", "  ", "\u{3000}", "\t", "\n  ", " // c\n", "\n\n// c\n/// e\n"][..]);
    prop::collection::vec((any::<usize>(), space), 0..4)
}

/// Which texts are asked.
#[derive(Clone, Copy)]
enum Choice {
    /// The same ones in each run.
    Same,
    /// Others in each run.
    Fresh,
}

/// Random texts of a kind that can be read, so many, keep the laws.
fn ask(cases: u32, choice: Choice, texts: fn() -> BoxedStrategy<String>) {
    let asked = |thread: u32| {
        let config = ProptestConfig {
            cases: cases / THREADS,
            max_global_rejects: 100 * cases,
            failure_persistence: None,
            rng_seed: match choice {
                Choice::Same => RngSeed::Fixed(thread.into()),
                Choice::Fresh => RngSeed::Random,
            },
            ..ProptestConfig::default()
        };
        TestRunner::new(config).run(&texts(), |text| {
            prop_assume!(hold(&text));
            Ok(())
        })
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..THREADS).map(|thread| scope.spawn(move || asked(thread))).collect();
        for thread in threads {
            thread.join().unwrap().unwrap_or_else(|error| panic!("{error}"));
        }
    });
}

fn policies() -> BoxedStrategy<String> {
    let texts = (policy(), spaces()).prop_map(|(text, spaces)| untidy(&text, &spaces));
    texts.boxed()
}

#[test]
fn random_policies_keep_the_laws() {
    ask(MANY, Choice::Same, policies);
}

#[test]
#[ignore = "a minute: `just soak`"]
fn fresh_random_policies_keep_the_laws() {
    ask(MANY, Choice::Fresh, policies);
}

/// A declaration that stands somewhere with one of its words changed.
fn changed() -> BoxedStrategy<String> {
    let words = select([NAMES, LEAVES].concat());
    let parts = (select(declarations()), words, any::<usize>(), spaces());
    let texts = parts.prop_map(|(text, word, place, spaces)| {
        let mut words: Vec<&str> = text.split(' ').collect();
        let count = words.len();
        if let Some(changed) = words.get_mut(place % count) {
            *changed = word;
        }
        untidy(&words.join(" "), &spaces)
    });
    texts.boxed()
}

#[test]
fn declarations_with_other_words_keep_the_laws() {
    ask(FEW, Choice::Same, changed);
}

#[test]
#[ignore = "minutes: `just soak`"]
fn fresh_declarations_with_other_words_keep_the_laws() {
    ask(MANY / 10, Choice::Fresh, changed);
}

/// That the laws are asked of many sentences, of each language.
#[test]
fn many_random_policies_can_be_read() {
    let mut runner = TestRunner::deterministic();
    let mut read = |language: Language| {
        let texts = (0..300).map(|_| policy().new_tree(&mut runner).unwrap().current());
        texts.filter(|text| meaning(text).is_some_and(|(_, found)| found == language)).count()
    };
    let counts = (read(Language::En), read(Language::Zh));
    assert!(counts.0 > 30 && counts.1 > 30, "{counts:?}");
}
