//! Typed registers of a block of rows, and the kernels that work on them. Kernels know neither
//! spans nor names.
//!
//! A block has `L` lanes (64, 16 or 1), a row a lane. A register has, for every lane, a state (see
//! [`Flags`]) and, unless it is a yes/no, a number; a fraction has two (the register and the one
//! after it: numerator and denominator, which is above zero wherever the fraction is known).

pub(crate) mod business;
pub(crate) mod calendar;
pub(crate) mod class;
pub(crate) mod divide;
pub(crate) mod fraction;
pub(crate) mod logic;
pub(crate) mod lunar;
pub(crate) mod number;
pub(crate) mod quotient;
mod register;
pub(crate) mod transition;
pub(crate) mod word;
pub(crate) mod zone;

pub(crate) use register::{File, Flags, Registers, first_lanes, lanes_of};
