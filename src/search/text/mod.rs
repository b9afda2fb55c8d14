//! The words of a text: where they begin and end, how they are compared, and their stems.

pub(in crate::search) mod compound;
pub(in crate::search) mod fold;
pub(in crate::search) mod stem;
pub(in crate::search) mod token;
