mod clean;
mod examples;
mod published;
mod support;
mod together;
