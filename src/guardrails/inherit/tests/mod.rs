mod checks;
mod documented;
mod merged;
mod notes;
mod properties;

use merged::{json, merged};
mod support;
