//! The formats in which harvesters get a report.
//!
//! Every provider has `oai_dc`, simple Dublin Core. It folds all into fifteen elements: places, publishers and dates
//! lose their meaning. MODS keeps it, and library catalogs read it.

mod dublin_core;
mod mods;

use crate::address::Site;
use crate::collection::Report;
use crate::snapshot::Snapshot;

use super::xml::Xml;

pub(super) use dublin_core::{write_about, write_description};

/// A format of metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MetadataFormat {
    DublinCore,
    Mods,
}

impl MetadataFormat {
    pub(super) const ALL: [MetadataFormat; 2] = [MetadataFormat::DublinCore, MetadataFormat::Mods];

    /// The format with this prefix.
    pub(super) fn of(prefix: &str) -> Option<MetadataFormat> {
        Self::ALL.into_iter().find(|format| format.prefix() == prefix)
    }

    pub(super) fn prefix(self) -> &'static str {
        match self {
            MetadataFormat::DublinCore => "oai_dc",
            MetadataFormat::Mods => "mods",
        }
    }

    /// The name of the format.
    pub(super) fn name(self) -> &'static str {
        match self {
            MetadataFormat::DublinCore => "Dublin Core",
            MetadataFormat::Mods => "MODS 3.6",
        }
    }

    pub(super) fn namespace(self) -> &'static str {
        match self {
            MetadataFormat::DublinCore => dublin_core::NAMESPACE,
            MetadataFormat::Mods => mods::NAMESPACE,
        }
    }

    /// Where the XML schema is.
    pub(super) fn schema(self) -> &'static str {
        match self {
            MetadataFormat::DublinCore => dublin_core::SCHEMA,
            MetadataFormat::Mods => mods::SCHEMA,
        }
    }

    pub(super) fn write(self, xml: &mut Xml, snapshot: &Snapshot, report: &Report, site: &Site) {
        match self {
            MetadataFormat::DublinCore => dublin_core::write(xml, snapshot, report, site),
            MetadataFormat::Mods => mods::write(xml, snapshot, report, site),
        }
    }
}
