//! A browser at the curators' desk: keeps its cookie, fills in forms as people do, and runs no scripts.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};

use feedgate::collection::Instant;
use feedgate::config::Config;
use feedgate::desk::{Password, People};
use feedgate::store::{Database, Store};
use tempfile::TempDir;
use url::form_urlencoded::Serializer;

use super::changing::{folder, write};
use super::program::{Serving, serve, text};
use super::support::{Reply, TestGateway, at, at_desk};

/// A file as a curator wrote it, with lines of its own style.
pub(crate) const FILE: &str = r#"{
  "_note": "ours",
  "id": "c", "authority": "example.org,2020", "title": "C",
  "topics": [ {"id": "dams", "title": "Dams"}, {"id": "floods", "title": "Floods"} ],
  "reports": [
    {
      "id": "two", "title": "Two", "published": "2021", "added": "2021-05-01T10:00:00Z",
      "topics": ["dams", "floods"], "abstract": "First.\n\nSecond.",
      "authors": [{"name": "Eva Fuente"}, {"name": "Leo"}],
      "guid": "urn:two", "_mine": { "a": 1 }
    },
    {"id": "one", "title": "One", "published": "2020"}
  ]
}
"#;

pub(crate) const PASSWORD: &str = "correct horse battery";

/// A gateway with a desk, and its collection file in a folder of its own.
pub(crate) struct DeskGateway {
    pub(crate) gateway: TestGateway,
    pub(crate) file: PathBuf,
    pub(crate) database: Database,
    _folder: TempDir,
}

impl DeskGateway {
    /// Serves a file with this content. Nobody has a password yet.
    pub(crate) async fn off(
        content: &str,
        change: impl FnOnce(&mut Config),
        clock: fn() -> Instant,
    ) -> DeskGateway {
        let (keeper, folder) = folder();
        let file = folder.join("c.json");
        write(&file, content);
        let database = Database::File(folder.join("desk.db"));
        let kept = database.clone();
        let set = |config: &mut Config| {
            config.database = kept;
            // Only the desk may need the database.
            config.hub.is_enabled = false;
            change(config);
        };
        let gateway = TestGateway::with(text(&file), set, clock).await;
        DeskGateway { gateway, file, database, _folder: keeper }
    }

    /// The same, and Eva and Leo are curators.
    pub(crate) async fn with(
        content: &str,
        change: impl FnOnce(&mut Config),
        clock: fn() -> Instant,
    ) -> DeskGateway {
        let desk = DeskGateway::off(content, change, clock).await;
        for name in ["Eva", "Leo"] {
            desk.set_password(name, PASSWORD).await;
        }
        desk
    }

    /// The same, on the day 2024-06-01.
    pub(crate) async fn of(content: &str) -> DeskGateway {
        DeskGateway::with(content, |_| {}, || at("2024-06-01T12:00:00Z")).await
    }

    pub(crate) async fn set_password(&self, name: &str, password: &str) {
        set_password(&self.database, name, password).await;
    }

    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser { admin: &self.gateway.admin, cookie: None, fields: Vec::new() }
    }

    /// A browser in which a curator is logged in.
    pub(crate) async fn logged_in(&self, name: &str) -> Browser<'_> {
        let mut browser = self.browser();
        browser.log_in(name, PASSWORD).await.assert_status(303).assert_header("location", "/desk");
        browser
    }

    /// What the file holds now.
    pub(crate) fn text(&self) -> String {
        std::fs::read_to_string(&self.file).expect("it can be read")
    }
}

const NOBODY: u32 = 65_534;

/// A desk whose gateway may not write the collection file. Root may write everywhere, so it runs as somebody else.
pub(crate) struct ReadOnlyDesk {
    pub(crate) serving: Serving,
    admin: String,
    folder: PathBuf,
    _keeper: TempDir,
}

impl ReadOnlyDesk {
    pub(crate) async fn start() -> ReadOnlyDesk {
        let (keeper, folder) = folder();
        let (file, state) = (folder.join("c.json"), folder.join("state"));
        write(&file, FILE);
        std::fs::create_dir(&state).expect("a folder");
        let database = Database::File(state.join("desk.db"));
        set_password(&database, "Eva", PASSWORD).await;
        allow(&state, 0o777);
        allow(&state.join("desk.db"), 0o666);
        allow(&folder, 0o555);
        let mut command = serve(text(&file));
        command.env("FEEDGATE_STATE__DATABASE", state.join("desk.db")).env("FEEDGATE_HUB__ENABLED", "false");
        if std::fs::metadata(&file).expect("it is there").uid() == 0 {
            command.uid(NOBODY).gid(NOBODY);
        }
        let serving = Serving::start(&mut command);
        let admin = format!("http://{}", serving.admin);
        ReadOnlyDesk { serving, admin, folder, _keeper: keeper }
    }

    /// A browser in which Eva is logged in.
    pub(crate) async fn logged_in(&self) -> Browser<'_> {
        let mut browser = Browser { admin: &self.admin, cookie: None, fields: Vec::new() };
        browser.log_in("Eva", PASSWORD).await.assert_status(303);
        browser
    }

    /// From now on the gateway may write the file.
    pub(crate) fn allow_writing(&self) {
        let file = self.folder.join("c.json");
        allow(&self.folder, 0o777);
        if std::fs::metadata(&file).expect("it is there").uid() == 0 {
            chown(&file, Some(NOBODY), Some(NOBODY)).expect("root may");
        }
    }

    /// What the file holds now.
    pub(crate) fn text(&self) -> String {
        std::fs::read_to_string(self.folder.join("c.json")).expect("it can be read")
    }
}

