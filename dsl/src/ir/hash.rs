//! The hash of a program's meaning.

use sha2::{Digest, Sha256};

use super::Program;

impl Program {
    /// SHA-256, in hexadecimal, of the canonical form: declarations by name, no spans, no
    /// comments. Layout, order and keyword language do not change it; names do.
    #[must_use]
    pub fn hash(&self) -> String {
        let canonical = serde_json::to_vec(self).unwrap_or_default();
        Sha256::digest(&canonical).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
