//! What explains records: of customers, and of groups of them.

use std::cell::RefCell;

use loyal_dsl::ir::Program;
use loyal_dsl::source::SourceFile;
use loyal_engine::explain::Explanation;

use crate::shipped::Shipped;

/// Random customers beside those of the policy.
const RANDOM: usize = 60;

/// Explains a record; `None` where it is refused or fails.
pub(super) type Explain<'p> = Box<dyn Fn(&str) -> Option<Explanation> + 'p>;

/// What explains records: of customers, or of groups of them.
pub(super) struct Explaining<'p> {
    pub(super) name: String,
    pub(super) program: &'p Program,
    pub(super) sources: &'p [SourceFile],
    pub(super) explain: Explain<'p>,
    pub(super) records: Vec<String>,
}

/// Of the customers of a policy, random ones among them, and of their groups.
pub(super) fn explainers(shipped: &Shipped) -> Vec<Explaining<'_>> {
    let mut records = shipped.records.clone();
    records.extend(shipped.random(RANDOM));
    let (name, sources) = (shipped.name.clone(), shipped.sources.as_slice());
    let explainer = RefCell::new(shipped.explainer());
    let explain = Box::new(move |record: &str| explainer.borrow_mut().explain_json(record).ok());
    let customers =
        Explaining { name: name.clone(), program: shipped.program(), sources, explain, records };
    let portfolios = shipped.program().crowd.portfolios.iter().enumerate();
    let groups = portfolios.map(|(at, portfolio)| Explaining {
        name: name.clone(),
        program: &portfolio.program,
        sources,
        explain: Box::new(move |record: &str| shipped.explain_group(at, record)),
        records: shipped.groups(at),
    });
    [customers].into_iter().chain(groups).collect()
}
