//! Acceptance suites, and what they need: the [`oracle`] that defines the language, random
//! [`records`], their [`agreement`] with the [`engine`], the [`branches`] of a program, what is asked
//! of arbitrary bytes ([`fuzz`]), the adversarial [`corpus`], and the project's own [`folders`].

pub mod agreement;
pub mod branches;
pub mod corpus;
pub mod engine;
pub mod folders;
pub mod fuzz;
pub mod oracle;
pub mod records;
