//! The modules of a crate as they are written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use syn::{Attribute, Item, UseTree, Visibility};

/// `["outcome", "json"]`; empty for the root.
pub(crate) type ModulePath = Vec<String>;

pub(crate) struct Module {
    /// Whether it can be named from outside.
    pub(crate) reachable: bool,
    pub(crate) items: Vec<Item>,
}

pub(crate) struct CrateSource {
    pub(crate) modules: BTreeMap<ModulePath, Module>,
}

/// A name that a `use` brings in: where from, and under which name.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    pub(crate) path: Vec<String>,
    pub(crate) name: String,
}

impl CrateSource {
    pub(crate) fn read(folder: &Path) -> CrateSource {
        let mut source = CrateSource { modules: BTreeMap::new() };
        source.add(&folder.join("lib.rs"), folder, Vec::new(), true);
        source
    }

    fn add(&mut self, file: &Path, folder: &Path, path: ModulePath, reachable: bool) {
        let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let items = syn::parse_file(&text).expect("a file of Rust").items;
        for item in &items {
            let Item::Mod(inner) = item else { continue };
            if is_test(&inner.attrs) {
                continue;
            }
            assert!(inner.content.is_none(), "modules have files of their own");
            let name = inner.ident.to_string();
            let file: PathBuf = folder.join(format!("{name}.rs"));
            let public = matches!(inner.vis, Visibility::Public(_));
            let inner = path.iter().cloned().chain([name.clone()]).collect();
            self.add(&file, &folder.join(name), inner, reachable && public);
        }
        self.modules.insert(path, Module { reachable, items });
    }

    /// The module that a path means in another: its parts but the last, and the last.
    pub(crate) fn resolve(&self, from: &[String], path: &[String]) -> Option<(ModulePath, String)> {
        let (name, parents) = path.split_last()?;
        let mut at: ModulePath = from.to_vec();
        for (index, part) in parents.iter().enumerate() {
            match (part.as_str(), index) {
                ("crate", 0) => at.clear(),
                ("self", 0) => {}
                ("super", _) => {
                    at.pop();
                }
                (part, _) => at.push(part.to_owned()),
            }
        }
        self.modules.contains_key(&at).then(|| (at, name.clone()))
    }

    /// The item of a name in a module, or the one that a `use` there means.
    pub(crate) fn item(&self, module: &[String], name: &str) -> Option<(ModulePath, &Item)> {
        let items = &self.modules.get(module)?.items;
        if let Some(item) = items.iter().find(|item| named(item).as_deref() == Some(name)) {
            return Some((module.to_vec(), item));
        }
        let leaf = leaves(items).into_iter().find(|(leaf, _)| leaf.name == name)?.0;
        let (module, name) = self.resolve(module, &leaf.path)?;
        self.item(&module, &name)
    }
}

/// The names that the `use` of a module bring in, with whether they are public.
pub(crate) fn leaves(items: &[Item]) -> Vec<(Leaf, bool)> {
    let mut found = Vec::new();
    for item in items {
        if let Item::Use(item) = item {
            let mut leaves = Vec::new();
            flatten(&item.tree, &mut Vec::new(), &mut leaves);
            let public = matches!(item.vis, Visibility::Public(_));
            found.extend(leaves.into_iter().map(|leaf| (leaf, public)));
        }
    }
    found
}

fn flatten(tree: &UseTree, before: &mut Vec<String>, leaves: &mut Vec<Leaf>) {
    let mut leaf = |last: String, name: String| {
        let mut path = before.clone();
        if last != "self" {
            path.push(last);
        }
        let name = if name == "self" { path.last().cloned().unwrap_or_default() } else { name };
        leaves.push(Leaf { path, name });
    };
    match tree {
        UseTree::Name(it) => leaf(it.ident.to_string(), it.ident.to_string()),
        UseTree::Rename(it) => leaf(it.ident.to_string(), it.rename.to_string()),
        UseTree::Glob(_) => panic!("names are shown one by one"),
        UseTree::Path(it) => {
            before.push(it.ident.to_string());
            flatten(&it.tree, before, leaves);
            before.pop();
        }
        UseTree::Group(it) => it.items.iter().for_each(|tree| flatten(tree, before, leaves)),
    }
}

/// What an item declares.
pub(crate) fn named(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(it) => &it.ident,
        Item::Enum(it) => &it.ident,
        Item::Fn(it) => &it.sig.ident,
        Item::Static(it) => &it.ident,
        Item::Struct(it) => &it.ident,
        Item::Trait(it) => &it.ident,
        Item::Type(it) => &it.ident,
        _ => return None,
    };
    Some(name.to_string())
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}
