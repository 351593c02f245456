//! Cycles between sibling modules, at every level of a crate.
//!
//! A module and those below it are one room: what a parent and its children use of one another
//! does not count. A reference between two rooms counts where their paths part. Names that a
//! module brings in from elsewhere with `use` are followed to where they are at home.

use std::collections::{BTreeMap, BTreeSet};

use super::modules::{File, ModulePath};

/// Rooms at one level, and which others each of them uses.
type Graph = BTreeMap<String, BTreeSet<String>>;

/// One line a cycle: `below `level`: a → b → a`.
pub(crate) fn cycles(files: &[File]) -> Vec<String> {
    let levels = levels(files);
    let lines = levels.iter().filter_map(|(level, graph)| {
        let cycle = cycle(graph)?;
        Some(format!("below `crate{}`: {}", spelled(level), cycle.join(" → ")))
    });
    lines.collect()
}

fn spelled(level: &[String]) -> String {
    level.iter().flat_map(|name| ["::", name]).collect()
}

fn levels(files: &[File]) -> BTreeMap<ModulePath, Graph> {
    let mut levels: BTreeMap<ModulePath, Graph> = BTreeMap::new();
    for file in files {
        for path in &file.paths {
            let home = home(files, path, 0);
            let shared = file.module.iter().zip(&home).take_while(|(a, b)| a == b).count();
            if let (Some(from), Some(to)) = (file.module.get(shared), home.get(shared)) {
                let graph = levels.entry(home[..shared].to_vec()).or_default();
                graph.entry(from.clone()).or_default().insert(to.clone());
            }
        }
    }
    levels
}

/// The module in which a path's item is defined: the longest prefix that is a module, or where
/// that module has the next name from.
fn home(files: &[File], path: &[String], depth: usize) -> ModulePath {
    let module = |length: &usize| files.iter().find(|file| file.module == path[..*length]);
    let Some((length, file)) =
        (0..=path.len()).rev().find_map(|length| Some((length, module(&length)?)))
    else {
        return Vec::new();
    };
    match path.get(length).and_then(|name| file.uses.get(name)) {
        Some(target) if depth < 8 && target != path => home(files, target, depth + 1),
        _ => file.module.clone(),
    }
}

/// A cycle of the graph, from one of its rooms back to it.
fn cycle(graph: &Graph) -> Option<Vec<String>> {
    graph.keys().find_map(|start| way(graph, start, start, &mut BTreeSet::new()))
}

fn way(graph: &Graph, from: &str, to: &str, seen: &mut BTreeSet<String>) -> Option<Vec<String>> {
    for next in graph.get(from)? {
        if next == to {
            return Some(vec![from.to_owned(), to.to_owned()]);
        }
        if seen.insert(next.clone())
            && let Some(rest) = way(graph, next, to, seen)
        {
            return Some([vec![from.to_owned()], rest].concat());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::modules::{File, file};
    use super::cycles;

    fn crate_of(files: &[(&str, &str)]) -> Vec<File> {
        let module = |name: &str| {
            name.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        files.iter().map(|(name, text)| file(module(name), text)).collect()
    }

    #[test]
    fn cycles_are_found_and_named() {
        let cases: [(&[(&str, &str)], &str); 6] = [
            (
                &[("", "mod a; mod b;"), ("a", "use crate::b::B;"), ("b", "use crate::a::A;")],
                "below `crate`: a → b → a",
            ),
            (
                &[
                    ("", ""),
                    ("a", "fn f() { crate::b::g() }"),
                    ("b", "use super::{c::C, d};"),
                    ("c", "use super::a as other;"),
                    ("d", ""),
                ],
                "below `crate`: a → b → c → a",
            ),
            (
                &[("", ""), ("a", ""), ("a::x", "use crate::b;"), ("b", "use crate::a::x::X;")],
                "below `crate`: a → b → a",
            ),
            (
                &[("", ""), ("a", ""), ("a::x", "use super::y::Y;"), ("a::y", "use super::x::*;")],
                "below `crate::a`: x → y → x",
            ),
            (
                &[
                    ("", ""),
                    ("a", "mod x; mod y; pub use x::X; pub use y::{Y as Why};"),
                    ("a::x", "use super::Why;"),
                    ("a::y", "use crate::a::X;"),
                ],
                "below `crate::a`: x → y → x",
            ),
            (
                &[
                    ("", "pub use a::A; mod a; mod b;"),
                    ("a", "use crate::b::B;"),
                    ("b", "use crate::{A};"),
                ],
                "below `crate`: a → b → a",
            ),
        ];
        for (files, expected) in cases {
            assert_eq!(cycles(&crate_of(files)), [expected]);
        }
    }

    #[test]
    fn what_is_no_cycle_passes() {
        let cases: [&[(&str, &str)]; 4] = [
            &[
                ("", "mod a; mod b;"),
                ("a", "use crate::b::B;"),
                ("b", "use std::fmt; use serde::a;"),
            ],
            &[("", ""), ("a", "mod x; use x::X;"), ("a::x", "use super::A;")],
            &[
                ("", ""),
                ("a", "use crate::b::B; // crate::a"),
                ("b", "/// [`crate::a::A`]\nfn f() {}"),
            ],
            &[
                ("", ""),
                ("a", "use crate::b::B;"),
                ("b", "#[cfg(test)] mod tests { use crate::a::A; }"),
            ],
        ];
        for files in cases {
            assert_eq!(cycles(&crate_of(files)), Vec::<String>::new());
        }
    }
}
