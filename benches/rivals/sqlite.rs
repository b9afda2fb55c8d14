//! SQLite's FTS5, in memory.

use feedgate::collection::Collection;
use rusqlite::{Connection, params};

use super::{FIELDS, TOP, texts};

pub(crate) struct Sqlite(Connection);

impl Sqlite {
    pub(crate) fn index(collection: &Collection) -> anyhow::Result<Sqlite> {
        let mut connection = Connection::open_in_memory()?;
        let fields = FIELDS.join(", ");
        connection.execute_batch(&format!(
            "create virtual table reports using fts5({fields}, content='', \
             tokenize='porter unicode61 remove_diacritics 2')"
        ))?;
        let transaction = connection.transaction()?;
        let mut insert = transaction
            .prepare(&format!("insert into reports(rowid, {fields}) values (?, ?, ?, ?, ?, ?, ?)"))?;
        for (at, report) in (1i64..).zip(collection.reports.iter()) {
            let [title, people, summary, keywords, places, topics] =
                texts(collection, report).map(|texts| texts.join("\n"));
            insert.execute(params![at, title, people, summary, keywords, places, topics])?;
        }
        drop(insert);
        transaction.commit()?;
        connection.execute_batch("insert into reports(reports) values ('optimize')")?;
        Ok(Sqlite(connection))
    }

    pub(crate) fn all(&self, words: &str) -> anyhow::Result<usize> {
        let quoted: Vec<String> = words.split(' ').map(|word| format!("\"{word}\"")).collect();
        let quoted = quoted.join(" ");
        let mut top = self.0.prepare_cached(
            "select rowid from reports where reports match ? \
             order by bm25(reports, 2.5, 1.8, 1.2, 1.0, 0.8, 0.6) limit ?",
        )?;
        let top: Vec<i64> =
            top.query_map(params![quoted, TOP as i64], |row| row.get(0))?.collect::<Result<_, _>>()?;
        std::hint::black_box(top);
        let mut count = self.0.prepare_cached("select count(*) from reports where reports match ?")?;
        let count: i64 = count.query_row([quoted], |row| row.get(0))?;
        Ok(usize::try_from(count)?)
    }
}
