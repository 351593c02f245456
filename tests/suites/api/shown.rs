//! What can be seen of a crate from outside: no bodies, no private fields, no documentation.

use std::collections::BTreeMap;

use syn::{
    Attribute, Block, Fields, File, ImplItem, Item, ItemImpl, Stmt, TraitItem, Type, Visibility,
};

use crate::crate_source::{CrateSource, ModulePath, leaves, named};

/// An item, and the module in which it is written.
pub(crate) type Written = (ModulePath, Item);

/// By module that can be named: what it shows.
pub(crate) fn modules(source: &CrateSource) -> BTreeMap<ModulePath, Vec<Written>> {
    let mut modules = BTreeMap::new();
    for (path, module) in source.modules.iter().filter(|(_, module)| module.reachable) {
        let mut items: Vec<Written> = Vec::new();
        let own = module.items.iter().filter(|item| is_public(item));
        items.extend(own.map(|item| (path.clone(), item.clone())));
        for (leaf, _) in leaves(&module.items).into_iter().filter(|(_, public)| *public) {
            let (home, name) = source.resolve(path, &leaf.path).expect("an item of this crate");
            // What can be named where it is written is shown there.
            if !source.modules.get(&home).is_some_and(|module| module.reachable) {
                let (home, item) = source.item(&home, &name).expect("an item of this crate");
                items.push((home, item.clone()));
            }
        }
        let mut all = Vec::new();
        for (home, item) in items {
            let name = named(&item).unwrap_or_default();
            all.push((home.clone(), bare(item)));
            all.extend(implementations(source, &home, &name));
        }
        modules.insert(path.clone(), all);
    }
    modules
}

pub(crate) fn text(items: Vec<Written>) -> String {
    let items = items.into_iter().map(|(_, item)| item).collect();
    prettyplease::unparse(&File { shebang: None, attrs: Vec::new(), items })
}

fn is_public(item: &Item) -> bool {
    let visibility = match item {
        Item::Const(it) => &it.vis,
        Item::Enum(it) => &it.vis,
        Item::Fn(it) => &it.vis,
        Item::Static(it) => &it.vis,
        Item::Struct(it) => &it.vis,
        Item::Trait(it) => &it.vis,
        Item::Type(it) => &it.vis,
        _ => return false,
    };
    matches!(visibility, Visibility::Public(_))
}

/// The implementations of a type, wherever they are written.
fn implementations(source: &CrateSource, home: &[String], name: &str) -> Vec<Written> {
    let mut found = Vec::new();
    for (path, module) in &source.modules {
        for item in &module.items {
            let Item::Impl(it) = item else { continue };
            if of(&it.self_ty).as_deref() == Some(name)
                && home_of(source, path, name).as_deref() == Some(home)
                && let Some(it) = bare_implementation(it.clone())
            {
                found.push((path.clone(), Item::Impl(it)));
            }
        }
    }
    found
}

/// Where the type is written that a name means in a module.
fn home_of(source: &CrateSource, module: &[String], name: &str) -> Option<ModulePath> {
    source.item(module, name).map(|(home, _)| home)
}

fn of(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    }
}

fn bare(mut item: Item) -> Item {
    match &mut item {
        Item::Const(it) => {
            it.attrs.clear();
            *it.expr = syn::parse_quote!(..);
        }
        Item::Static(it) => {
            it.attrs.clear();
            *it.expr = syn::parse_quote!(..);
        }
        Item::Fn(it) => {
            keep(&mut it.attrs);
            *it.block = empty();
        }
        Item::Type(it) => it.attrs.clear(),
        Item::Struct(it) => {
            keep(&mut it.attrs);
            bare_fields(&mut it.fields);
        }
        Item::Enum(it) => {
            keep(&mut it.attrs);
            for variant in &mut it.variants {
                variant.attrs.clear();
                variant.fields.iter_mut().for_each(|field| field.attrs.clear());
            }
        }
        Item::Trait(it) => {
            keep(&mut it.attrs);
            for inner in &mut it.items {
                if let TraitItem::Fn(method) = inner {
                    keep(&mut method.attrs);
                    method.default = method.default.as_ref().map(|_| empty());
                }
            }
        }
        _ => {}
    }
    item
}

/// Named fields that are public; tuples keep their places.
fn bare_fields(fields: &mut Fields) {
    if let Fields::Named(named) = fields {
        let public = named.named.clone().into_iter().filter(|field| is_pub(&field.vis));
        named.named = public.collect();
    }
    fields.iter_mut().for_each(|field| field.attrs.clear());
}

/// What is public of it; of a trait's, that it is there.
fn bare_implementation(mut it: ItemImpl) -> Option<ItemImpl> {
    it.attrs.clear();
    if it.trait_.is_some() {
        it.items.clear();
        return Some(it);
    }
    it.items.retain_mut(|item| match item {
        ImplItem::Fn(method) => {
            keep(&mut method.attrs);
            method.block = empty();
            is_pub(&method.vis)
        }
        ImplItem::Const(constant) => {
            constant.attrs.clear();
            is_pub(&constant.vis)
        }
        _ => true,
    });
    (!it.items.is_empty()).then_some(it)
}

fn is_pub(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// What users of an item rely on.
fn keep(attributes: &mut Vec<Attribute>) {
    let kept = ["derive", "must_use", "non_exhaustive"];
    attributes.retain(|attribute| kept.iter().any(|name| attribute.path().is_ident(name)));
}

fn empty() -> Block {
    Block { brace_token: syn::token::Brace::default(), stmts: Vec::<Stmt>::new() }
}
