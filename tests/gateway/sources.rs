//! The parsed sources of a crate: what each file defines, uses and writes.
//!
//! Code that is compiled only for tests is left out. Nothing is type-checked: a use is a path that begins with
//! `crate`, `self`, `super`, or a name that the file imports. A method call names no file, so it does not count as
//! a use.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use syn::visit::{self, Visit};
use syn::{Attribute, Expr, Item, ItemUse, Lit, Macro, Meta, Type, UseTree, Visibility};

/// A crate without its tests.
pub(crate) struct Sources {
    /// By path, `crate` first.
    modules: BTreeMap<Vec<String>, Module>,
}

/// A module; most are a file of their own.
#[derive(Default)]
struct Module {
    /// As in `http/mod.rs`, below the folder of sources.
    file: String,
    items: BTreeSet<String>,
    types: Vec<PublicType>,
    /// What imports and exports mean, by the name they give.
    names: BTreeMap<String, Vec<String>>,
    globs: Vec<Vec<String>>,
    /// Paths in code and in imports, whole.
    uses: BTreeSet<Vec<String>>,
    /// Signs of code that writes response headers.
    header_writes: Vec<String>,
    /// Signs of code that opens connections.
    connects: Vec<String>,
}

/// A type that other modules can name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PublicType {
    pub(crate) name: String,
    pub(crate) file: String,
}

/// A file that uses an item of another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Use {
    pub(crate) from: String,
    pub(crate) to: String,
    /// As it is written.
    pub(crate) path: String,
}

impl Sources {
    /// Reads a crate from its `lib.rs`.
    pub(crate) fn of_folder(folder: &Path) -> Sources {
        Sources::read(&|file| std::fs::read_to_string(folder.join(file)).ok())
    }

    /// Reads a crate from files by name, for tests of what reads it.
    pub(crate) fn of_files(files: &[(&str, &str)]) -> Sources {
        let find = |name: &str| files.iter().find(|(file, _)| *file == name);
        Sources::read(&|name| find(name).map(|(_, text)| (*text).to_owned()))
    }

    fn read(text: &dyn Fn(&str) -> Option<String>) -> Sources {
        let mut sources = Sources { modules: BTreeMap::new() };
        let root = text("lib.rs").expect("lib.rs");
        sources.add(vec!["crate".into()], "lib.rs", &parsed("lib.rs", &root), text);
        // What a name means is known once all files are there.
        for path in sources.modules.keys().cloned().collect::<Vec<_>>() {
            let uses = sources.modules[&path].uses.clone();
            let whole = uses.into_iter().filter_map(|used| sources.whole(&path, &used)).collect();
            sources.modules.get_mut(&path).expect("it is there").uses = whole;
        }
        sources
    }

    fn add(&mut self, path: Vec<String>, file: &str, items: &[Item], text: &dyn Fn(&str) -> Option<String>) {
        let mut module = Module { file: file.to_owned(), ..Module::default() };
        let mut reader = Reader { module: &mut module };
        items.iter().for_each(|item| reader.visit_item(item));
        self.modules.insert(path.clone(), module);
        for item in items {
            let Item::Mod(inner) = item else { continue };
            if is_for_tests(&inner.attrs) {
                continue;
            }
            let name = inner.ident.to_string();
            let path = [&path[..], &[name]].concat();
            if let Some((_, items)) = &inner.content {
                self.add(path, file, items, text);
                continue;
            }
            let stem = path[1..].join("/");
            let files = [format!("{stem}.rs"), format!("{stem}/mod.rs")];
            let (file, text_of_file) = files
                .iter()
                .find_map(|file| Some((file, text(file)?)))
                .unwrap_or_else(|| panic!("no {stem}"));
            self.add(path, file, &parsed(file, &text_of_file), text);
        }
    }

