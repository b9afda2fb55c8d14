//! Writes MathML as text, so that a formula keeps its meaning: `½` as `1/2`, and not as `12`.

/// The open elements of a formula, outermost first.
#[derive(Default)]
pub(super) struct Formula {
    open: Vec<Open>,
}

struct Open {
    name: String,
    children: usize,
    /// Written when the element ends.
    after: &'static str,
}

impl Formula {
    pub(super) fn is_in_formula(&self) -> bool {
        !self.open.is_empty()
    }

    /// What to write before an element that begins here.
    pub(super) fn begin(&mut self, name: &str, is_empty: bool) -> String {
        let mut before = String::new();
        let mut after = "";
        if let Some(parent) = self.open.last_mut() {
            before.push_str(between(&parent.name, parent.children));
            parent.children += 1;
            if name == "mrow" && is_grouping(&parent.name) {
                before.push('(');
                after = ")";
            }
        }
        if matches!(name, "msqrt" | "mroot") {
            before.push_str("√(");
            after = ")";
        }
        if !is_empty {
            self.open.push(Open { name: name.to_owned(), children: 0, after });
        }
        before
    }

    /// What to write after an element that ends here.
    pub(super) fn end(&mut self, name: &str) -> String {
        let Some(at) = self.open.iter().rposition(|open| open.name == name) else { return String::new() };
        self.open.drain(at..).rev().map(|open| open.after).collect()
    }
}

/// What to write before the child with this number.
fn between(parent: &str, child: usize) -> &'static str {
    match (parent, child) {
        ("mfrac", 1) => "/",
        ("msup" | "mover", 1) | ("msubsup" | "munderover", 2) => "^",
        ("msub" | "munder" | "msubsup" | "munderover", 1) => "_",
        ("mroot", 1) => "; ",
        ("mtr", 1..) => " ",
        ("mtable", 1..) => "; ",
        _ => "",
    }
}

/// Whether a row within this element needs parentheses.
fn is_grouping(parent: &str) -> bool {
    matches!(parent, "mfrac" | "msup" | "msub" | "msubsup" | "mover" | "munder" | "munderover")
}
