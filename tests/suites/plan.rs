//! Plans of the shipped policies, with a clock that is made up: a run that is measured gives the
//! same outcomes, and every piece of work has its time.

use std::cell::Cell;
use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::time::Duration;

use loyal_dsl::date::Date;
use loyal_engine::Policy;
use loyal_engine::batch::Batch;
use loyal_engine::evaluate::Stopwatch;
use loyal_engine::outline::{Entry, Outline, PlanOutline, Purpose, Rows, Work};
use loyal_engine::population::{Pass, Population};
use loyal_engine::record::{self, Format, Options};
use loyal_tests::folders;

/// Every shipped policy that has customers of its own, on the days of its README.
fn shipped() -> Vec<(Policy, Date, String)> {
    let folders = folders::inside(&folders::root().join("policies")).into_iter();
    let with_customers = folders.filter(|folder| folder.join("customers.jsonl").exists());
    with_customers.flat_map(|folder| on_its_days(&folder)).collect()
}

fn on_its_days(folder: &Path) -> Vec<(Policy, Date, String)> {
    let customers = fs::read_to_string(folder.join("customers.jsonl")).expect("customers");
    let days = folders::as_of(folder).into_iter();
    days.map(|day| (Policy::load(folder).expect("a policy"), day, customers.clone())).collect()
}

fn batch(policy: &Policy, day: Date, customers: &str) -> Batch {
    let version = policy.version_on(day).expect("a day of the programme");
    let options = Options { batch_size: 100_000, strict: false };
    let stream = Cursor::new(customers.to_owned().into_bytes());
    let (program, needs) = (version.program(), version.needs());
    let format = Some(Format::JsonLines);
    let reader = record::open_stream(stream, "customers", format, program, needs, options);
    reader.expect("customers").next().expect("a batch").expect("customers").decode().batch
}

fn population(policy: &Policy, day: Date, customers: &str) -> Population {
    let mut survey = policy.survey(day).expect("a day of the programme");
    while !survey.is_done() {
        let evaluation = survey.gathering().evaluate(&mut batch(policy, day, customers));
        survey.take(&evaluation, |_| true);
        survey.end_pass();
    }
    survey.finish()
}

/// A clock that goes on by 10 ns a look at first, and by more once there is work between looks.
fn clock() -> impl Fn() -> Duration {
    let (looks, now) = (Cell::new(0_u64), Cell::new(0_u64));
    move || {
        looks.set(looks.get() + 1);
        let passed = if looks.get() <= 1_001 { 10 } else { 1_000 + looks.get() % 7 };
        now.set(now.get() + passed);
        Duration::from_nanos(now.get())
    }
}

/// The plan of a run that is measured, whose outcomes are those of any run.
fn measured(policy: &Policy, day: Date, customers: &str, pass: &Pass) -> Outline {
    let expected = pass.evaluate(&mut batch(policy, day, customers));
    let clock = clock();
    let watch = Stopwatch::new(&clock);
    assert_eq!(watch.look(), Duration::from_nanos(10));
    let evaluation = pass.evaluate_watched(&mut batch(policy, day, customers), &watch);
    assert_eq!(format!("{:?}", evaluation.results), format!("{:?}", expected.results));
    assert_eq!(format!("{:?}", evaluation.kept), format!("{:?}", expected.kept));
    assert_eq!(watch.customers() as usize, expected.results.len());
    policy.outline_measured(day, &watch).expect("a day of the programme")
}

fn measured_plans(outline: &Outline) -> impl Iterator<Item = &PlanOutline> {
    outline.plans.iter().filter(|plan| plan.purpose != Purpose::Groups)
}

/// All work with the rows for which it is done.
fn work(plan: &PlanOutline) -> impl Iterator<Item = (Rows, &Entry)> {
    let regions = plan.regions.iter();
    let regions = regions.flat_map(|it| it.entries.iter().map(|entry| (it.rows, entry)));
    regions.chain(plan.rest.iter().map(|entry| (Rows::Customer, entry)))
}

#[test]
fn a_run_that_is_measured_gives_the_same_outcomes_and_every_step_its_time() {
    let shipped = shipped();
    assert!(shipped.len() > 5);
    for (policy, day, customers) in shipped {
        let population = population(&policy, day, &customers);
        let pass = policy.pass(day, Some(&population)).expect("the population of the day");
        let outline = measured(&policy, day, &customers, &pass);
        let whole = outline.measured.as_ref().expect("a measurement");
        let (mut permille, mut ps) = (0, 0);
        for (rows, entry) in measured_plans(&outline).flat_map(work) {
            let is_done = rows != Rows::Run && entry.work != Work::Fold;
            assert_eq!(entry.measured.is_some(), is_done, "{entry:?}");
            let Some(measured) = entry.measured else { continue };
            assert!(measured.rows == 0 || measured.ps > 0, "{entry:?}");
            assert!(measured.held <= measured.asked, "{entry:?}");
            if rows == Rows::Customer && entry.work == Work::Step {
                assert!(measured.rows % whole.customers == 0, "{entry:?}");
            }
            (permille, ps) = (permille + measured.permille, ps + measured.ps);
        }
        assert_eq!((permille, ps), (1_000, whole.ps), "{}", outline.program);
        let blocks = whole.blocks_64 + whole.blocks_128 + whole.blocks_256;
        assert_eq!(blocks, whole.customers.div_ceil(64), "{}", outline.program);
        let costs: Vec<u64> = outline.lines.iter().map(|line| line.ps).collect();
        assert!(!costs.is_empty() && costs.len() <= 10 && costs.is_sorted_by(|a, b| a >= b));
    }
}

/// A step that reads another by its number reads one that there is, and whoever is read counts it.
#[test]
fn every_number_that_is_read_is_the_number_of_a_step() {
    for (policy, day, _) in shipped() {
        let outline = policy.outline(Some(day)).expect("a day of the programme");
        let mut last = 0;
        for plan in &outline.plans {
            let numbers: Vec<usize> = work(plan).filter_map(|(_, entry)| entry.number).collect();
            assert!(numbers.iter().copied().eq(last + 1..=last + numbers.len()));
            for (_, entry) in work(plan) {
                for number in read(&entry.step.to_string()) {
                    assert!(numbers.contains(&number), "{}: {entry:?}", outline.program);
                }
            }
            last += numbers.len();
        }
    }
}

/// The numbers behind a `#` that begins a word.
fn read(step: &str) -> Vec<usize> {
    let words = step.split([' ', ',', '−']);
    words.filter_map(|word| word.strip_prefix('#')?.parse().ok()).collect()
}

/// What classes answer is not computed, and what is not computed costs nothing.
#[test]
fn conditions_that_classes_answer_are_not_computed() {
    let folder = folders::root().join("policies/harbour-club");
    for (policy, day, customers) in on_its_days(&folder) {
        let pass = policy.pass(day, None).expect("no population");
        let outline = measured(&policy, day, &customers, &pass);
        let by_class: Vec<&Entry> = measured_plans(&outline)
            .flat_map(work)
            .map(|(_, entry)| entry)
            .filter(|entry| entry.work == Work::ByClass)
            .collect();
        assert!(by_class.iter().any(|entry| entry.measured.is_some_and(|it| it.asked > Some(0))));
        for entry in by_class {
            assert_eq!(entry.estimated_ps, 0, "{entry:?}");
            assert_eq!(entry.measured.map(|measured| measured.ps), Some(0), "{entry:?}");
        }
    }
}
