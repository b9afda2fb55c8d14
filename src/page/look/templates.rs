//! The templates of pages, in each locale, and the templates with which operators override them.

use std::fmt::Write;

use minijinja::value::Kwargs;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value};
use quick_xml::escape::escape;

use crate::words::{self, Locale};

macro_rules! templates {
    ($($name:literal),* $(,)?) => {
        /// Every template, by its name.
        pub const TEMPLATES: &[(&str, &str)] = &[$(($name, include_str!(concat!("../templates/", $name)))),*];
    };
}

templates![
    "api.html",
    "base.html",
    "desk_base.html",
    "desk_facts.html",
    "desk_list.html",
    "desk_page.html",
    "doctor.html",
    "embed.html",
    "home.html",
    "hub.html",
    "oai.html",
    "paging.html",
    "refusal.html",
    "report.html",
    "copy.html",
    "report_items.html",
    "share.html",
    "subscribe.html",
    "suggest.html",
    "suggest_many.html",
    "suggest_report.html",
    "suggest_status.html",
    "topic.html",
];

/// All templates, compiled.
#[derive(Debug)]
pub(super) struct Templates {
    /// feedgate's own: one set for each locale, so that a template asks for a text only by its id.
    own: [Environment<'static>; Locale::ALL.len()],
    /// The same sets with the operators' templates in place; `None` if there are none.
    overridden: Option<[Environment<'static>; Locale::ALL.len()]>,
}

impl Templates {
    /// feedgate's own templates, overridden by those given by name.
    ///
    /// # Errors
    /// What is wrong with each given template, and where.
    pub(super) fn new(overriding: &[(String, String)]) -> Result<Templates, Vec<String>> {
        let own = Locale::ALL.map(environment);
        if overriding.is_empty() {
            return Ok(Templates { own, overridden: None });
        }
        let mut faults = Vec::new();
        let overridden = Locale::ALL.map(|locale| {
            let mut environment = environment(locale);
            for (name, source) in overriding {
                let known = TEMPLATES.iter().any(|(known, _)| known == name);
                let added = environment.add_template_owned(name.clone(), source.clone());
                let fault = match added {
                    _ if !known => {
                        let near = crate::collection::nearest(name, TEMPLATES.iter().map(|(name, _)| *name));
                        let near = near.map(|near| format!(": did you mean {near}?")).unwrap_or_default();
                        format!("{name} is no template of feedgate{near}")
                    }
                    Ok(()) => continue,
                    Err(error) => in_words(&error),
                };
                // The same fault appears in every locale; it is reported once.
                if !faults.contains(&fault) {
                    faults.push(fault);
                }
            }
            environment
        });
        match faults.is_empty() {
            true => Ok(Templates { own, overridden: Some(overridden) }),
            false => Err(faults),
        }
    }

    /// A template, filled in. If an operator's template fails with these values, feedgate's own is used instead,
    /// because readers cannot repair it. The failure is logged.
    pub(super) fn render(&self, name: &str, locale: Locale, values: Value) -> String {
        if let Some(overridden) = &self.overridden {
            match fill_in(&overridden[locale as usize], name, values.clone()) {
                Ok(text) => return text,
                Err(error) => {
                    tracing::error!(
                        template = name,
                        "a template has an error, so feedgate's own is used: {}",
                        in_words(&error)
                    );
                }
            }
        }
        fill_in(&self.own[locale as usize], name, values)
            .expect("tests fill in each template of feedgate's own")
    }
}

fn fill_in(environment: &Environment<'_>, name: &str, values: Value) -> Result<String, Error> {
    environment.get_template(name)?.render(values)
}

/// An error in words, with template and line if they are known.
fn in_words(error: &Error) -> String {
    let place = match (error.name(), error.line()) {
        (Some(name), Some(line)) => format!("{name}, line {line}: "),
        (Some(name), None) => format!("{name}: "),
        _ => String::new(),
    };
    let mut words = format!("{place}{}", error.detail().unwrap_or(&error.kind().to_string()));
    if let Some(cause) = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<Error>()) {
        let _ = write!(words, "; {}", in_words(cause));
    }
    words
}

fn environment(locale: Locale) -> Environment<'static> {
    let mut environment = Environment::new();
    // A misspelled name is an error, not an empty text.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(write_escaped);
    environment.add_function("t", move |id: &str, values: Kwargs| tell(locale, id, &values));
    environment.add_filter("number", move |number: u64| locale.words().number(number));
    environment.add_filter("runs", |text: &str| runs(text));
    for (name, source) in TEMPLATES {
        environment.add_template(name, source).expect("tests read each template of feedgate's own");
    }
    environment
}

