//! The gateway notices changes of its file, however the file is changed.

use std::fs;
use std::os::unix::fs::symlink;
use std::time::Duration;

use super::changing::{
    folder, gateway, gateway_with, link_over, reloads, rename_over, title, titled, until_titled, write,
};

#[tokio::test]
async fn a_file_renamed_over_it_is_served() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one"));
    let gateway = gateway(&file).await;
    assert_eq!(title(&gateway).await, "one");

    for change in ["two", "three", "four"] {
        rename_over(&file, &titled(change));
        until_titled(&gateway, change).await;
    }
    assert_eq!(reloads(&gateway, |reloads| reloads.good >= 4).await.bad, 0);
}

#[tokio::test]
async fn a_file_written_in_place_is_served() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one"));
    let gateway = gateway(&file).await;

    write(&file, &titled("two"));
    until_titled(&gateway, "two").await;
    // Of the same length.
    write(&file, &titled("TWO"));
    until_titled(&gateway, "TWO").await;
}

#[tokio::test]
async fn of_changes_in_quick_succession_the_last_is_served() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("00"));
    let gateway = gateway_with(&file, |config| config.source.debounce = Duration::from_millis(1)).await;

    for round in 0..25 {
        // All of one length, within the steps in which a file system tells the time.
        for step in 0..=round % 4 {
            write(&file, &titled(&format!("{step}{}", char::from(b'a' + round))));
        }
        until_titled(&gateway, &format!("{}{}", round % 4, char::from(b'a' + round))).await;
    }
}

#[tokio::test]
async fn a_file_that_an_editor_saves_beside_a_backup_is_served() {
    let (_folder, root) = folder();
    let file = root.join("c.json");
    write(&file, &titled("one"));
    let gateway = gateway(&file).await;

    for change in ["two", "three"] {
        write(&root.join(".c.json.swp"), "what the editor keeps");
        fs::rename(&file, root.join("c.json~")).expect("a backup");
        write(&file, &titled(change));
        fs::remove_file(root.join(".c.json.swp")).expect("it is there");
        until_titled(&gateway, change).await;
    }
    assert_eq!(gateway.reloads.borrow().bad, 0);
}

#[tokio::test]
async fn a_mounted_config_map_is_followed() {
    let (_folder, root) = folder();
    let publish = |version: &str, title: &str| {
        fs::create_dir(root.join(version)).expect("a folder");
        write(&root.join(version).join("c.json"), &titled(title));
        link_over(version, &root.join("..data"));
    };
    publish("..2024_1", "one");
    symlink("..data/c.json", root.join("c.json")).expect("a link");
    let gateway = gateway(&root.join("c.json")).await;
    assert_eq!(title(&gateway).await, "one");

    publish("..2024_2", "two");
    fs::remove_dir_all(root.join("..2024_1")).expect("it is there");
    until_titled(&gateway, "two").await;
    publish("..2024_3", "three");
    fs::remove_dir_all(root.join("..2024_2")).expect("it is there");
    until_titled(&gateway, "three").await;
    assert_eq!(gateway.reloads.borrow().bad, 0);
}

#[tokio::test]
async fn a_link_in_another_folder_on_the_way_is_followed_and_so_is_what_it_leads_to() {
    let (_folder, root) = folder();
    for made in ["etc", "releases/7", "releases/8"] {
        fs::create_dir_all(root.join(made)).expect("a folder");
    }
    write(&root.join("releases/7/c.json"), &titled("seven"));
    write(&root.join("releases/8/c.json"), &titled("eight"));
    symlink("releases/7", root.join("current")).expect("a link");
    symlink("../current/c.json", root.join("etc/c.json")).expect("a link");
    let gateway = gateway(&root.join("etc/c.json")).await;
    assert_eq!(title(&gateway).await, "seven");

    link_over("releases/8", &root.join("current"));
    until_titled(&gateway, "eight").await;
    rename_over(&root.join("releases/8/c.json"), &titled("eight, mended"));
    until_titled(&gateway, "eight, mended").await;
    link_over(root.join("releases/7"), &root.join("current"));
    until_titled(&gateway, "seven").await;
}

#[tokio::test]
async fn a_folder_that_is_removed_and_made_again_is_followed() {
    let (_folder, root) = folder();
    let (outer, file) = (root.join("a"), root.join("a/b/c.json"));
    fs::create_dir_all(root.join("a/b")).expect("folders");
    write(&file, &titled("one"));
    let gateway = gateway(&file).await;

    for change in ["two", "three"] {
        fs::remove_dir_all(&outer).expect("it is there");
        let stale = reloads(&gateway, |reloads| reloads.stale.is_some()).await.stale.expect("it is stale");
        assert!(stale.why.starts_with("cannot read collection "), "{}", stale.why);
        assert!(stale.why.ends_with("No such file or directory (os error 2)"), "{}", stale.why);

        fs::create_dir_all(root.join("a/b")).expect("folders");
        write(&file, &titled(change));
        until_titled(&gateway, change).await;
        assert_eq!(reloads(&gateway, |reloads| reloads.stale.is_none()).await.faults, 0);
        rename_over(&file, &titled("renamed"));
        until_titled(&gateway, "renamed").await;
    }
}

#[tokio::test]
async fn what_the_system_does_not_tell_of_is_found_by_polling() {
    let (_folder, root) = folder();
    for (folder, title) in [("now", "one"), ("next", "two")] {
        fs::create_dir_all(root.join(folder).join("b")).expect("folders");
        write(&root.join(folder).join("b/c.json"), &titled(title));
    }
    let gateway =
        gateway_with(&root.join("now/b/c.json"), |config| config.source.poll = Some(Duration::from_secs(1)))
            .await;
    assert_eq!(title(&gateway).await, "one");

    // The folder that is watched moves along with what is above it, unchanged.
    fs::rename(root.join("now"), root.join("before")).expect("the same folder");
    fs::rename(root.join("next"), root.join("now")).expect("the same folder");

    until_titled(&gateway, "two").await;
}
