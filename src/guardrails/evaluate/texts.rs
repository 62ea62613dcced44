//! Values of a policy that may hold variables, and whether one of them fits.

use super::context::Context;
use super::matching::Piece;
use super::truth::Truth;
use super::variables::{Filled, Reading, Template};

/// Keys that something depends on, as the policy writes them.
pub(super) type Unknowns<'a> = Vec<&'a str>;

/// Several values, each compiled as far as it can be without a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Texts<P>(Vec<Text<P>>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Text<P> {
    Fixed(P),
    Template(Template),
}

impl<P> Texts<P> {
    /// The values of `texts`; `fixed` compiles one without variables.
    pub(super) fn new<'t>(
        texts: impl IntoIterator<Item = &'t str>,
        reading: Reading,
        fixed: impl Fn(Vec<Piece<String>>) -> P,
    ) -> Self {
        let compile = |text| match reading.read(text) {
            Ok(pieces) => Text::Fixed(fixed(pieces)),
            Err(template) => Text::Template(template),
        };
        Self(texts.into_iter().map(compile).collect())
    }

    /// Whether one of the values fits. One that holds a variable without a value fits nothing.
    pub(super) fn any<'a>(
        &'a self,
        context: &'a Context,
        unknowns: &mut Unknowns<'a>,
        fixed: impl Fn(&P) -> Truth,
        filled: impl Fn(&[Piece<&str>]) -> Truth,
    ) -> Truth {
        let before = unknowns.len();
        let mut found = Truth::False;
        for text in &self.0 {
            let one = match text {
                Text::Fixed(value) => fixed(value),
                Text::Template(template) => match template.fill(context) {
                    Filled::Pieces(pieces) => filled(&pieces),
                    Filled::Nothing => Truth::False,
                    Filled::Unknown(key) => {
                        unknowns.push(key);
                        Truth::Unknown
                    }
                },
            };
            if one.is_true() {
                unknowns.truncate(before);
                return one;
            }
            found = found.or(one);
        }
        found
    }
}
