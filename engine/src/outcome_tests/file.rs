//! A file of outcome tests: a list of them, or what they have in common and then the list.
//!
//! ```yaml
//! as of: 2026-06-30
//! data: customers.jsonl
//! tests:
//!   - test: who spends enough is Gold
//!     customer: C-0007
//!     expect:
//!       Club: Gold
//!       purchase_points: 120 points
//!       not: birthday_gift
//!   - test: a new member
//!     customer: { id: T-1, joined: 2026-06-01, orders: [] }
//!     expect: outcome
//! ```

#![expect(clippy::disallowed_methods, reason = "the caller names the folder to be read")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use loyal_dsl::date::Date;
use loyal_dsl::message::Message;
use loyal_dsl::say;

use crate::record::{Document, Kind, Place, ReadError};

/// What a file says.
#[derive(Debug)]
pub(super) struct TestFile {
    pub(super) path: PathBuf,
    /// The same for messages.
    pub(super) name: Arc<str>,
    pub(super) document: Arc<Document>,
    pub(super) tests: Vec<OutcomeTest>,
}

/// A test.
#[derive(Debug)]
pub(super) struct OutcomeTest {
    pub(super) name: String,
    pub(super) line: u64,
    pub(super) as_of: Date,
    pub(super) customer: Customer,
    /// Where customers stand whom it knows by their key, and those who are ranked with it.
    pub(super) data: Option<PathBuf>,
    pub(super) expected: Expected,
}

/// Whom a test is about.
#[derive(Debug)]
pub(super) enum Customer {
    /// The record stands in the test, at this node.
    Record(usize),
    /// A customer of the data.
    Key(String),
}

/// What is expected.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// The outcome that was reviewed.
    Outcome,
    /// That these hold.
    Statements(Vec<Statement>),
}

/// `Club: Gold`, `not: birthday_gift`
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) line: u64,
    /// Of a tier, class, score, rule or published figure.
    pub(super) name: String,
    /// What it is, each of these; for a rule under `not` there is nothing to be said.
    pub(super) texts: Vec<String>,
    /// Whether it must not be so.
    pub(super) not: bool,
}

/// The words of a file, in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Tests,
    Test,
    AsOf,
    Customer,
    Data,
    Expect,
}

const WORDS: [(&str, Word); 13] = [
    ("tests", Word::Tests),
    ("测试集", Word::Tests),
    ("test", Word::Test),
    ("测试", Word::Test),
    ("as of", Word::AsOf),
    ("as_of", Word::AsOf),
    ("日期", Word::AsOf),
    ("customer", Word::Customer),
    ("客户", Word::Customer),
    ("data", Word::Data),
    ("数据", Word::Data),
    ("expect", Word::Expect),
    ("预期", Word::Expect),
];
const NOT: [&str; 2] = ["not", "没有"];
const OUTCOME: [&str; 2] = ["outcome", "结果"];

/// What tests have in common.
#[derive(Clone, Default)]
struct Common {
    as_of: Option<Date>,
    data: Option<PathBuf>,
}

impl TestFile {
    pub(super) fn read(path: &Path) -> Result<TestFile, ReadError> {
        let name: Arc<str> = path.display().to_string().into();
        let text = fs::read_to_string(path)
            .map_err(|error| Place::file(&name).error(Message::verbatim(error.to_string())))?;
        let document = Arc::new(Document::parse(&text, &name)?);
        let tests = Reading { path, name: &name, document: &document }.tests()?;
        Ok(TestFile { path: path.to_owned(), name, document, tests })
    }
}

/// Reads one file.
struct Reading<'f> {
    path: &'f Path,
    name: &'f Arc<str>,
    document: &'f Document,
}

impl<'f> Reading<'f> {
    fn tests(&self) -> Result<Vec<OutcomeTest>, ReadError> {
        let mut tests = Vec::new();
        for root in self.document.roots() {
            self.root(*root, &mut tests)?;
        }
        let mut names = BTreeMap::new();
        for test in &tests {
            if let Some(first) = names.insert(test.name.as_str(), test.line) {
                let error = self.at_line(
                    test.line,
                    say!("there are two tests `{name}`", name = test.name.as_str()),
                );
                return Err(error.help(say!("the first stands on line {first}", first)));
            }
        }
        Ok(tests)
    }

