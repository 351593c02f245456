//! Random small tables: what the analysis finds is what trying every value finds.

use std::collections::BTreeSet;
use std::fmt::Write;

use loyal_dsl::source::SourceFile;
use loyal_engine::Policy;
use proptest::prelude::*;

/// What a cell lets through of each column: no and yes; three grades and missing; whole numbers.
#[derive(Debug, Clone)]
struct Row {
    member: (&'static str, Vec<bool>),
    grade: (String, Vec<usize>),
    visits: (String, i64, i64),
}

/// Missing, as a grade.
const MISSING: usize = 3;
const GRADES: [&str; 3] = ["low", "middle", "high"];

fn row() -> impl Strategy<Value = Row> {
    let member = prop_oneof![
        Just(("any", vec![false, true])),
        Just(("yes", vec![true])),
        Just(("no", vec![false])),
    ];
    let grade = prop_oneof![
        Just(("any".to_owned(), vec![0, 1, 2, MISSING])),
        Just(("known".to_owned(), vec![0, 1, 2])),
        Just(("missing".to_owned(), vec![MISSING])),
        proptest::sample::subsequence(vec![0_usize, 1, 2], 1..=2).prop_map(|grades| {
            let names: Vec<&str> = grades.iter().map(|grade| GRADES[*grade]).collect();
            (names.join(", "), grades)
        }),
    ];
    let visits = prop_oneof![
        Just(("any".to_owned(), i64::MIN, i64::MAX)),
        (1..6_i64).prop_map(|to| (format!("< {to}"), i64::MIN, to - 1)),
        (1..6_i64).prop_map(|from| (format!("> {from}"), from + 1, i64::MAX)),
        (1..6_i64).prop_map(|only| (only.to_string(), only, only)),
        (1..4_i64, 0..3_i64)
            .prop_map(|(from, more)| { (format!("{from}..{}", from + more), from, from + more) }),
    ];
    (member, grade, visits).prop_map(|(member, grade, visits)| Row { member, grade, visits })
}

impl Row {
    fn matches(&self, member: bool, grade: usize, visits: i64) -> bool {
        self.member.1.contains(&member)
            && self.grade.1.contains(&grade)
            && self.visits.1 <= visits
            && visits <= self.visits.2
    }
}

/// What is wrong, by trying every value: the gap, and the rows that are never reached.
fn tried(rows: &[Row]) -> (bool, BTreeSet<usize>) {
    let (mut gap, mut unreached) = (false, (0..rows.len()).collect::<BTreeSet<usize>>());
    for member in [false, true] {
        for grade in 0..=MISSING {
            for visits in 0..8 {
                match rows.iter().position(|row| row.matches(member, grade, visits)) {
                    Some(first) => {
                        unreached.remove(&first);
                    }
                    None => gap = true,
                }
            }
        }
    }
    (gap, unreached)
}

fn analysed(rows: &[Row]) -> (bool, BTreeSet<usize>) {
    let mut text = String::from(
        "program \"P\" {\n  currency CNY\n}\nkind grade: one of low, middle, high\nrecord customer {\n  id: text key\n}\n\
         table decide(member: yes/no, graded: grade, visits: whole number) -> whole number {\n\
         | member | graded | visits | value |\n| no | missing | 100 | 0 |\n",
    );
    for (at, row) in rows.iter().enumerate() {
        writeln!(text, "| {} | {} | {} | {at} |", row.member.0, row.grade.0, row.visits.0)
            .expect("room");
    }
    text.push_str("}\n");
    let source = SourceFile { name: "random.loyal".to_owned(), text };
    let policy = Policy::from_sources(std::slice::from_ref(&source)).expect("a valid policy");
    let (mut gap, mut unreached) = (false, BTreeSet::new());
    for finding in policy.analyse().findings {
        let (span, _) = finding.diagnostic.labels[0];
        match finding.diagnostic.code {
            "L1401" => gap = true,
            "L1402" => {
                let row = &source.text[span.start as usize..span.end as usize];
                let value = row.trim_end_matches(['|', ' ']).rsplit('|').next().expect("a cell");
                unreached.insert(value.trim().parse().expect("a row"));
            }
            other => panic!("{other}: {}", finding.diagnostic.message),
        }
    }
    (gap, unreached)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn gaps_and_unreached_rows_are_those_that_trying_every_value_finds(
        rows in proptest::collection::vec(row(), 1..9),
    ) {
        prop_assert_eq!(analysed(&rows), tried(&rows));
    }
}
