use proptest::prelude::*;
use unicode_bidi::Level;

use super::fonts::Weight;
use super::lines::{Frame, fit};
use super::typeface::Typeface;
use super::*;

/// Pixels of a card, read by another decoder: width, height, and how light each pixel is.
struct Pixels {
    size: (usize, usize),
    lightness: Vec<u8>,
}

impl Pixels {
    fn read(file: &[u8]) -> Pixels {
        let mut decoder = zune_png::PngDecoder::new(zune_png::zune_core::bytestream::ZCursor::new(file));
        let pixels = decoder.decode().expect("a PNG file").u8().expect("8 bits a channel");
        let size = decoder.dimensions().expect("a size");
        let channels = pixels.len() / (size.0 * size.1);
        // Red alone: the accent has little of it, and white all.
        Pixels { size, lightness: pixels.into_iter().step_by(channels).collect() }
    }

    /// Whether there is text in a column.
    fn has_ink(&self, column: usize) -> bool {
        self.lightness.iter().skip(column).step_by(self.size.0).any(|light| *light > 128)
    }

    fn inked(&self) -> Vec<usize> {
        (0..self.size.0).filter(|column| self.has_ink(*column)).collect()
    }
}

fn card(title: &str) -> Option<Vec<u8>> {
    card_of_width(title, 1200)
}

fn card_of_width(title: &str, width: u32) -> Option<Vec<u8>> {
    let [name, facts, date] = ["A name", "Someone, someone else", "2023"].map(str::to_owned);
    let texts = Texts { name, title: title.to_owned(), facts, date };
    let PreviewStyle { accent, fonts, .. } = PreviewStyle::default();
    design::draw(&texts, width, accent, &fonts)
}

fn fitted(text: &str, frame: Frame) -> lines::Lines {
    let fonts = Fonts::default();
    fit(&Typeface::new(&fonts, Weight::Strong), text, frame)
}

const FRAME: Frame = Frame { sizes: &[80.0, 40.0], width: 1000.0, height: 200.0, is_balanced: true };

#[test]
fn a_card_has_its_size_and_is_small_whatever_its_title() {
    let long = "The Cost of Enforcement & Détention: a Review ".repeat(20);
    for title in ["R", "Remittances", &long, "<b>&amp;\"'</b>", "Người nhập cư", "Мигранты", "Μετανάστες"]
    {
        for size in PreviewSize::ALL {
            let (width, height) = size.pixels();
            let file = card_of_width(title, width).expect("a card");
            assert_eq!(Pixels::read(&file).size, (width as usize, height as usize), "{title}");
            assert!(file.len() < 60 * 1024, "{title}: {} bytes", file.len());
        }
    }
}

#[test]
fn no_text_leaves_the_margins() {
    let word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(9);
    for title in
        ["Wide words: ".repeat(40), word, "WWWW ".repeat(200), "i".repeat(3_000), "\u{301}a".repeat(900)]
    {
        let columns = Pixels::read(&card(&title).expect("a card")).inked();
        assert!(*columns.first().expect("text") >= 76, "{title}");
        assert!(*columns.last().expect("text") <= 1124, "{title}");
    }
}

#[test]
fn letters_that_no_font_has_are_left_out() {
    assert_eq!(card("Kinder 👩‍👩‍👧 auf der Flucht 🌍"), card("Kinder auf der Flucht"));
    assert_eq!(card("Rights 权"), card("Rights"));
    // Marks that nobody sees.
    assert_eq!(
        card("A title\u{200b} with\u{ad}out\u{feff} \u{2066}ends\u{2069}"),
        card("A title without ends")
    );
}

#[test]
fn there_is_no_card_where_too_much_of_the_title_is_in_no_font() {
    for title in ["移民與匯款", "תקציר", "الهجرة", "👩‍👩‍👧🌍", "Die 移民與匯款的报告", "", " \u{200b}"]
    {
        assert_eq!(card(title), None, "{title}");
    }
}

#[test]
fn a_title_from_right_to_left_begins_at_the_right() {
    // Hebrew punctuation alone has a direction, and the fonts have it no more than the letters; a mark turns
    // everything.
    let turned = Pixels::read(&card("\u{200f}Title").expect("a card")).inked();
    let plain = Pixels::read(&card("Title").expect("a card")).inked();
    assert!(turned[0] > 600 && turned.last() <= Some(&1121), "{turned:?}");
    assert!(plain[0] < 100 && plain.last() < Some(&800), "{plain:?}");
}

