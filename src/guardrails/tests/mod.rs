mod canonical;
mod check;
mod properties;
