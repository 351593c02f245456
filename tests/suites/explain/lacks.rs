//! What is missing, in the words of both languages: more, less, later and earlier, exactly as much,
//! a deadline, the way into a window.

use std::fmt::Write;

use loyal_dsl::source::SourceFile;
use loyal_dsl::syntax::Language;
use loyal_engine::Policy;
use loyal_engine::explain::{Mark, Told};

const POLICY: &str = r#"
program "Gaps" {
  currency   CNY
  time zone  "Asia/Shanghai"
  rounding   half up
}

record customer {
  id:      text key
  visits:  whole number
  fee_due: date
  opened:  datetime
  closed:  datetime
  orders:  list of order dated by date {
    id:      text key
    date:    date
    amount:  money
  }
}

define spend as sum of amount in orders in this year

tier Club {
  Base
  Silver  when spend >= 1000 CNY
  Gold    when spend >= 5000 CNY and visits >= 12
}

reward three_visits {
  when visits is 3
  give 1 CNY as credit
}

reward dear_visits {
  when visits > 0 and spend / visits >= 100.01 CNY
  give 1 CNY as credit
}

reward dearer_visits {
  when visits > 0 and spend / visits > 100 CNY
  give 1 CNY as credit
}

reward small_buyer {
  when spend < 100 CNY
  give 1 CNY as credit
}

reward quick_answer {
  when closed <= 90 minutes after opened
  give 1 CNY as credit
}

reward long_talk {
  when closed > 8 hours after opened
  give 1 CNY as credit
}

reward fee_reminder {
  when fee_due in next 7 days
  give 1 CNY as credit
}

reward no_fee_soon {
  when fee_due not in next 60 days
  give 1 CNY as credit
}

reward spring_festival {
  when today within 7 days before festival Spring Festival
  give 1 CNY as credit
}
"#;

const CUSTOMER: &str = r#"{
  "id": "C-1", "visits": 7, "fee_due": "2026-07-20",
  "opened": "2026-06-30T10:00:00+08:00", "closed": "2026-06-30T12:00:30+08:00",
  "orders": [{ "id": "O-1", "date": "2026-05-04", "amount": "627.50" }]
}"#;

#[test]
fn what_is_missing_is_said_in_both_languages() {
    let source = SourceFile { name: "gaps.loyal".to_owned(), text: POLICY.to_owned() };
    let policy = Policy::from_sources(&[source]).unwrap_or_else(|error| panic!("{error}"));
    let as_of = "2026-06-30".parse().expect("a date");
    let explanation = policy.explain_json(CUSTOMER, as_of, None).expect("an explanation");
    for (name, language) in [("en", Language::En), ("zh", Language::Zh)] {
        let mut said = String::new();
        explanation.told().iter().for_each(|told| lines(told, 0, language, &mut said));
        insta::assert_snapshot!(format!("lacks_{name}"), said);
    }
}

fn lines(told: &Told, depth: usize, language: Language, said: &mut String) {
    let mark = match told.mark {
        Mark::Yes => "+ ",
        Mark::No => "- ",
        Mark::Plain => "",
    };
    let (indent, sentence) = ("  ".repeat(depth), told.said.in_language(language));
    writeln!(said, "{indent}{mark}{sentence}").expect("text");
    told.below.iter().for_each(|below| lines(below, depth + 1, language, said));
}