impl Drop for ReadOnlyDesk {
    fn drop(&mut self) {
        // Otherwise the folder could not be removed.
        self.allow_writing();
    }
}

fn allow(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("its owner may");
}

/// Sets the password of a curator of the collection `c`.
pub(crate) async fn set_password(database: &Database, name: &str, password: &str) {
    let store = Store::open(database).await.expect("a database");
    let password = Password::new(password).expect("a good password");
    People::new(store.clone(), "c").set_password(name, &password.hash(), 0).await.expect("it works");
    store.close().await;
}

/// A browser.
pub(crate) struct Browser<'g> {
    /// Where the desk is, as `http://127.0.0.1:PORT`.
    pub(crate) admin: &'g str,
    /// As in `Cookie`.
    pub(crate) cookie: Option<String>,
    /// More fields of the header.
    pub(crate) fields: Vec<(&'static str, String)>,
}

impl Browser<'_> {
    pub(crate) async fn get(&mut self, target: &str) -> Reply {
        self.ask(target, None).await
    }

    /// Opens a page with a form.
    pub(crate) async fn open(&mut self, target: &str) -> Filled {
        Filled::of(self.get(target).await.assert_status(200))
    }

    /// Sends a form with one of its buttons.
    pub(crate) async fn send(&mut self, form: &Filled, step: &str) -> Reply {
        let mut form = form.clone();
        form.pairs.push(("step".to_owned(), step.to_owned()));
        let action = form.action.clone();
        self.ask(&action, Some(form.encoded())).await
    }

    /// Sends a form for review, and then has the change written.
    pub(crate) async fn write(&mut self, form: &Filled) -> Reply {
        let review = self.send(form, "review").await;
        let review = Filled::of(review.assert_status(200));
        self.send(&review, "write").await
    }

    pub(crate) async fn log_in(&mut self, name: &str, password: &str) -> Reply {
        let mut form = self.open("/desk/login").await;
        form.set("name", name);
        form.set("password", password);
        self.send(&form, "log-in").await
    }

    pub(crate) async fn ask(&mut self, target: &str, form: Option<String>) -> Reply {
        let mut fields: Vec<(&str, &str)> =
            self.fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        if let Some(cookie) = &self.cookie {
            fields.push(("cookie", cookie));
        }
        let reply = at_desk(self.admin, target, &fields, form).await;
        if let Some(set) = reply.header("set-cookie") {
            self.cookie = set.split(';').next().map(str::to_owned);
        }
        reply
    }
}

/// The form of a page, as it is filled in.
#[derive(Clone, Debug)]
pub(crate) struct Filled {
    pub(crate) action: String,
    pub(crate) pairs: Vec<(String, String)>,
}

impl Filled {
    /// The form of a page with the values that it has.
    #[track_caller]
    pub(crate) fn of(page: &Reply) -> Filled {
        Filled::of_class(page, "entry")
    }

    /// The first form of a page with a class.
    #[track_caller]
    pub(crate) fn of_class(page: &Reply, class: &str) -> Filled {
        let html = page.text();
        let begin = format!("<form class=\"{class}\"");
        let start = html.find(&begin).unwrap_or_else(|| panic!("no form on {page}"));
        let html = &html[start..start + html[start..].find("</form>").expect("it ends")];
        let mut filled = Filled { action: attribute(html, "action").expect("an action"), pairs: Vec::new() };
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            rest = &rest[at + 1..];
            let tag = &rest[..rest.find('>').expect("a tag ends")];
            let named = |value: String| attribute(tag, "name").map(|name| (name, value));
            let pair = match tag.split(' ').next() {
                Some("input") => {
                    let kind = attribute(tag, "type").unwrap_or_default();
                    let is_sent = !matches!(kind.as_str(), "checkbox" | "radio") || tag.ends_with(" checked");
                    named(attribute(tag, "value").unwrap_or_default()).filter(|_| is_sent)
                }
                Some("textarea") => {
                    let value = &rest[tag.len() + 1..rest.find("</textarea>").expect("it ends")];
                    named(unescaped(value.strip_prefix('\n').unwrap_or(value)).replace('\n', "\r\n"))
                }
                Some("select") => {
                    let options = &rest[..rest.find("</select>").expect("it ends")];
                    let chosen =
                        options.split("<option ").skip(1).find(|option| option.contains("\" selected>"));
                    named(
                        chosen
                            .and_then(|option| attribute(&format!(" {option}"), "value"))
                            .unwrap_or_default(),
                    )
                }
                _ => None,
            };
            filled.pairs.extend(pair);
        }
        filled
    }

    #[track_caller]
    pub(crate) fn get(&self, name: &str) -> &str {
        let found = self.pairs.iter().find(|(known, _)| known == name);
        &found.unwrap_or_else(|| panic!("{name} is not in {self:#?}")).1
    }

    /// Types a value into a field, or chooses it.
    pub(crate) fn set(&mut self, name: &str, value: &str) -> &mut Filled {
        self.pairs.retain(|(known, _)| known != name);
        self.pairs.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Checks one more box.
    pub(crate) fn check(&mut self, name: &str, value: &str) -> &mut Filled {
        self.pairs.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn encoded(&self) -> String {
        Serializer::new(String::new()).extend_pairs(&self.pairs).finish()
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    Some(unescaped(&tag[start..start + tag[start..].find('"')?]))
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    text.replace("&amp;", "&")
}
