//! A TOML document: files, merge, spans, shape check, references. Knows no table.
