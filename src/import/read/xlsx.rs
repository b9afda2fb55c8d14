//! Workbooks of Excel and LibreOffice: the first sheet that has something in it.
//!
//! A formula is taken by the value that the spreadsheet last had for it, as text. It is never computed.

use std::borrow::Cow;
use std::io::{self, Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use zip::ZipArchive;

use crate::import::SourceFormat;

use super::super::record::{Place, Sink};
use super::table::{Header, NamedColumn};
use super::{ReadError, not_this};

/// A workbook may be this large once it is unpacked. A small file can unpack to far more than a computer has memory.
const UNPACKED: u64 = 1 << 30;

pub(super) fn read(bytes: &[u8], mapped: &[NamedColumn], sink: Sink<'_>) -> Result<(), ReadError> {
    let wrong = |error: calamine::XlsxError| not_this(SourceFormat::Xlsx, error.to_string());
    check_size(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(wrong)?;
    for name in workbook.sheet_names() {
        let sheet = workbook.worksheet_range(&name).map_err(wrong)?;
        let first = sheet.start().map_or(0, |(row, _)| row);
        let rows = (usize::try_from(first).unwrap_or(0) + 1..).zip(sheet.rows());
        let mut rows = rows.filter(|(_, row)| row.iter().any(|cell| !text(cell).trim().is_empty()));
        let Some((_, names)) = rows.next() else { continue };
        let names: Vec<Cow<'_, str>> = names.iter().map(text).collect();
        let header = Header::of(&names.iter().map(|name| &**name).collect::<Vec<_>>(), mapped)?;
        for ((line, row), record) in rows.zip(1..) {
            let cells: Vec<Cow<'_, str>> = row.iter().map(text).collect();
            let cells: Vec<&str> = cells.iter().map(|cell| &**cell).collect();
            sink(header.item(&cells, Place { line: Some(line), record, ..Place::default() }));
        }
        return Ok(());
    }
    Err(ReadError::Empty)
}

/// Unpacks all of a file, keeping nothing, to know that it has an end. What it says of its size may be wrong.
fn check_size(bytes: &[u8]) -> Result<(), ReadError> {
    let wrong = |error: zip::result::ZipError| not_this(SourceFormat::Xlsx, error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(wrong)?;
    let mut left = UNPACKED;
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(wrong)?;
        let size = io::copy(&mut file.take(left), &mut io::sink())?;
        left -= size;
        if left == 0 {
            let why = format!("unpacked, it is larger than {} MB", UNPACKED >> 20);
            return Err(not_this(SourceFormat::Xlsx, why));
        }
    }
    Ok(())
}

/// A cell as text. A date is written as in ISO 8601, with a time only if it has one.
fn text(cell: &Data) -> Cow<'_, str> {
    match cell {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => Cow::Borrowed(text),
        Data::Int(number) => Cow::Owned(number.to_string()),
        Data::Float(number) => Cow::Owned(number.to_string()),
        Data::Bool(value) => Cow::Owned(value.to_string()),
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            let day = format!("{year:04}-{month:02}-{day:02}");
            Cow::Owned(match (hour, minute, second) {
                (0, 0, 0) => day,
                _ => format!("{day}T{hour:02}:{minute:02}:{second:02}Z"),
            })
        }
        Data::DateTime(duration) => Cow::Owned(duration.as_f64().to_string()),
        Data::Error(_) | Data::Empty => Cow::Borrowed(""),
    }
}