    /// A path from the root of the crate; nothing for what is not of the crate.
    fn whole(&self, module: &[String], path: &[String]) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some(path.to_vec()),
            "self" => Some([module, rest].concat()),
            "super" => {
                let outer = &module[..module.len() - 1];
                match rest.first().is_some_and(|next| next == "super") {
                    true => self.whole(outer, rest),
                    false => Some([outer, rest].concat()),
                }
            }
            name => {
                let inner = [module, &[name.to_owned()]].concat();
                if self.modules.contains_key(&inner) {
                    return Some([&inner[..], rest].concat());
                }
                let import = self.modules[module].names.get(name)?;
                // A crate's own name may be imported as a module is.
                if import.first() == path.first() {
                    return None;
                }
                Some([&self.whole(module, import)?[..], rest].concat())
            }
        }
    }

    /// The module in which a whole path's item is defined, through all that exports it.
    fn home(&self, path: &[String], depth: usize) -> Option<&Vec<String>> {
        const MOST: usize = 16;
        let (mut at, _) = self.modules.get_key_value(&path[..1])?;
        for (index, name) in path.iter().enumerate().skip(1) {
            if let Some((inner, _)) = self.modules.get_key_value(&path[..=index]) {
                at = inner;
                continue;
            }
            let module = &self.modules[at];
            if module.items.contains(name) || depth == MOST {
                return Some(at);
            }
            let rest = &path[index + 1..];
            if let Some(exported) = module.names.get(name) {
                let whole = self.whole(at, exported);
                return whole.and_then(|whole| self.home(&[&whole[..], rest].concat(), depth + 1));
            }
            let through = module.globs.iter().find_map(|glob| {
                let whole = [&self.whole(at, glob)?[..], &path[index..]].concat();
                let home = self.home(&whole, depth + 1)?;
                self.modules[home].items.contains(name).then_some(home)
            });
            return Some(through.unwrap_or(at));
        }
        Some(at)
    }

    /// Which files use items of which others, and by way of which module of the crate; each once.
    pub(crate) fn uses(&self) -> Vec<Use> {
        let mut uses = BTreeMap::new();
        for module in self.modules.values() {
            for path in &module.uses {
                let Some(home) = self.home(path, 0) else { continue };
                let to = &self.modules[home].file;
                if *to != module.file {
                    let by_way_of = path.get(1).cloned();
                    let key = (module.file.clone(), to.clone(), by_way_of);
                    uses.entry(key).or_insert_with(|| path.join("::"));
                }
            }
        }
        uses.into_iter().map(|((from, to, _), path)| Use { from, to, path }).collect()
    }

    /// Groups of files of which each uses, by way of others, every other one. What a file uses of its own
    /// folder's `mod.rs` does not count.
    pub(crate) fn circles(&self) -> Vec<BTreeSet<String>> {
        let is_in_folder_of = |used: &Use| {
            let folder = used.to.strip_suffix("mod.rs");
            folder
                .is_some_and(|folder| used.from.strip_prefix(folder).is_some_and(|rest| !rest.contains('/')))
        };
        let mut next: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for used in self.uses().into_iter().filter(|used| !is_in_folder_of(used)) {
            next.entry(used.from).or_default().push(used.to);
        }
        let reached: BTreeMap<&String, BTreeSet<&String>> =
            next.keys().map(|file| (file, reached(&next, file))).collect();
        let mut circles = BTreeSet::new();
        for (file, others) in &reached {
            let back = |other: &&&String| reached.get(*other).is_some_and(|from| from.contains(file));
            let circle: BTreeSet<String> = others.iter().filter(back).map(|other| (*other).clone()).collect();
            if circle.len() > 1 {
                circles.insert(circle);
            }
        }
        circles.into_iter().collect()
    }

    /// Types that other modules can name.
    pub(crate) fn public_types(&self) -> Vec<PublicType> {
        self.modules.values().flat_map(|module| module.types.clone()).collect()
    }

    /// Files that write response headers, each with how.
    pub(crate) fn header_writers(&self) -> BTreeMap<String, String> {
        let writing = self.modules.values().filter(|module| !module.header_writes.is_empty());
        writing.map(|module| (module.file.clone(), module.header_writes.join(", "))).collect()
    }

    /// Files that open connections, each with how.
    pub(crate) fn connecting(&self) -> BTreeMap<String, String> {
        let connecting = self.modules.values().filter(|module| !module.connects.is_empty());
        connecting.map(|module| (module.file.clone(), module.connects.join(", "))).collect()
    }

    /// All files that were read.
    pub(crate) fn files(&self) -> BTreeSet<String> {
        self.modules.values().map(|module| module.file.clone()).collect()
    }
}

