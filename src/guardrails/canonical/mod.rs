//! Documents in the form in which they are compared.

mod form;
mod spelling;
mod statement;

pub use form::{Language, language_of};
pub(super) use form::{canonical, plain};
pub use spelling::Spelling;
pub use statement::{CanonicalStatement, statements, union};
