//! The modules of a crate and the paths that each of them names.

use std::collections::BTreeMap;
use std::path::Path;

use super::tokens::{Token, tokens};

/// A path from the root of the crate; the empty one is the root.
pub(crate) type ModulePath = Vec<String>;

/// A source file.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) module: ModulePath,
    /// Names brought in by `use`, with what they stand for.
    pub(crate) uses: BTreeMap<String, ModulePath>,
    /// Every path of this crate that the file names, `use` or not.
    pub(crate) paths: Vec<ModulePath>,
}

/// The files of a source folder.
pub(crate) fn files(folder: &Path) -> Vec<File> {
    let mut files = Vec::new();
    collect(folder, &[], &mut files);
    files
}

fn collect(folder: &Path, parent: &[String], files: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let module = [parent, std::slice::from_ref(&name)].concat();
        if path.is_dir() {
            collect(&path, &module, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let is_root = parent.is_empty() && ["lib", "main"].contains(&name.as_str());
            let module = if is_root { Vec::new() } else { module };
            files.push(file(module, &std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Reads one file.
pub(crate) fn file(module: ModulePath, text: &str) -> File {
    let tokens = tokens(text);
    let mut file = File { module, uses: BTreeMap::new(), paths: Vec::new() };
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let in_path = at > 0 && tokens[at - 1] == "::";
        match token.as_str() {
            "use" => at = use_tree(&tokens, at + 1, &[], &mut file),
            "crate" | "super" | "self" if !in_path && next_is_path(&tokens, at) => {
                let end = path_end(&tokens, at);
                let path = absolute(&file.module, &names(&tokens[at..end]));
                file.paths.push(path);
                at = end;
            }
            _ => at += 1,
        }
    }
    file
}

/// Reads a `use` tree below a prefix, up to its `,`, `}` or `;`.
fn use_tree(tokens: &[Token], start: usize, prefix: &[String], file: &mut File) -> usize {
    let end = path_end(tokens, start);
    let path = [prefix, &names(&tokens[start..end])].concat();
    match tokens.get(end).map(String::as_str) {
        Some("{") => {
            let mut at = end + 1;
            while tokens.get(at).is_some_and(|token| token != "}") {
                at = use_tree(tokens, at, &path, file);
                at += usize::from(tokens.get(at).is_some_and(|token| token == ","));
            }
            at + 1
        }
        Some("as") => {
            bring(&path, tokens.get(end + 1).cloned(), file);
            end + 2
        }
        Some("*") => {
            bring(&path, None, file);
            end + 1
        }
        _ => {
            bring(&path, path.last().cloned(), file);
            end
        }
    }
}

fn bring(path: &[String], name: Option<String>, file: &mut File) {
    let path = match path.split_last() {
        Some((last, rest)) if last == "self" && !rest.is_empty() => rest,
        _ => path,
    };
    let path = absolute(&file.module, path);
    if let Some(name) = name {
        file.uses.insert(name, path.clone());
    }
    file.paths.push(path);
}

/// `crate::a` → `a`; `super::a` and `self::a` from the module; any other path may begin with a
/// child of the module.
fn absolute(module: &[String], path: &[String]) -> ModulePath {
    let mut base = module.to_vec();
    let mut rest = path;
    while let Some((first, more)) = rest.split_first() {
        match first.as_str() {
            "crate" => base.clear(),
            "super" => drop(base.pop()),
            "self" => {}
            _ => break,
        }
        rest = more;
    }
    [base, rest.to_vec()].concat()
}

fn next_is_path(tokens: &[Token], at: usize) -> bool {
    tokens.get(at + 1).is_some_and(|token| token == "::")
}

/// The end of `a::b::c`, or of `a::b::` before a brace or star.
fn path_end(tokens: &[Token], start: usize) -> usize {
    let is_name = |token: &Token| token.chars().all(|sign| sign.is_alphanumeric() || sign == '_');
    let mut at = start;
    while tokens.get(at).is_some_and(|token| token == "::" || is_name(token) && token != "as") {
        let name_after_name = at > start && tokens[at] != "::" && tokens[at - 1] != "::";
        if name_after_name {
            break;
        }
        at += 1;
    }
    at
}

fn names(tokens: &[Token]) -> Vec<String> {
    tokens.iter().filter(|token| *token != "::").cloned().collect()
}
