//! Acceptance suites, and what they need: the [`oracle`] that defines the language, random
//! [`records`], their [`agreement`] with the engine, the
//! [`branches`] of a program, and the project's own [`folders`].

pub mod agreement;
pub mod branches;
pub mod folders;
pub mod oracle;
pub mod records;
