//! Large tables are analysed, or said to be too large; never passed over.

use std::fmt::Write;
use std::time::{Duration, Instant};

use loyal_dsl::source::SourceFile;
use loyal_engine::Policy;

const COLUMNS: usize = 12;

/// Steady pseudo-random numbers (the linear congruential generator of Knuth's MMIX).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % end
    }
}

/// A box: a whole number from the first on, below the second, a column.
type Leaf = Vec<(i64, i64)>;

/// So many boxes that cover everything from 0 to 1000 once: boxes are cut in two until there are
/// enough.
fn partition(rows: usize, columns: usize, numbers: &mut Numbers) -> Vec<Leaf> {
    let mut leaves: Vec<Leaf> = vec![vec![(0, 1000); columns]];
    while leaves.len() < rows {
        let (leaf, column) = (numbers.below(leaves.len()), numbers.below(columns));
        let (from, to) = leaves[leaf][column];
        if to - from < 2 {
            continue;
        }
        let room = usize::try_from(to - from - 1).expect("room");
        let cut = from + 1 + i64::try_from(numbers.below(room)).expect("a whole number");
        let mut other = leaves[leaf].clone();
        other[column] = (cut, to);
        leaves[leaf][column] = (from, cut);
        leaves.push(other);
    }
    leaves
}

fn cell((from, to): (i64, i64)) -> String {
    match (from, to) {
        (0, 1000) => "any".to_owned(),
        (0, to) => format!("< {to}"),
        (from, 1000) => format!(">= {from}"),
        (from, to) => format!("{from}..<{to}"),
    }
}

fn policy(leaves: &[Leaf]) -> Policy {
    let columns = leaves[0].len();
    let parameters: Vec<String> = (0..columns).map(|at| format!("c{at}: whole number")).collect();
    let heads: Vec<String> = (0..columns).map(|at| format!("c{at}")).collect();
    let mut text =
        String::from("program \"P\" {\n  currency CNY\n}\nrecord customer {\n  id: text key\n}\n");
    writeln!(text, "table decide({}) -> whole number {{", parameters.join(", ")).expect("room");
    writeln!(text, "  | {} | value |", heads.join(" | ")).expect("room");
    for (row, leaf) in leaves.iter().enumerate() {
        let cells: Vec<String> = leaf.iter().map(|range| cell(*range)).collect();
        writeln!(text, "  | {} | {row} |", cells.join(" | ")).expect("room");
    }
    text.push_str("}\n");
    let source = SourceFile { name: "large.loyal".to_owned(), text };
    Policy::from_sources(&[source]).expect("a valid policy")
}

fn codes(policy: &Policy) -> Vec<&'static str> {
    policy.analyse().findings.iter().map(|finding| finding.diagnostic.code).collect()
}

#[test]
fn a_correct_table_of_12_columns_and_300_rows_has_no_findings() {
    let leaves = partition(300, COLUMNS, &mut Numbers(7));
    let policy = policy(&leaves);
    assert_eq!(codes(&policy), Vec::<&str>::new());
}

/// In release mode: a second is what a writer waits for without a thought.
#[test]
#[ignore = "measures: `just soak`"]
fn a_correct_table_of_12_columns_and_300_rows_takes_less_than_a_second() {
    for seed in 0..20 {
        let policy = policy(&partition(300, COLUMNS, &mut Numbers(seed)));
        let before = Instant::now();
        let codes = codes(&policy);
        let taken = before.elapsed();
        println!("{seed}: {taken:?} {codes:?}");
        assert!(taken < Duration::from_secs(1), "{seed}: {taken:?}");
        assert!(codes.is_empty() || codes == ["L1499"], "{seed}: {codes:?}");
    }
}

#[test]
fn one_row_left_out_of_300_is_a_gap() {
    let mut leaves = partition(300, COLUMNS, &mut Numbers(11));
    leaves.remove(123);
    assert_eq!(codes(&policy(&leaves)), ["L1401"]);
}

#[test]
fn what_cannot_be_decided_is_said_to_be_too_large() {
    // Each row restricts 3 columns of 60: as hard as a satisfiability problem can be.
    let mut numbers = Numbers(3);
    let row = |numbers: &mut Numbers| {
        let mut leaf: Leaf = vec![(0, 1000); 60];
        for _ in 0..3 {
            leaf[numbers.below(60)] = [(0, 500), (500, 1000)][numbers.below(2)];
        }
        leaf
    };
    let leaves: Vec<Leaf> = (0..260).map(|_| row(&mut numbers)).collect();
    assert_eq!(codes(&policy(&leaves)), ["L1499"]);
}

/// Thousands of cases that say the same are told apart from the first in a moment.
#[test]
fn cases_with_the_same_condition_are_soon_found() {
    let mut text = String::from(
        "program \"P\" {\n  currency CNY\n}\nrecord customer {\n  id: text key\n  visits: whole number\n}\n",
    );
    text.push_str("define a {\n");
    for case in 0..1_500 {
        writeln!(text, "  {case} when visits >= 3").expect("room");
    }
    text.push_str("  0 otherwise\n}\n");
    let source = SourceFile { name: "cases.loyal".to_owned(), text };
    let policy = Policy::from_sources(&[source]).expect("a valid policy");
    let before = Instant::now();
    assert_eq!(codes(&policy), ["L1404"; 1_499]);
    let taken = before.elapsed();
    assert!(taken < Duration::from_secs(60), "{taken:?}");
}

#[test]
fn a_table_of_thousands_of_rows_is_said_to_be_too_large() {
    let rows: Vec<Leaf> = (0..5_001).map(|row| vec![(row, row + 1)]).collect();
    assert_eq!(codes(&policy(&rows)), ["L1499"]);
}
