//! The engine inside another program.

use loyal_engine::{EvaluateError, Policy};
use loyal_tests::folders;
use serde_json::json;

#[path = "../../engine/examples/batch.rs"]
#[expect(dead_code, reason = "the example's own front door reads the command line")]
mod batch;
#[path = "../../engine/examples/evaluate.rs"]
#[expect(dead_code, reason = "the example's own front door reads the command line")]
mod example;
#[path = "../../engine/examples/serve.rs"]
#[expect(dead_code, reason = "the example's own front door reads the command line")]
mod serve;

fn harbour_club() -> Policy {
    Policy::load(folders::root().join("policies/harbour-club")).expect("a valid policy")
}

fn shared_between_threads<T: Send + Sync>(_: &T) {}

#[test]
fn a_record_is_evaluated_from_any_serialisable_value() {
    let policy = harbour_club();
    shared_between_threads(&policy);
    let record = json!({
        "id": "C-1", "name": "Lin", "joined": "2024-02-29", "complaints": [],
        "orders": [{ "id": "O-1", "date": "2026-06-12", "amount": "320.00", "status": "paid", "category": "grocery" }],
    });
    let outcome =
        policy.evaluate(&record, "2026-06-30".parse().expect("a date")).expect("an outcome");
    let points: Vec<_> =
        outcome.effects.iter().filter_map(|effect| effect.amount.as_deref()).collect();
    assert_eq!(points, ["64"]);
}

#[test]
fn a_record_that_does_not_fit_is_refused_with_every_reason() {
    let record = json!({ "id": "C-1", "name": "Lin", "joined": "29 February", "orders": [] });
    let refused = harbour_club().evaluate(&record, "2026-06-30".parse().expect("a date"));
    let Err(EvaluateError::Rejected(rejections)) = refused else { panic!("{refused:?}") };
    let fields: Vec<&str> = rejections.iter().map(|rejection| rejection.field.as_str()).collect();
    assert_eq!(fields, ["complaints", "joined"]);
}

#[test]
fn the_example_prints_the_outcome_of_the_first_customer() {
    let root = folders::root().join("policies/harbour-club");
    let customers = std::fs::read_to_string(root.join("customers.jsonl")).expect("customers");
    let first = customers.lines().next().expect("a customer");
    let shown = example::outcome(&root, first, "2026-06-30").expect("an outcome");
    assert!(shown.contains("\"customer\": \"HC001\""), "{shown}");
    assert!(shown.contains("purchase_points: points 1080"), "{shown}");
}

#[test]
fn an_arrow_batch_gives_the_outcomes_of_its_rows() {
    let root = folders::root().join("policies/harbour-club");
    let file = std::fs::File::open(root.join("customers.parquet")).expect("customers");
    let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file)
        .and_then(|builder| builder.build())
        .expect("a Parquet file");
    let batch = reader.last().expect("a batch").expect("a batch");
    let as_of = "2026-06-30".parse().expect("a date");
    let policy = harbour_club();
    let evaluated = policy.evaluate_batch(&batch, as_of).expect("a batch that fits");
    let customers = std::fs::read_to_string(root.join("customers.jsonl")).expect("customers");
    assert_eq!(evaluated.results.len(), customers.lines().count());
    for (line, result) in customers.lines().zip(&evaluated.results) {
        let alone = policy.evaluate_json(line, as_of).expect("an outcome");
        assert_eq!(result.as_ref().expect("an outcome"), &alone);
    }
}

#[test]
fn a_date_outside_the_programme_is_refused() {
    let refused = harbour_club().bind("2025-12-31".parse().expect("a date")).expect_err("refused");
    assert_eq!(
        refused.to_string(),
        "`Harbour Club` is effective from 2026-01-01, and 2025-12-31 is not in that time"
    );
}

#[test]
fn the_batch_example_gives_the_outcomes_of_each_record_alone() {
    let root = folders::root().join("policies/harbour-club");
    let evaluated = batch::batches(&root, &root.join("customers.parquet"), "2026-06-30");
    let outcomes: Vec<_> = evaluated
        .expect("outcomes")
        .into_iter()
        .flat_map(|evaluated| evaluated.results)
        .map(|result| result.expect("an outcome"))
        .collect();
    let (policy, as_of) = (harbour_club(), "2026-06-30".parse().expect("a date"));
    let customers = std::fs::read_to_string(root.join("customers.jsonl")).expect("customers");
    let alone: Vec<_> = customers
        .lines()
        .map(|line| policy.evaluate_json(line, as_of).expect("an outcome"))
        .collect();
    assert_eq!(outcomes, alone);
}

/// Requests that come from a channel, so that the policy can be edited between them.
struct Requests(std::sync::mpsc::Receiver<String>, std::io::Cursor<String>);

impl std::io::Read for Requests {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.1.read(buffer)?;
        if read > 0 || buffer.is_empty() {
            return Ok(read);
        }
        let Ok(next) = self.0.recv() else { return Ok(0) };
        self.1 = std::io::Cursor::new(next);
        self.1.read(buffer)
    }
}

/// Answers that go to a channel.
struct Answers(std::sync::mpsc::Sender<serde_json::Value>, Vec<u8>);

impl std::io::Write for Answers {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        self.1.extend(buffer);
        Ok(buffer.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let answer = serde_json::from_slice(&std::mem::take(&mut self.1))?;
        self.0.send(answer).map_err(std::io::Error::other)
    }
}

#[test]
fn the_service_answers_each_record_by_the_policy_as_it_was_last_good() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("policy.loyal");
    let text = |cups: u32| {
        let program = "program \"Tea\" {\n  time zone \"UTC\"\n  rounding half up\n}\n";
        format!("{program}record customer {{\n  id: text key\n}}\npublish cups as {cups}\n")
    };
    std::fs::write(&file, text(1)).expect("written");
    let (requests, asked) = std::sync::mpsc::channel();
    let (answer, answers) = std::sync::mpsc::channel();
    let place = folder.path().to_owned();
    let service = std::thread::spawn(move || {
        let requests = std::io::BufReader::new(Requests(asked, std::io::Cursor::default()));
        serve::serve(&place, "2026-06-30", requests, Answers(answer, Vec::new()))
            .map_err(|error| error.to_string())
    });
    let ask = |record: &str| {
        requests.send(format!("{record}\n")).expect("a service");
        answers.recv().expect("an answer")
    };
    let customer = r#"{"id": "C-1"}"#;
    let until = |cups: &str| {
        let start = std::time::Instant::now();
        while ask(customer)["published"]["cups"] != cups {
            assert!(start.elapsed().as_secs() < 20, "{cups} cups");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    };
    until("1");
    std::fs::write(&file, text(2)).expect("written");
    until("2");
    assert!(ask("{}")["error"].is_string(), "a bad record is answered");
    std::fs::write(&file, "publish cups of").expect("written");
    std::thread::sleep(std::time::Duration::from_millis(700));
    let last = ask(customer);
    assert_eq!(last["published"]["cups"], "2", "a broken edit changes nothing");
    assert_eq!(last["generation"].as_str().map(str::len), Some(64));
    drop(requests);
    assert_eq!(service.join().expect("no panic"), Ok(()));
}
