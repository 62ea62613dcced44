//! Values of a policy that may hold variables, and whether one of them fits.

use super::context::Context;
use super::matching::{Piece, steps};
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

#[derive(Debug, Clone, PartialEq, Eq)]
enum Text<P> {
    Fixed(P),
    Template(Template),
}

/// What comparing takes, in steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Weight {
    /// Whatever the value is.
    itself: usize,
    /// For each byte of it.
    each: usize,
    /// For each byte of it, and of the longest value of the context: pieces of texts with variables.
    variable: usize,
}

/// So many steps any text takes.
const EACH: usize = 20;
/// A piece of a text with variables is tried at every place, as is known only once they have values.
const VARIABLE: usize = 8;

impl<P> Texts<P> {
    /// The values of `texts`; `fixed` compiles one without variables.
    pub(super) fn new<'t>(
        texts: impl IntoIterator<Item = &'t str>,
        reading: Reading,
        fixed: impl Fn(Vec<Piece<String>>) -> P,
    ) -> Self {
        let mut weight = Weight::default();
        let compile = |text| {
            weight.itself += EACH;
            match reading.read(text) {
                Ok(pieces) => {
                    let (itself, each) = steps(&pieces);
                    weight.itself += itself;
                    weight.each += each;
                    Text::Fixed(fixed(pieces))
                }
                Err(template) => {
                    weight.variable += VARIABLE * template.pieces();
                    Text::Template(template)
                }
            }
        };
        let texts = texts.into_iter().map(compile).collect();
        Self { texts, weight }
    }

    /// About how many steps it takes to compare a value of so many bytes, where no variable has a longer value than `longest`.
    pub(super) fn steps(&self, bytes: usize, longest: usize) -> usize {
        let Weight { itself, each, variable } = self.weight;
        let each = each.saturating_mul(bytes);
        itself
            .saturating_add(each)
            .saturating_add(variable.saturating_mul(bytes + longest))
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.texts.len()
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
