//! The working memory of a run.

use super::cell::Cell;
use super::classify::Classifier;
use super::frame::Segment;
use super::kept::Kept;
use super::observe::Observer;
use super::reduce::Accumulator;
use crate::column::File;
use crate::outcome::ErrorDetail;

/// The working memory of one width: registers of all regions, and what a block leaves behind.
#[derive(Debug)]
pub(crate) struct Engine<W, const C: usize, const E: usize, O = ()> {
    pub(super) customers: File<W, C>,
    pub(super) elements: Vec<Element<W, E>>,
    /// By rule.
    pub(super) gathered: Vec<Gathered<W>>,
    /// The rules of which the block gathered something.
    pub(super) busy: Vec<usize>,
    /// By customer lane: those of which something was gathered for the customer, in order.
    pub(super) present: Vec<Vec<usize>>,
    /// By customer lane.
    pub(super) faults: Vec<Option<Fault>>,
    /// By rule: the first subject of the customers that are still to come.
    pub(super) cursors: Vec<usize>,
    /// By collector of the block at hand: the lanes for which it fires.
    pub(super) fired: Vec<u64>,
    /// What is kept of the block's customers.
    pub(super) kept: Kept,
    /// The bound plan whose constants the registers hold.
    pub(super) bound: Option<u64>,
    /// A number did not fit `W`.
    pub(super) overflow: bool,
    /// Elements are run again only to find where an error began.
    pub(super) diagnosing: bool,
    /// Who looks on.
    pub(super) observer: O,
}

impl<W, const C: usize, const E: usize, O: Observer + Default> Default for Engine<W, C, E, O> {
    fn default() -> Self {
        Engine::observed(O::default())
    }
}

impl<W, const C: usize, const E: usize, O: Observer> Engine<W, C, E, O> {
    /// Memory for a run that is looked at.
    pub(super) fn observed(observer: O) -> Self {
        Engine {
            customers: File::default(),
            elements: Vec::new(),
            gathered: Vec::new(),
            busy: Vec::new(),
            present: Vec::new(),
            faults: Vec::new(),
            cursors: Vec::new(),
            fired: Vec::new(),
            kept: Kept::default(),
            bound: None,
            overflow: false,
            diagnosing: false,
            observer,
        }
    }
}

/// The working memory of a region of elements.
#[derive(Debug)]
pub(crate) struct Element<W, const E: usize> {
    pub(super) file: File<W, E>,
    pub(super) segments: Vec<Segment>,
    pub(super) accumulators: Vec<Accumulator<W>>,
    /// Its classes, with the texts of the batch.
    pub(super) classifier: Option<Classifier>,
}

impl<W, const E: usize> Default for Element<W, E> {
    fn default() -> Self {
        Element {
            file: File::default(),
            segments: Vec::new(),
            accumulators: Vec::new(),
            classifier: None,
        }
    }
}

/// The subjects of a block for which a rule fires, by customer lane and then in order.
#[derive(Debug)]
pub(crate) struct Gathered<W> {
    /// The customer's lane of each subject.
    pub(super) lanes: Vec<usize>,
    /// The rows of each subject's elements, from the outermost.
    pub(super) rows: Vec<usize>,
    /// The cells of each subject.
    pub(super) cells: Vec<Cell<W>>,
}

impl<W> Default for Gathered<W> {
    fn default() -> Self {
        Gathered { lanes: Vec::new(), rows: Vec::new(), cells: Vec::new() }
    }
}

impl<W> Gathered<W> {
    pub(super) fn clear(&mut self) {
        self.lanes.clear();
        self.rows.clear();
        self.cells.clear();
    }
}

/// The first error that reading a customer's outcome meets.
#[derive(Debug)]
pub(crate) struct Fault {
    /// 0 for what every outcome shows of the customer; then figures of elements; then rules.
    pub(super) rank: usize,
    /// The rows of the subject's elements.
    pub(super) path: Vec<usize>,
    pub(super) detail: ErrorDetail,
}
