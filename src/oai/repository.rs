//! What describes the repository as a whole: `Identify`, `ListMetadataFormats` and `ListSets` (§4).

use super::arguments::Arguments;
use super::error::OaiError;
use super::metadata::{self, MetadataFormat};
use super::{Provider, Write};

impl<'p> Provider<'p> {
    pub(super) fn identify(&'p self) -> Write<'p> {
        let about = &self.snapshot.collection().about;
        let earliest = self.snapshot.earliest_change().unwrap_or(about.authority.since);
        Box::new(move |xml| {
            xml.within("Identify", &[], |xml| {
                xml.text("repositoryName", &about.title);
                xml.text("baseURL", &self.base_url());
                xml.text("protocolVersion", "2.0");
                for email in self.admin_emails() {
                    xml.text("adminEmail", &email);
                }
                xml.text("earliestDatestamp", &earliest.to_string());
                xml.text("deletedRecord", "persistent");
                xml.text("granularity", "YYYY-MM-DDThh:mm:ssZ");
                xml.text("compression", "gzip");
                xml.within("description", &[], |xml| {
                    metadata::write_about(xml, about, self.site);
                });
            });
        })
    }

    /// At least one address is required. Without another, it is the one of the webmaster, which each domain with a
    /// website should have (RFC 2142 §5).
    fn admin_emails(&self) -> Vec<String> {
        if let Some(email) = &self.options.admin_email {
            return vec![email.clone()];
        }
        let about = &self.snapshot.collection().about;
        let curators: Vec<String> =
            about.curators.iter().filter_map(|curator| curator.email.as_deref()).map(str::to_owned).collect();
        if !curators.is_empty() {
            return curators;
        }
        let authority = about.authority.text.split(',').next().unwrap_or_default();
        vec![match authority {
            // The authority may be an email address itself.
            email if email.contains('@') => email.to_owned(),
            domain if domain.contains('.') => format!("webmaster@{domain}"),
            // The schema wants a dot. No address ends like this (RFC 6761 §6.4).
            name => format!("webmaster@{name}.invalid"),
        }]
    }

    pub(super) fn metadata_formats(&'p self, arguments: &Arguments) -> Result<Write<'p>, OaiError> {
        // Each report exists in all formats.
        arguments.get("identifier").map(|identifier| self.found(identifier)).transpose()?;
        Ok(Box::new(|xml| {
            xml.within("ListMetadataFormats", &[], |xml| {
                for format in MetadataFormat::ALL {
                    xml.within("metadataFormat", &[], |xml| {
                        xml.text("metadataPrefix", format.prefix());
                        xml.text("schema", format.schema());
                        xml.text("metadataNamespace", format.namespace());
                    });
                }
            });
        }))
    }

    /// A set for each topic, in one answer. Retired topics stay, because their reports stay.
    pub(super) fn sets(&'p self, arguments: &Arguments) -> Result<Write<'p>, OaiError> {
        if arguments.token().is_some() {
            return Err(OaiError::BadResumptionToken);
        }
        let topics = &self.snapshot.collection().topics;
        if topics.is_empty() {
            return Err(OaiError::NoSetHierarchy);
        }
        Ok(Box::new(move |xml| {
            xml.within("ListSets", &[], |xml| {
                for topic in topics {
                    xml.within("set", &[], |xml| {
                        xml.text("setSpec", &topic.id);
                        xml.text("setName", &topic.title);
                        if let Some(description) = &topic.description {
                            xml.within("setDescription", &[], |xml| {
                                metadata::write_description(xml, description)
                            });
                        }
                    });
                }
            });
        }))
    }
}