/// Whether a path leads to something that opens a connection or looks up a name: a socket's own function, or a client
/// of another library.
fn opens_connection(path: &[String]) -> bool {
    const SOCKETS: [&str; 3] = ["TcpStream", "TcpSocket", "UnixStream"];
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let is_call = path.windows(2).any(|two| SOCKETS.contains(&two[0]) && two[1].starts_with("connect"));
    let is_client =
        matches!(path[..], ["hyper" | "hyper_util", "client", ..] | ["hyper_rustls" | "reqwest", ..])
            || path.contains(&"AnyPoolOptions");
    let named = [
        "AsyncSmtpConnection",
        "AsyncSmtpTransport",
        "AcmeConfig",
        "ToSocketAddrs",
        "TlsConnector",
        "lookup_host",
    ];
    is_call || is_client || path.iter().any(|name| named.contains(name))
}

fn parsed(file: &str, text: &str) -> Vec<Item> {
    syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}")).items
}

fn reached<'f>(next: &'f BTreeMap<String, Vec<String>>, from: &'f String) -> BTreeSet<&'f String> {
    let mut reached = BTreeSet::new();
    let mut ahead = vec![from];
    while let Some(file) = ahead.pop() {
        for other in next.get(file).into_iter().flatten() {
            if reached.insert(other) {
                ahead.push(other);
            }
        }
    }
    reached
}

/// Whether something is compiled for tests alone.
fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => {
            let condition = list.tokens.to_string();
            condition == "test" || (condition.starts_with("all") && condition.contains("test"))
        }
        meta => meta.path().is_ident("test"),
    })
}

/// Reads one module, without those inside it.
struct Reader<'m> {
    module: &'m mut Module,
}