    fn root(&self, root: usize, tests: &mut Vec<OutcomeTest>) -> Result<(), ReadError> {
        let mut common = Common::default();
        let mut list = root;
        if self.is_map(root) {
            list = usize::MAX;
            for (word, key, value) in self.words(root)? {
                match word {
                    Word::AsOf => common.as_of = Some(self.date(value)?),
                    Word::Data => common.data = Some(self.data(value)?),
                    Word::Tests => list = value,
                    Word::Test | Word::Customer | Word::Expect => {
                        let error = self.error(key, say!("a test stands in a list"));
                        return Err(
                            error.help(say!("write `tests:` and begin the test with `- test:`"))
                        );
                    }
                }
            }
        }
        for test in self.elements(list) {
            tests.push(self.test(test, &common)?);
        }
        Ok(())
    }

    fn test(&self, node: usize, common: &Common) -> Result<OutcomeTest, ReadError> {
        if !self.is_map(node) {
            let error = self.error(node, say!("this is no test"));
            return Err(
                error.help(say!("a test has `test`, `as of`, `customer`, `data`, `expect`"))
            );
        }
        let (mut name, mut customer, mut expected) = (None, None, None);
        let mut common = common.clone();
        for (word, key, value) in self.words(node)? {
            match word {
                Word::Test => name = Some(self.text(value, say!("expected a name"))?.to_owned()),
                Word::AsOf => common.as_of = Some(self.date(value)?),
                Word::Data => common.data = Some(self.data(value)?),
                Word::Customer => customer = Some(self.customer(value)?),
                Word::Expect => expected = Some(self.expected(value)?),
                Word::Tests => return Err(self.error(key, say!("tests do not stand in a test"))),
            }
        }
        let lacks = |what: &str| self.error(node, say!("the test has no `{what}`", what));
        let customer = customer.ok_or_else(|| lacks("customer"))?;
        if matches!(customer, Customer::Key(_)) && common.data.is_none() {
            return Err(lacks("data").help(say!("it names the file in which the customer stands")));
        }
        Ok(OutcomeTest {
            name: name.ok_or_else(|| lacks("test").help(say!("it is the name of the test")))?,
            line: self.line(node),
            as_of: common.as_of.ok_or_else(|| lacks("as of"))?,
            customer,
            data: common.data,
            expected: expected.ok_or_else(|| lacks("expect"))?,
        })
    }

    fn customer(&self, node: usize) -> Result<Customer, ReadError> {
        if self.is_map(node) {
            return Ok(Customer::Record(node));
        }
        let key =
            self.text(node, say!("expected a record, or the key of a customer of the data"))?;
        Ok(Customer::Key(key.to_owned()))
    }

    fn expected(&self, node: usize) -> Result<Expected, ReadError> {
        if self.scalar(node).is_some_and(|text| OUTCOME.contains(&text)) {
            return Ok(Expected::Outcome);
        }
        let mut statements = Vec::new();
        if self.is_map(node) {
            self.statements(node, &mut statements)?;
        }
        for element in self.elements(node) {
            self.statements(element, &mut statements)?;
        }
        if statements.is_empty() {
            let error = self.error(node, say!("nothing is expected"));
            return Err(error.help(say!("write `outcome`, or statements such as `Club: Gold`")));
        }
        Ok(Expected::Statements(statements))
    }

    fn statements(&self, map: usize, statements: &mut Vec<Statement>) -> Result<(), ReadError> {
        if !self.is_map(map) {
            let error = self.error(map, say!("this is no statement"));
            return Err(error.help(say!("write a name and what is expected, such as `Club: Gold`")));
        }
        for (key, value) in self.document.entries(map) {
            let name = self.text(key, say!("expected a name"))?;
            if NOT.contains(&name) {
                self.denied(value, statements)?;
            } else {
                let texts = self.texts(value)?;
                statements.push(Statement {
                    line: self.line(key),
                    name: name.to_owned(),
                    texts,
                    not: false,
                });
            }
        }
        Ok(())
    }

