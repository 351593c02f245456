//! A plan as text: a table a region, a step a line.

use loyal_dsl::message::{Joint, Message};
use loyal_dsl::say;
use loyal_dsl::syntax::Language;
use loyal_engine::outline::{
    Entry, Measured, Measurement, Outline, PlanOutline, Purpose, RegionOutline, Rows, Work,
};

use super::{Input, Planned};
use crate::format::grid::drawn;
use crate::visible;

/// Characters of a step and of a line of the policy that are shown.
const STEP: usize = 64;
const LINE: usize = 44;
/// Tables are as wide as what they hold.
const WIDTH: u16 = 400;

/// The whole plan.
pub(super) fn written(planned: &Planned, language: Language) -> String {
    let outline = &planned.outline;
    let said = |message: Message| visible::line(&message.in_language(language)) + "\n";
    let mut text = said(title(outline));
    for record in &outline.records {
        text += &said(columns(&record.name, &record.read, &record.not_read));
    }
    for plan in &outline.plans {
        if outline.plans.len() > 1 {
            text.push('\n');
            text += &said(purpose(plan));
        }
        for region in &plan.regions {
            text.push('\n');
            text += &region_written((plan, region), outline.measured.is_some(), language);
        }
        if !plan.rest.is_empty() {
            text.push('\n');
            text += &said(say!("for whole customers"));
            text += &table(&plan.rest, outline.measured.is_some(), language);
        }
    }
    text.push('\n');
    text += &summary(planned, language);
    text
}

fn title(outline: &Outline) -> Message {
    let program = &outline.program;
    match &outline.as_of {
        Some(day) => say!("`{program}` on {day}", program, day),
        None => say!("`{program}` on any day", program),
    }
}

fn columns(record: &str, read: &[String], not_read: &[String]) -> Message {
    let read = if read.is_empty() { say!("nothing") } else { listed(read) };
    if not_read.is_empty() {
        return say!("decoded of `{record}`: {read}", record, read);
    }
    let not_read = listed(not_read);
    say!("decoded of `{record}`: {read}; not decoded: {not_read}", record, read, not_read)
}

fn listed(names: &[String]) -> Message {
    say!("{names}", names = Joint::Comma.of(names.iter().map(String::as_str)))
}

fn purpose(plan: &PlanOutline) -> Message {
    match plan.purpose {
        Purpose::Ranks => say!("— values by which customers are ranked —"),
        Purpose::Outcomes => say!("— outcomes of customers —"),
        Purpose::Totals => say!("— what reads totals of what rules give —"),
        Purpose::Groups => {
            let portfolio = plan.portfolio.as_deref().unwrap_or_default();
            say!("— groups of `{portfolio}`, not measured —", portfolio)
        }
    }
}

fn region_written(
    (plan, region): (&PlanOutline, &RegionOutline),
    measured: bool,
    language: Language,
) -> String {
    let said = |message: Message| visible::line(&message.in_language(language)) + "\n";
    let (literals, entries): (Vec<Entry>, Vec<Entry>) =
        region.entries.iter().cloned().partition(|entry| entry.work == Work::Literal);
    let mut text = said(heading(plan.purpose, region, literals.len()));
    for cut in &region.cuts {
        let (column, parts) = (&cut.column, cut.parts);
        let by = listed(&cut.by);
        text += &said(if cut.by.is_empty() {
            say!("  `{column}` is cut into {parts} parts", column, parts)
        } else {
            say!("  `{column}` is cut into {parts} parts by {by}", column, parts, by)
        });
    }
    text + &table(&entries, measured, language)
}

fn heading(purpose: Purpose, region: &RegionOutline, literals: usize) -> Message {
    let held = held(region);
    match (region.rows, &region.list, &region.elements, &region.within) {
        (Rows::Run, ..) if literals == 1 => say!("once a run, beside 1 constant"),
        (Rows::Run, ..) => say!("once a run, beside {literals} constants", literals),
        (Rows::Element, Some(list), Some(elements), None) => {
            say!("once an element of `{list}`, {elements} a customer: {held}", list, elements, held)
        }
        (Rows::Element, Some(list), Some(elements), Some(within)) => {
            say!(
                "once an element of `{list}` for every element of `{within}`, {elements} a customer: {held}",
                list,
                within,
                elements,
                held
            )
        }
        (Rows::Customer, ..) if purpose == Purpose::Groups => say!("once a group: {held}", held),
        (Rows::Customer | Rows::Element, ..) => say!("once a customer: {held}", held),
    }
}

/// What a block holds.
fn held(region: &RegionOutline) -> Message {
    let (registers, idle) = (region.registers, region.idle);
    let size = region.bytes.div_ceil(1024);
    match idle {
        0 => say!("{registers} registers, {size} KiB a block", registers, size),
        idle => say!(
            "{registers} registers, {size} KiB a block, {idle} never computed",
            registers,
            size,
            idle
        ),
    }
}

