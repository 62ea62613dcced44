//! The texts that spans point into.

use std::ops::Range;
use std::sync::OnceLock;

/// One file of a [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A piece of one file, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Which file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span of `range` in `file`. Offsets past 4 GiB are clipped: no file that long is read.
    #[must_use]
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        let clip = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            file,
            start: clip(range.start),
            end: clip(range.end),
        }
    }
}

/// Every file that was read for a baseline: TOML, policy documents.
#[derive(Debug, Default, Clone)]
pub struct SourceMap {
    files: Vec<Source>,
}

#[derive(Debug, Clone)]
struct Source {
    name: String,
    text: String,
    /// Found when it is first asked for.
    index: OnceLock<Index>,
}

/// Where lines begin, and how many characters stand before each block: places far into a file are found without counting from its start.
#[derive(Debug, Clone)]
struct Index {
    lines: Vec<usize>,
    characters: Vec<usize>,
}

/// Bytes of a block.
const BLOCK: usize = 4_096;

impl Index {
    fn of(text: &str) -> Self {
        let after = text.match_indices('\n').map(|(at, _)| at + 1);
        let mut characters = vec![0];
        let mut before = 0;
        for block in text.as_bytes().chunks(BLOCK) {
            before += begun(block);
            characters.push(before);
        }
        Self {
            lines: std::iter::once(0).chain(after).collect(),
            characters,
        }
    }

    /// How many characters begin before a byte.
    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let block = offset / BLOCK;
        let within = text.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        self.characters.get(block).copied().unwrap_or_default() + begun(within)
    }
}

/// How many characters begin among bytes of UTF-8.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
}

impl SourceMap {
    /// Adds a file under the name that messages show: its path relative to the baseline's repository.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(Source {
            name: name.into(),
            text: text.into(),
            index: OnceLock::new(),
        });
        id
    }

    /// The name of a file.
    #[must_use]
    pub fn name(&self, file: FileId) -> &str {
        self.source(file).map_or("", |source| source.name.as_str())
    }

    /// The whole text of a file.
    #[must_use]
    pub fn text(&self, file: FileId) -> &str {
        self.source(file).map_or("", |source| source.text.as_str())
    }

    /// The text under a span.
    #[must_use]
    pub fn snippet(&self, span: Span) -> &str {
        self.text(span.file)
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }

    /// Line and column of the start of a span, both from 1; columns count characters.
    #[must_use]
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        let Some(source) = self.source(span.file) else {
            return (1, 1);
        };
        let text = source.text.as_str();
        let index = source.index.get_or_init(|| Index::of(text));
        let offset = if text.is_char_boundary(span.start as usize) {
            span.start as usize
        } else {
            0
        };
        let line = index.lines.partition_point(|start| *start <= offset).max(1);
        let start = index.lines.get(line - 1).copied().unwrap_or_default();
        let column = index.characters_before(text, offset) - index.characters_before(text, start) + 1;
        (line, column)
    }

    /// Names and texts of all files, in the order in which they were read.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .map(|source| (source.name.as_str(), source.text.as_str()))
    }

    fn source(&self, file: FileId) -> Option<&Source> {
        self.files.get(file.0 as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_as_if_counted_from_the_start() {
        let mut sources = SourceMap::default();
        let text = "é\n€x".repeat(5_000) + &"ü".repeat(9_000) + "\nend";
        let file = sources.add("a", text.clone());
        for (at, _) in text.char_indices().step_by(97).chain([(0, 'x'), (text.len(), 'x')]) {
            let before = text.get(..at).unwrap();
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            assert_eq!(sources.line_column(Span::new(file, at..at)), (line, column), "{at}");
        }
    }
}
