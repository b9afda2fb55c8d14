//! Content codings (RFC 9110 §8.4.1), each at the best level that is worth its time.

use std::fmt;
use std::io::Write;

/// A content coding: how the bytes are compressed for transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Coding {
    Brotli,
    Zstd,
    Gzip,
    Identity,
}

// A feed is compressed once per change and sent many times. Each level is the highest that stays safely under 50
// ms for a feed of 100 KB; `benches/formats.rs` prints the times. Brotli 10 takes 60 ms. zstd 19 takes 34 to 52 ms
// and saves only half a percent over 17.
const GZIP_LEVEL: u32 = 9;
const BROTLI_QUALITY: i32 = 9;
const ZSTD_LEVEL: i32 = 17;
/// Brotli window of 4 MB: larger than any feed.
const BROTLI_WINDOW: i32 = 22;

impl Coding {
    /// In order of preference if a client accepts several equally: smallest output first.
    pub const ALL: [Coding; 4] = [Coding::Brotli, Coding::Zstd, Coding::Gzip, Coding::Identity];

    /// The name in `Content-Encoding`.
    pub fn name(self) -> &'static str {
        match self {
            Coding::Brotli => "br",
            Coding::Zstd => "zstd",
            Coding::Gzip => "gzip",
            Coding::Identity => "identity",
        }
    }

    /// Compresses bytes that are kept and sent often. Equal input gives equal output.
    pub fn encode(self, bytes: &[u8]) -> Vec<u8> {
        const TO_MEMORY: &str = "writing to memory cannot fail";
        match self {
            Coding::Identity => bytes.to_vec(),
            Coding::Gzip => gzip(bytes, flate2::Compression::new(GZIP_LEVEL)),
            Coding::Brotli => {
                let parameters = brotli::enc::BrotliEncoderParams {
                    quality: BROTLI_QUALITY,
                    lgwin: BROTLI_WINDOW,
                    size_hint: bytes.len(),
                    ..Default::default()
                };
                let mut coded = Vec::new();
                brotli::BrotliCompress(&mut &*bytes, &mut coded, &parameters).expect(TO_MEMORY);
                coded
            }
            Coding::Zstd => zstd::bulk::compress(bytes, ZSTD_LEVEL).expect(TO_MEMORY),
        }
    }
}

/// Compresses bytes with gzip that are sent only once, so that it takes little time.
pub fn gzip_fast(bytes: &[u8]) -> Vec<u8> {
    gzip(bytes, flate2::Compression::fast())
}

fn gzip(bytes: &[u8], level: flate2::Compression) -> Vec<u8> {
    const TO_MEMORY: &str = "writing to memory cannot fail";
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes).expect(TO_MEMORY);
    encoder.finish().expect(TO_MEMORY)
}

impl fmt::Display for Coding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
