//! The hash of a program's meaning.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::Program;

impl Program {
    /// SHA-256, in hexadecimal, of the canonical form: declarations by name, no spans, no
    /// comments. Layout, order and keyword language do not change it; names do.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hash = String::new();
        for byte in Sha256::digest(self.canonical()) {
            let _ = write!(hash, "{byte:02x}");
        }
        hash
    }

    fn canonical(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

impl PartialEq for Program {
    fn eq(&self, other: &Self) -> bool {
        self.canonical() == other.canonical()
    }
}
