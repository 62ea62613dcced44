//! A field that takes one text or a list of them.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::baseline::Spanned;

/// One text or a list of them, each with its place.
#[derive(Debug, Clone)]
pub struct Texts(pub Vec<Spanned<String>>);

/// The shape of [`Texts`] in the schema.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl JsonSchema for Texts {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Texts".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        OneOrMany::json_schema(generator)
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Spanned::<String>::one_or_many(deserializer).map(Self)
    }
}