fn table(entries: &[Entry], measured: bool, language: Language) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let head = |message: Message| message.in_language(language);
    let right = |message: Message| format!("#{}", head(message));
    let (number, cost, uses) = (right(say!("no.")), right(say!("estimate")), right(say!("uses")));
    let (step, ty, place, line) =
        (head(say!("step")), head(say!("type")), head(say!("place")), head(say!("line")));
    if !measured {
        let rows = entries.iter().map(|entry| {
            let [number, cost, uses] = numbers(entry, language);
            let [step, ty, place, line] = words(entry, language);
            [number, cost, uses, step, ty, place, line]
        });
        return drawn([&number, &cost, &uses, &step, &ty, &place, &line], rows, WIDTH) + "\n";
    }
    let (time, share) = (right(say!("measured")), right(say!("share")));
    let (on, holds) = (right(say!("rows seen")), right(say!("holds")));
    let rows = entries.iter().map(|entry| {
        let [number, cost, uses] = numbers(entry, language);
        let [time, share, on, holds] = entry.measured.map(times).unwrap_or_default();
        let [step, ty, place, line] = words(entry, language);
        [number, cost, time, share, on, holds, uses, step, ty, place, line]
    });
    let header = [&number, &cost, &time, &share, &on, &holds, &uses, &step, &ty, &place, &line];
    drawn(header.map(String::as_str), rows, WIDTH) + "\n"
}

fn numbers(entry: &Entry, language: Language) -> [String; 3] {
    let cost = match entry.work {
        Work::ByClass => say!("class").in_language(language),
        Work::Fold | Work::Literal => String::new(),
        Work::Step if entry.estimated_ps == 0 => String::new(),
        _ => tenths(entry.estimated_ps, 100),
    };
    let number = entry.number.map(|number| format!("#{number}"));
    let uses = entry.uses.map(|uses| uses.to_string());
    [number.unwrap_or_default(), cost, uses.unwrap_or_default()]
}

fn words(entry: &Entry, language: Language) -> [String; 4] {
    let step = entry.step.in_language(language);
    let step = match (&entry.name, entry.work) {
        (Some(name), Work::Gathering | Work::Giving) => format!("{name}: {step}"),
        (Some(name), _) => format!("{name} = {step}"),
        (None, _) => step,
    };
    let ty = entry.ty.as_ref().map(|ty| ty.in_language(language));
    let (place, line) = match &entry.place {
        Some(place) => (place.source.clone(), shortened(&place.text, LINE)),
        None => (String::new(), String::new()),
    };
    [shortened(&step, STEP), ty.unwrap_or_default(), place, line]
}

fn times(measured: Measured) -> [String; 4] {
    let holds = measured.held.zip(measured.asked);
    let holds = holds.filter(|(_, asked)| *asked > 0);
    let holds =
        holds.map(|(held, asked)| format!("{}%", tenths(held.saturating_mul(1_000) / asked, 1)));
    [
        tenths(measured.ps, 100),
        format!("{}%", tenths(u64::from(measured.permille), 1)),
        measured.rows.to_string(),
        holds.unwrap_or_default(),
    ]
}

/// A number to one place, of units of which ten times so many are one.
fn tenths(number: u64, unit: u64) -> String {
    let tenths = number.saturating_add(unit / 2) / unit;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

fn summary(planned: &Planned, language: Language) -> String {
    let outline = &planned.outline;
    let said = |message: Message| visible::line(&message.in_language(language)) + "\n";
    let mut text = String::new();
    if !outline.lines.is_empty() {
        text += &said(match &outline.measured {
            Some(_) => say!("the lines that cost most, as measured"),
            None => say!("the lines that cost most, as estimated"),
        });
        let head = |message: Message| message.in_language(language);
        let (cost, share) = (head(say!("ns")), head(say!("share")));
        let header =
            [&format!("#{cost}"), &format!("#{share}"), &head(say!("place")), &head(say!("line"))];
        let rows = outline.lines.iter().map(|line| {
            let share = format!("{}%", tenths(u64::from(line.permille), 1));
            let text = shortened(&line.place.text, STEP);
            [tenths(line.ps, 100), share, line.place.source.clone(), text]
        });
        text += &(drawn(header.map(String::as_str), rows, WIDTH) + "\n\n");
    }
    text += &said(counts(outline));
    let estimate = tenths(outline.estimated_ps, 100);
    text += &said(say!("estimated: {estimate} ns a customer", estimate));
    if let (Some(measured), Some(input)) = (&outline.measured, &planned.input) {
        text += &measurement(measured, input).into_iter().map(said).collect::<String>();
    }
    text
}

/// How many steps there are, and what sharing and classes spare.
fn counts(outline: &Outline) -> Message {
    let regions = outline.plans.iter().flat_map(|plan| &plan.regions);
    let entries: Vec<&Entry> = regions.flat_map(|region| &region.entries).collect();
    let results = || entries.iter().filter(|entry| entry.number.is_some());
    let steps = results().count();
    let shared = results().filter(|entry| entry.uses > Some(1)).count();
    let classed = results().filter(|entry| entry.work == Work::ByClass).count();
    say!(
        "{steps} results, of which {shared} are read more than once and {classed} answered by classes",
        steps,
        shared,
        classed
    )
}

fn measurement(measured: &Measurement, input: &Input) -> Vec<Message> {
    let (time, customers) = (tenths(measured.ps, 100), measured.customers);
    let look = measured.look_ns;
    let mut told = vec![
        say!("measured: {time} ns a customer, of {customers} on one thread", time, customers),
        say!("a look at the clock takes {look} ns, which is taken off every time", look),
    ];
    let (narrow, medium, wide) = (measured.blocks_64, measured.blocks_128, measured.blocks_256);
    told.push(say!(
        "blocks computed in 64 bits: {narrow}, again in 128 bits: {medium}, in 256 bits: {wide}",
        narrow,
        medium,
        wide
    ));
    let reading = tenths(input.reading_ps, 100);
    told.push(say!("beside it, reading and decoding: {reading} ns a customer", reading));
    if input.failed + input.rejected > 0 {
        let (failed, rejected) = (input.failed, input.rejected);
        told.push(say!("not evaluated: {rejected} rejected, {failed} failed", rejected, failed));
    }
    told
}