impl Reader<'_> {
    fn define(&mut self, name: &syn::Ident) {
        self.module.items.insert(name.to_string());
    }

    fn define_type(&mut self, name: &syn::Ident, visibility: &Visibility) {
        self.define(name);
        if matches!(visibility, Visibility::Public(_)) {
            let file = self.module.file.clone();
            self.module.types.push(PublicType { name: name.to_string(), file });
        }
    }

    fn import(&mut self, mut path: Vec<String>, tree: &UseTree, is_export: bool) {
        let name = match tree {
            UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                return self.import(path, &inner.tree, is_export);
            }
            UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.import(path.clone(), tree, is_export));
            }
            UseTree::Glob(_) => {
                self.module.uses.extend((!is_export).then(|| path.clone()));
                return self.module.globs.push(path);
            }
            UseTree::Name(name) => {
                if name.ident != "self" {
                    path.push(name.ident.to_string());
                }
                path.last().cloned().unwrap_or_default()
            }
            UseTree::Rename(rename) => {
                path.push(rename.ident.to_string());
                rename.rename.to_string()
            }
        };
        self.is_connection(&path);
        // To export something is not to use it: who uses it uses the file where it is.
        self.module.uses.extend((!is_export).then(|| path.clone()));
        self.module.names.insert(name, path);
    }

    fn is_connection(&mut self, path: &[String]) {
        if opens_connection(path) {
            self.module.connects.push(path.join("::"));
        }
    }

    fn is_header_text(&mut self, text: &str) {
        if ["HTTP/1.0 ", "HTTP/1.1 "].iter().any(|start| text.starts_with(start)) {
            self.module.header_writes.push(format!("{:?}", text.chars().take(12).collect::<String>()));
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes = match item {
            Item::Const(item) => &item.attrs,
            Item::Enum(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            Item::Macro(item) => &item.attrs,
            Item::Mod(item) => &item.attrs,
            Item::Static(item) => &item.attrs,
            Item::Struct(item) => &item.attrs,
            Item::Trait(item) => &item.attrs,
            Item::Type(item) => &item.attrs,
            Item::Union(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        if is_for_tests(attributes) {
            return;
        }
        match item {
            Item::Const(item) => self.define(&item.ident),
            Item::Fn(item) => self.define(&item.sig.ident),
            Item::Static(item) => self.define(&item.ident),
            Item::Trait(item) => self.define_type(&item.ident, &item.vis),
            Item::Enum(item) => self.define_type(&item.ident, &item.vis),
            Item::Struct(item) => self.define_type(&item.ident, &item.vis),
            Item::Type(item) => self.define_type(&item.ident, &item.vis),
            Item::Union(item) => self.define_type(&item.ident, &item.vis),
            // Each module is read by itself.
            Item::Mod(_) => return,
            _ => {}
        }
        visit::visit_item(self, item);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !is_for_tests(&function.attrs) {
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let is_export = !matches!(item.vis, Visibility::Inherited);
        self.import(Vec::new(), &item.tree, is_export);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let end: Vec<&str> = segments.iter().rev().take(2).map(String::as_str).collect();
        if let ["new" | "with_capacity", "HeaderMap"] | ["builder", "Response"] = end[..] {
            self.module.header_writes.push(segments.join("::"));
        }
        self.is_connection(&segments);
        if path.leading_colon.is_none() {
            self.module.uses.insert(segments);
        }
        visit::visit_path(self, path);
    }

    /// Who may see something is no use of what is named there.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_expr(&mut self, expression: &'ast Expr) {
        if let Expr::MethodCall(call) = expression {
            let name = call.method.to_string();
            if ["headers_mut", "typed_insert"].contains(&name.as_str()) {
                self.module.header_writes.push(name);
            }
        }
        visit::visit_expr(self, expression);
    }

    fn visit_type(&mut self, kind: &'ast Type) {
        if let Type::Reference(reference) = kind
            && let Type::Path(of) = &*reference.elem
            && reference.mutability.is_some()
            && of.path.segments.last().is_some_and(|last| last.ident == "HeaderMap")
        {
            self.module.header_writes.push("&mut HeaderMap".into());
        }
        visit::visit_type(self, kind);
    }

    fn visit_lit(&mut self, literal: &'ast Lit) {
        match literal {
            Lit::Str(text) => self.is_header_text(&text.value()),
            Lit::ByteStr(bytes) => self.is_header_text(&String::from_utf8_lossy(&bytes.value())),
            _ => {}
        }
    }

    /// What a macro is given is no syntax yet: paths and texts are looked for in its tokens.
    fn visit_macro(&mut self, called: &'ast Macro) {
        self.visit_path(&called.path);
        let tokens =
            called.tokens.to_string().replace(" :: ", "::").replace(":: ", "::").replace(" ::", "::");
        for text in tokens.split('"').skip(1).step_by(2) {
            self.is_header_text(text);
        }
        let is_of_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        for word in tokens.split(|c| !is_of_path(c)) {
            let segments: Vec<String> = word.split("::").map(str::to_owned).collect();
            let is_path = segments.len() > 1 && segments.iter().all(|name| !name.is_empty());
            if is_path && segments.iter().all(|name| !name.contains(':')) {
                self.is_connection(&segments);
                self.module.uses.insert(segments);
            }
        }
    }
}
