//! Scripts as written.

use super::{Name, Parameter, Text, TypeName};

/// `script bonus(years: number) -> points """ … """`
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// Its name.
    pub name: Name,
    /// What it is given.
    pub parameters: Vec<Parameter>,
    /// What it gives.
    pub result: TypeName,
    /// The text between the marks, as it stands; the place is that between the marks.
    pub body: Text,
}
