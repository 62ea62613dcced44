//! The type of fields in which references are read, for the schema.

use schemars::JsonSchema;

/// Text in which `${…}` is read.
#[derive(JsonSchema)]
#[schemars(transparent, extend("x-references" = true))]
#[expect(dead_code, reason = "only its schema is used")]
pub struct References(String);

/// Text in which `${…}` is read, and may stand for an id that AWS gives later.
#[derive(JsonSchema)]
#[schemars(transparent, extend("x-references" = true, "x-late-references" = true))]
#[expect(dead_code, reason = "only its schema is used")]
pub struct LateReferences(String);
