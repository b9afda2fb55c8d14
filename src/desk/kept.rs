//! A form that was sent after the login had ended. The page for logging in carries it, and then it is shown again.

use super::items::{EDIT, NOT_CARRIED, STEP, WAS};
use super::request::{DeskRequest, Posted};

/// The names of the fields that carry a form begin so.
const KEPT: &str = "kept:";
/// Where the form was sent.
const PATH: &str = "kept-path";
const QUERY: &str = "kept-query";
/// A longer form would not fit into a form that carries it. The longest reports have a tenth of this.
const MOST_BYTES: usize = 1024 * 1024;

/// A form that waits until its curator has logged in again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeptForm {
    pub(super) path: String,
    pub(super) query: String,
    pub(super) fields: Posted,
}

impl KeptForm {
    /// What is kept of a request; `None` if there is nothing that somebody typed, or too much.
    pub(super) fn of(request: &DeskRequest, posted: &Posted) -> Option<KeptForm> {
        // Passwords are never repeated, and to log out is done.
        let is_kept = !matches!(request.path.as_str(), "/desk/password" | "/desk/logout" | "/desk/login");
        if !is_kept || request.form.len() > MOST_BYTES {
            return None;
        }
        let mut fields = posted.clone();
        fields.0.retain(|(name, _)| !NOT_CARRIED.contains(&name.as_str()));
        let is_typed = fields.0.iter().any(|(name, _)| name != WAS);
        let (path, query) = (request.path.clone(), request.query.clone());
        is_typed.then_some(KeptForm { path, query, fields })
    }

    /// What the form for logging in carries.
    pub(super) fn carried_by(posted: &Posted) -> Option<KeptForm> {
        let fields = posted.0.iter().filter_map(|(name, value)| {
            let name = name.strip_prefix(KEPT)?;
            Some((name.to_owned(), value.clone()))
        });
        let (path, query) = (posted.get(PATH).to_owned(), posted.get(QUERY).to_owned());
        path.starts_with("/desk/").then(|| KeptForm { path, query, fields: Posted(fields.collect()) })
    }

    /// The hidden fields that carry it.
    pub(super) fn hidden(&self) -> Vec<(String, String)> {
        let place = [(PATH, &self.path), (QUERY, &self.query)];
        let place = place.into_iter().map(|(name, value)| (name.to_owned(), value.clone()));
        let fields = self.fields.0.iter();
        place.chain(fields.map(|(name, value)| (format!("{KEPT}{name}"), value.clone()))).collect()
    }

    /// The fields as they are sent to see the form again. This step changes nothing.
    pub(super) fn to_edit(&self) -> Posted {
        let mut fields = self.fields.clone();
        // Whoever made up a form may have made up these too.
        fields.0.retain(|(name, _)| !NOT_CARRIED.contains(&name.as_str()));
        fields.push(STEP, EDIT);
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::origin::RequestOrigin;
    use crate::words::Preferences;

    fn request(path: &str, form: &str) -> DeskRequest {
        DeskRequest {
            is_post: true,
            path: path.to_owned(),
            query: "after=3".to_owned(),
            form: form.as_bytes().to_vec(),
            cookies: String::new(),
            origin: RequestOrigin::default(),
            preferences: Preferences::default(),
            client: [127, 0, 0, 1].into(),
        }
    }

    fn kept(path: &str, form: &str) -> Option<KeptForm> {
        let request = request(path, form);
        KeptForm::of(&request, &request.posted())
    }

    #[test]
    fn a_form_is_carried_and_only_shown_again() {
        let form = "form=x&step=write&more=authors&was=%7B%7D&title=A%0D%0AB&topics=a&topics=b&name=n";
        let kept = kept("/desk/reports/a", form).expect("it was typed");
        let carried = KeptForm::carried_by(&Posted(kept.hidden()));
        assert_eq!(carried.as_ref(), Some(&kept));
        let pairs = [
            ("was", "{}"),
            ("title", "A\nB"),
            ("topics", "a"),
            ("topics", "b"),
            ("name", "n"),
            ("step", "edit"),
        ];
        let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(kept.to_edit(), Posted(pairs.into()));
        let mut forged = kept.clone();
        forged.fields.push(STEP, "write");
        assert_eq!(forged.to_edit().all(STEP).collect::<Vec<_>>(), ["edit"]);
    }

    #[test]
    fn passwords_and_what_nobody_typed_are_not_kept() {
        assert_eq!(kept("/desk/password", "password=a&new=b&again=b"), None);
        assert_eq!(kept("/desk/logout", "form=x&title=a"), None);
        assert_eq!(kept("/desk/inbox/1", "form=x&step=reopen&was=x"), None);
        assert_eq!(kept("/desk/inbox/1", &format!("title={}", "x".repeat(MOST_BYTES))), None);
        assert_eq!(KeptForm::carried_by(&Posted::default()), None);
        assert_eq!(
            KeptForm::carried_by(&Posted(vec![(PATH.to_owned(), "//evil.example/".to_owned())])),
            None
        );
    }
}
