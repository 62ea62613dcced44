mod checks;
mod documented;
mod notes;
mod properties;
mod support;
