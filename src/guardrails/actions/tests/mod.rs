mod embedded;
mod malformed;
mod newer;
mod patterns;
