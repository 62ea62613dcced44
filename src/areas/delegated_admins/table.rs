//! `[delegated-admins]`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::baseline::Spanned;

/// The account, or accounts, that administer one service.
#[derive(Debug, Clone)]
pub struct Administrators(pub Vec<Spanned<String>>);

/// The shape of [`Administrators`] in the schema.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl JsonSchema for Administrators {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Administrators".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        OneOrMany::json_schema(generator)
    }
}

impl<'de> Deserialize<'de> for Administrators {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Spanned::<String>::one_or_many(deserializer).map(Self)
    }
}
