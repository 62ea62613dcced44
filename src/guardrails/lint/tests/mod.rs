mod clean;
mod examples;
mod properties;
mod published;
mod support;
mod together;