/// A text in the locale, found by its id, with its arguments filled in.
fn tell(locale: Locale, id: &str, values: &Kwargs) -> Result<String, Error> {
    let names: Vec<&str> = values.args().collect();
    let mut given = Vec::with_capacity(names.len());
    for name in &names {
        let value: Value = values.get(name)?;
        given.push((*name, value));
    }
    let mut filled_in = Vec::with_capacity(given.len());
    for (name, value) in &given {
        let value = match (value.as_str(), value.as_usize()) {
            (Some(text), _) => words::Value::Text(text),
            (None, Some(number)) => words::Value::Number(number as u64),
            (None, None) => {
                let fault = format!("{name} of the text {id} is neither text nor number");
                return Err(Error::new(ErrorKind::InvalidOperation, fault));
            }
        };
        filled_in.push((*name, value));
    }
    match locale.words().has(id) {
        true => Ok(locale.words().tell(id, &filled_in)),
        false => Err(Error::new(ErrorKind::InvalidOperation, format!("there is no text {id}"))),
    }
}

/// The runs of a text; those in backticks are `code`.
fn runs(text: &str) -> Vec<Value> {
    let runs = text.split('`').zip([false, true].into_iter().cycle());
    runs.map(|(run, is_code)| minijinja::context! { text => run, is_code }).collect()
}

/// Escapes values that are not marked as HTML. Unlike the engine's own escaping, it does not escape `/`, which is
/// frequent in addresses.
fn write_escaped(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if value.is_undefined() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    if value.is_none() {
        return Ok(());
    }
    let is_plain = value.is_safe() || !matches!(state.auto_escape(), AutoEscape::Html);
    match value.as_str() {
        Some(text) if is_plain => out.write_str(text)?,
        Some(text) => out.write_str(&escape(text))?,
        None if is_plain => write!(out, "{value}")?,
        None => out.write_str(&escape(value.to_string()))?,
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::context;

    fn faults(name: &str, source: &str) -> String {
        Templates::new(&[(name.into(), source.into())]).expect_err("faults").join("\n")
    }

    #[test]
    fn a_template_that_is_wrong_is_told_with_its_line() {
        assert!(faults("home.html", "a\n{% if %}").starts_with("home.html, line 2: "));
        assert_eq!(faults("hom.html", "a"), "hom.html is no template of feedgate: did you mean home.html?");
    }

    #[test]
    fn everything_is_escaped_but_what_is_html_already() {
        let mut environment = environment(Locale::EnglishUnitedStates);
        environment
            .add_template("x", "{{ a }}|{{ a|safe }}|{{ n }}|{{ none }}|{{ t('image-credit', credit=a) }}")
            .expect("one");
        let values = context! { a => "<b a='/'>&\"", n => 7, none => None::<u8> };
        assert_eq!(
            fill_in(&environment, "x", values).expect("a text"),
            "&lt;b a=&apos;/&apos;&gt;&amp;&quot;|<b a='/'>&\"|7||Image: &lt;b a=&apos;/&apos;&gt;&amp;&quot;"
        );
    }

    #[test]
    fn one_that_fails_gives_way_to_feedgates_own() {
        let broken =
            Templates::new(&[("paging.html".into(), "{{ nothing.there }}".into())]).expect("templates");
        let values = context! { paging => context! { pages => 1 } };
        let own = Templates::new(&[]).expect("templates").render(
            "paging.html",
            Locale::EnglishUnitedStates,
            values.clone(),
        );
        assert_eq!(broken.render("paging.html", Locale::EnglishUnitedStates, values), own);
    }

    #[test]
    fn one_of_operators_takes_the_place_of_feedgates_own() {
        let overridden = [("paging.html".to_owned(), "{{ t('page-of', page=1, pages=2) }}!".to_owned())];
        let templates = Templates::new(&overridden).expect("templates");
        assert_eq!(templates.render("paging.html", Locale::SpanishSpain, context! {}), "Página 1 de 2!");
    }

    #[test]
    fn every_text_that_templates_ask_for_is_there() {
        let mut asked = 0;
        for (name, source) in TEMPLATES {
            for rest in source.split("t(\"").skip(1) {
                let id = rest.split('"').next().unwrap_or_default();
                assert!(Locale::EnglishUnitedStates.words().has(id), "{name} asks for {id}");
                asked += 1;
            }
        }
        assert!(asked > 50, "only {asked}: the test no longer reads the templates");
    }
}
