mod canonical;
mod check;
mod examples;
mod properties;