    /// What stands under `not`: a rule, a statement, or several of them.
    fn denied(&self, node: usize, statements: &mut Vec<Statement>) -> Result<(), ReadError> {
        if self.is_map(node) {
            for (key, value) in self.document.entries(node) {
                let name = self.text(key, say!("expected a name"))?.to_owned();
                let (line, texts) = (self.line(key), self.texts(value)?);
                statements.push(Statement { line, name, texts, not: true });
            }
            return Ok(());
        }
        if self.is_list(node) {
            return self.elements(node).into_iter().try_for_each(|it| self.denied(it, statements));
        }
        let name = self.text(node, say!("expected the name of a rule"))?.to_owned();
        statements.push(Statement { line: self.line(node), name, texts: Vec::new(), not: true });
        Ok(())
    }

    fn texts(&self, node: usize) -> Result<Vec<String>, ReadError> {
        let text = |node| Ok(self.text(node, say!("write as text what is expected"))?.to_owned());
        if self.is_list(node) {
            return self.elements(node).into_iter().map(text).collect();
        }
        Ok(vec![text(node)?])
    }

    fn date(&self, node: usize) -> Result<Date, ReadError> {
        let text = self.text(node, say!("expected a date"))?;
        text.parse().map_err(|_| {
            self.error(node, say!("`{text}` is no date", text))
                .help(say!("write it as in 2026-06-30"))
        })
    }

    /// Data stands beside the file.
    fn data(&self, node: usize) -> Result<PathBuf, ReadError> {
        Ok(self.path.with_file_name("").join(self.text(node, say!("expected a file"))?))
    }

    /// The entries of an object of known words.
    fn words(&self, map: usize) -> Result<Vec<(Word, usize, usize)>, ReadError> {
        let entry = |(key, value)| {
            let text = self.text(key, say!("expected a name"))?;
            let known = WORDS.iter().find(|(word, _)| *word == text);
            let (_, word) = known.ok_or_else(|| {
                let error = self.error(key, say!("`{text}` is no part of a test", text));
                let names = WORDS.iter().map(|(word, _)| *word);
                match loyal_dsl::spelling::nearest(text, names) {
                    Some(name) => error.help(say!("did you mean `{name}`?", name)),
                    None => {
                        error.help(say!("a test has `test`, `as of`, `customer`, `data`, `expect`"))
                    }
                }
            })?;
            Ok((*word, key, self.behind(value)))
        };
        self.document.entries(map).map(entry).collect()
    }

    /// The node that an alias repeats.
    fn behind(&self, node: usize) -> usize {
        match self.document.token(node).map(|token| &token.kind) {
            Some(Kind::Alias(target)) => *target,
            _ => node,
        }
    }

    fn elements(&self, list: usize) -> Vec<usize> {
        if !self.is_list(list) {
            return Vec::new();
        }
        self.document.elements(list).map(|node| self.behind(node)).collect()
    }

    fn is_map(&self, node: usize) -> bool {
        matches!(self.document.token(node).map(|it| &it.kind), Some(Kind::Map { .. }))
    }

    fn is_list(&self, node: usize) -> bool {
        matches!(self.document.token(node).map(|it| &it.kind), Some(Kind::List { .. }))
    }

    fn scalar(&self, node: usize) -> Option<&'f str> {
        match self.document.token(self.behind(node)).map(|token| &token.kind) {
            Some(Kind::Scalar { text, .. }) => Some(text),
            _ => None,
        }
    }

    fn text(&self, node: usize, wanted: Message) -> Result<&'f str, ReadError> {
        self.scalar(node).ok_or_else(|| self.error(node, wanted))
    }

    fn line(&self, node: usize) -> u64 {
        self.document.token(node).map_or(1, |token| token.line)
    }

    fn error(&self, node: usize, message: Message) -> ReadError {
        self.at_line(self.line(node), message)
    }

    fn at_line(&self, line: u64, message: Message) -> ReadError {
        Place::line(self.name, line).error(message)
    }
}
