//! The file: a plan's document and what makes it safe to apply later.

use serde_json::Value;

use crate::areas::inventory::Inventory;
use crate::areas::organizations::saved::basis;
use crate::engine::plan::{FORMAT_VERSION, Plan, Saved};
use crate::engine::risk::Allowance;

use super::check::principal;

/// Adds to a plan what makes it safe to apply later, and gives the file's text.
pub fn write(plan: &mut Plan, inventory: &Inventory, allow: &[Allowance]) -> String {
    let world = &inventory.world;
    plan.saved = Some(Saved {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        baseline_digest: world.baseline().digest.clone(),
        caller: principal(world.caller()),
        allowed: allow.to_vec(),
        basis: basis(world, &plan.changes),
    });
    let mut text = serde_json::to_string_pretty(plan).unwrap_or_default();
    text.push('\n');
    text
}

/// Reads a plan file.
///
/// # Errors
/// Says what is wrong with the text.
pub fn read(text: &str) -> Result<Plan, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?;
    match value.get("format_version").and_then(Value::as_u64) {
        Some(version) if version == u64::from(FORMAT_VERSION) => {}
        Some(version) => {
            return Err(format!(
                "it is of format {version}, and this version reads {FORMAT_VERSION}"
            ));
        }
        None => return Err("it has no `format_version`: it is not a plan".to_owned()),
    }
    let plan: Plan = serde_json::from_value(value).map_err(|error| format!("it is not a plan: {error}"))?;
    if plan.saved.is_none() {
        return Err("it was not written by `plan --out`".to_owned());
    }
    Ok(plan)
}
