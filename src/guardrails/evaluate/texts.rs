//! Values of a policy that may hold variables, and whether one of them fits.

use super::context::Context;
use super::matching::Piece;
use super::truth::Truth;
use super::variables::{Filled, Reading, Template};

/// Keys that something depends on, as the policy writes them.
pub(super) type Unknowns<'a> = Vec<&'a str>;

/// Several values, each compiled as far as it can be without a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Texts<P> {
    texts: Vec<Text<P>>,
    weight: Weight,
}

/// What comparing takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Weight {
    texts: usize,
    wildcards: usize,
    /// Pieces of texts with variables.
    variable: usize,
}

/// So many steps any text takes, whatever it is compared with.
const EACH: usize = 20;

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
        let mut weight = Weight::default();
        let compile = |text| {
            weight.texts += 1;
            match reading.read(text) {
                Ok(pieces) => {
                    let wildcards = pieces.iter().filter(|piece| !matches!(piece, Piece::Text(_)));
                    weight.wildcards += wildcards.count();
                    Text::Fixed(fixed(pieces))
                }
                Err(template) => {
                    weight.variable += template.pieces();
                    Text::Template(template)
                }
            }
        };
        let texts = texts.into_iter().map(compile).collect();
        Self { texts, weight }
    }

    /// About how many steps it takes to compare a value of so many bytes, where no variable has a longer value than `longest`.
    pub(super) fn steps(&self, bytes: usize, longest: usize) -> usize {
        let Weight {
            texts,
            wildcards,
            variable,
        } = self.weight;
        texts * EACH + wildcards.saturating_mul(bytes) + variable.saturating_mul(bytes + longest)
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.weight.texts
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
        for text in &self.texts {
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