#[test]
fn words_in_the_other_direction_stand_where_readers_expect_them() {
    let fonts = Fonts::default();
    let typeface = Typeface::new(&fonts, Weight::Strong);
    let outline = |text: &str, level: Level| {
        let mut to = Vec::new();
        typeface.outline((text, level), (0.0, 0.0), 10.0, &mut to);
        to
    };

    // From right to left the full stop is at the left of the word, which itself is not turned.
    let (turned, plain) = (outline("abc.", Level::rtl()), outline(".abc", Level::ltr()));
    assert_eq!(turned.len(), plain.len());
    assert_ne!(turned, outline("abc.", Level::ltr()));
    let close = |a: f32, b: f32| (a - b).abs() < 1.0;
    assert!(close(typeface.width("abc.", Level::rtl()), typeface.width(".abc", Level::ltr())));
}

#[test]
fn lines_are_about_as_wide_as_each_other() {
    let lines = fitted("Trapped in Detention: How Asylum Seekers Wait", FRAME).lines;
    assert_eq!(lines, ["Trapped in Detention:", "How Asylum Seekers Wait"]);
    // Without balance, the first line takes what it can.
    let lines =
        fitted("Trapped in Detention: How Asylum Seekers Wait", Frame { is_balanced: false, ..FRAME }).lines;
    assert_eq!(lines, ["Trapped in Detention: How", "Asylum Seekers Wait"]);
}

#[test]
fn the_largest_size_that_fits_is_taken() {
    assert_eq!(fitted("Short", FRAME).size, 80.0);
    assert_eq!(fitted(&"Not so short ".repeat(10), FRAME).size, 40.0);
    assert!(fitted("Short", FRAME).lines.len() == 1);
}

#[test]
fn what_does_not_fit_ends_in_an_ellipsis_between_two_graphemes() {
    for unit in ["word ", "Long-", "n\u{303}", "ệ", "e\u{301}\u{323}", "a "] {
        let lines = fitted(&unit.repeat(380), FRAME).lines;
        let last = lines.last().expect("a line").strip_suffix('…').expect("an ellipsis");
        assert!(lines.len() == 4, "{lines:?}");
        let is_whole = last.is_empty() || last.ends_with(unit.trim_end()) || unit.is_ascii();
        assert!(is_whole, "{last:?}");
        for line in &lines[..lines.len() - 1] {
            assert!(!line.starts_with('\u{303}') && !line.starts_with('\u{301}'), "{line:?}");
        }
    }
}

#[test]
fn scripts_without_spaces_break_between_letters() {
    // No font has them, so nothing is measured; the breaks are those of UAX #14.
    let narrow = Frame { sizes: &[40.0], width: 90.0, height: 400.0, is_balanced: false };
    assert_eq!(fitted("ab-cd", narrow).lines, ["ab-", "cd"]);
    assert!(fitted("移民與匯款移民與匯款", narrow).lines.len() > 1);
}

/// The letter that is in no font makes the damaged one be asked.
#[test]
fn a_damaged_font_is_refused_or_its_letters_are_left_out() {
    let whole = include_bytes!("fonts/Inter-Medium.otf");
    let texts =
        Texts {
            name: String::new(), title: "Rights 权 Ж".into(), facts: String::new(), date: String::new()
        };
    let cut = [12, 100, 300, 1_000, 30_000, 100_000, whole.len() - 1].map(|length| whole[..length].to_vec());
    let garbled = (0..40).map(|seed| {
        let mut file = whole.to_vec();
        file.iter_mut().skip(200).step_by(97 + seed).for_each(|byte| *byte ^= 0x5a);
        file
    });

    for file in cut.into_iter().chain(garbled) {
        if let Ok(fonts) = Fonts::read(vec![file]) {
            assert!(design::draw(&texts, 240, [0; 3], &fonts).is_some());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_makes_a_card_or_none(title in any::<String>(), name in "\\PC{0,60}", facts in "[a-zA-Zא-ת\u{202e}\u{301} .]{0,90}") {
        let texts = Texts { name, title, facts, date: "2023".into() };
        let PreviewStyle { accent, fonts, .. } = PreviewStyle::default();
        let is_drawable = design::is_drawable(&texts.title, &fonts);
        let file = design::draw(&texts, 240, accent, &fonts);
        prop_assert_eq!(file.is_some(), is_drawable);
        if let Some(file) = file {
            prop_assert_eq!(Pixels::read(&file).size, (240, 126));
        }
    }

    #[test]
    fn any_latin_text_makes_a_card(title in "[a-zA-ZÀ-ÿĀ-ňŊ-ſ0-9 &<>\"'.,:–—-]{0,200}[a-z]\u{301}{0,40}") {
        prop_assert!(card_of_width(&title, 240).is_some());
    }
}
