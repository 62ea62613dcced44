//! JSON with the place of every value.

/// A place in a text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// First byte.
    pub offset: usize,
    /// Bytes.
    pub length: usize,
}

/// One JSON value and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    /// First byte.
    pub offset: usize,
    /// Bytes.
    pub length: usize,
    /// What it holds.
    pub kind: Kind,
}

/// What a JSON value holds. Numbers stay as written: `2.0` and `2` are two texts to a condition.
#[derive(Debug, Clone)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A text, decoded.
    Text(String),
    /// `[ … ]`.
    List(Vec<Node>),
    /// `{ … }`.
    Object(Vec<Member>),
}

/// One key of an object with its value, in the order written.
#[derive(Debug, Clone)]
pub struct Member {
    /// The key.
    pub key: String,
    /// First byte of the key, its quote included.
    pub offset: usize,
    /// Bytes of the key, its quotes included.
    pub length: usize,
    /// The value.
    pub value: Node,
}

impl Node {
    /// Where it stands. A whole object is pointed at by its first brace: underlining all of it helps nobody.
    #[must_use]
    pub fn place(&self) -> Place {
        let length = if matches!(self.kind, Kind::Object(_)) {
            1
        } else {
            self.length
        };
        Place {
            offset: self.offset,
            length,
        }
    }

    /// The members of an object; none of anything else.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            Kind::Object(members) => members,
            _ => &[],
        }
    }

    /// The member of that key.
    #[must_use]
    pub fn member(&self, key: &str) -> Option<&Member> {
        self.members().iter().find(|member| member.key == key)
    }

    /// The items of a list; anything else is a list of one.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }

    /// The text that it is.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A text, or a number or truth value in the words of its text, which AWS reads alike in conditions.
    #[must_use]
    pub fn scalar(&self) -> Option<String> {
        match &self.kind {
            Kind::Text(text) | Kind::Number(text) => Some(text.clone()),
            Kind::Bool(truth) => Some(truth.to_string()),
            Kind::Null | Kind::List(_) | Kind::Object(_) => None,
        }
    }
}

impl Member {
    /// Where the key stands.
    #[must_use]
    pub fn key_place(&self) -> Place {
        Place {
            offset: self.offset,
            length: self.length,
        }
    }
}
