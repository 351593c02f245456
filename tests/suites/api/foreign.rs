//! Whose types the public interface speaks of.

use std::collections::BTreeSet;

use syn::visit::{self, Visit};

use crate::crate_source::{CrateSource, ModulePath, leaves};
use crate::shown;

/// The other crates whose types are in the interface, each with the path that says so.
pub(crate) fn crates(source: &CrateSource) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for (module, item) in shown::modules(source).into_values().flatten() {
        let mut paths = Paths { source, module: &module, found: &mut found };
        paths.visit_item(&item);
    }
    found
}

struct Paths<'a> {
    source: &'a CrateSource,
    module: &'a ModulePath,
    found: &'a mut BTreeSet<(String, String)>,
}

impl<'ast> Visit<'ast> for Paths<'_> {
    fn visit_attribute(&mut self, _: &'ast syn::Attribute) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let written: Vec<String> =
            path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let full = self.full(&written);
        let inside = self.source.resolve(self.module, &full).is_some();
        if let (false, Some(first)) = (inside, full.first())
            && full.len() > 1
            && first.starts_with(|letter: char| letter.is_ascii_lowercase())
        {
            self.found.insert((first.clone(), full.join("::")));
        }
        visit::visit_path(self, path);
    }
}

impl Paths<'_> {
    /// The path with what a `use` of the module puts before it.
    fn full(&self, written: &[String]) -> Vec<String> {
        let Some((first, rest)) = written.split_first() else { return Vec::new() };
        let items = self.source.modules.get(self.module).map_or(&[][..], |module| &module.items);
        let used = leaves(items).into_iter().find(|(leaf, _)| leaf.name == *first);
        let mut full = used.map_or_else(|| vec![first.clone()], |(leaf, _)| leaf.path);
        full.extend(rest.iter().cloned());
        full
    }
}
