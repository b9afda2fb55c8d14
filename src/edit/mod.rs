//! The one safe writer of the collection file.
//!
//! A change is made in the text of the file. Everything that it does not touch stays byte for byte.
