//! Dates, numbers and lists, written by the data of Unicode's CLDR.

use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::{Y, YM, YMD, YMDT};
use icu_datetime::input::{Date, DateTime, Time};
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_list::ListFormatter;
use icu_list::options::ListFormatterOptions;
use icu_locale::Locale as IcuLocale;

use crate::collection::{Instant, Published};

use super::Locale;

pub(super) struct Formats {
    year: DateTimeFormatter<Y>,
    month: DateTimeFormatter<YM>,
    day: DateTimeFormatter<YMD>,
    minute: DateTimeFormatter<YMDT>,
    number: DecimalFormatter,
    any_of: ListFormatter,
    all_of: ListFormatter,
}

const COMPILED_IN: &str = "the data of all locales is compiled in";

impl Formats {
    pub(super) fn new(locale: Locale) -> Formats {
        Formats::of_icu(&locale.icu())
    }

    pub(super) fn of_icu(locale: &IcuLocale) -> Formats {
        Formats {
            year: DateTimeFormatter::try_new(locale.into(), Y::long()).expect(COMPILED_IN),
            month: DateTimeFormatter::try_new(locale.into(), YM::long()).expect(COMPILED_IN),
            day: DateTimeFormatter::try_new(locale.into(), YMD::long()).expect(COMPILED_IN),
            minute: DateTimeFormatter::try_new(locale.into(), YMD::long().with_time_hm()).expect(COMPILED_IN),
            number: DecimalFormatter::try_new(locale.into(), Default::default()).expect(COMPILED_IN),
            any_of: ListFormatter::try_new_or(locale.into(), ListFormatterOptions::default())
                .expect(COMPILED_IN),
            all_of: ListFormatter::try_new_and(locale.into(), ListFormatterOptions::default())
                .expect(COMPILED_IN),
        }
    }

    pub(super) fn published(&self, published: Published) -> String {
        self.date(published.calendar())
    }

    pub(super) fn day(&self, instant: Instant) -> String {
        let day = instant.day();
        self.date((day.year(), Some(day.month()), Some(day.day())))
    }

    pub(super) fn minute(&self, instant: Instant) -> String {
        let day = instant.day();
        let [month, of_month] = [day.month(), day.day()].map(i8::unsigned_abs);
        let date = Date::try_new_iso(day.year().into(), month, of_month).expect("both count days alike");
        let minutes = instant.unix().div_euclid(60).rem_euclid(24 * 60);
        let [hour, minute] = [minutes / 60, minutes % 60].map(|part| part as u8);
        let time = Time::try_new(hour, minute, 0, 0).expect("a day has 24 hours of 60 minutes");
        format!("{} UTC", self.minute.format(&DateTime { date, time }))
    }

    /// As precise as the date is known.
    fn date(&self, (year, month, day): (i16, Option<i8>, Option<i8>)) -> String {
        let [first_month, first_day] = [month, day].map(|part| part.unwrap_or(1).unsigned_abs());
        let date = Date::try_new_iso(year.into(), first_month, first_day).expect("both count days alike");
        match (month, day) {
            (None, _) => self.year.format(&date).to_string(),
            (Some(_), None) => self.month.format(&date).to_string(),
            (Some(_), Some(_)) => self.day.format(&date).to_string(),
        }
    }

    pub(super) fn number(&self, number: u64) -> String {
        self.number.format(&Decimal::from(number)).to_string()
    }

    /// In megabytes and gigabytes with one decimal. A less precise number is easier to read.
    pub(super) fn size(&self, bytes: u64) -> String {
        let tenths = |unit: u64, name: &str| {
            let mut tenths = Decimal::from((bytes / (unit / 20)).div_ceil(2));
            tenths.multiply_pow10(-1);
            format!("{}\u{a0}{name}", self.number.format(&tenths))
        };
        match bytes {
            0..1_000 => format!("{bytes}\u{a0}B"),
            1_000..1_000_000 => format!("{}\u{a0}kB", bytes / 1_000),
            1_000_000..1_000_000_000 => tenths(1_000_000, "MB"),
            _ => tenths(1_000_000_000, "GB"),
        }
    }

    pub(super) fn any_of<'v>(&self, values: impl Iterator<Item = &'v str> + Clone) -> String {
        self.any_of.format(values).to_string()
    }

    pub(super) fn all_of<'v>(&self, values: impl Iterator<Item = &'v str> + Clone) -> String {
        self.all_of.format(values).to_string()
    }
}
