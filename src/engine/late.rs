//! What only an apply knows: the id of something that the same plan makes.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::address::Address;

/// The output that everything has once it is made.
pub const ID: &str = "id";

/// An output of a change: the id of `unit.production`, written `unit.production#id`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Late {
    /// What is made.
    pub of: Address,
    /// Which output of it.
    pub output: String,
}

impl Late {
    /// The id of what is made under an address.
    #[must_use]
    pub fn id(of: Address) -> Self {
        Self {
            of,
            output: ID.to_owned(),
        }
    }
}

impl fmt::Display for Late {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.of, self.output)
    }
}

impl Serialize for Late {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Late {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (of, output) = text.rsplit_once('#').ok_or_else(|| {
            serde::de::Error::custom(format!("`{text}` names no output: write it as `unit.production#id`"))
        })?;
        Ok(Self {
            of: of.parse().map_err(serde::de::Error::custom)?,
            output: output.to_owned(),
        })
    }
}

/// A text that is known, or one that only apply knows: `{"$late": "unit.production#id"}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// It is this.
    Known(String),
    /// It is an output of a change of the same plan.
    Late {
        /// Which.
        #[serde(rename = "$late")]
        late: Late,
    },
}

impl Value {
    /// An output of a change.
    #[must_use]
    pub const fn late(late: Late) -> Self {
        Self::Late { late }
    }

    /// The text, where it is known.
    ///
    /// # Errors
    /// Where it is an output that is not there yet.
    pub fn known(&self) -> Result<&str, NotYet> {
        match self {
            Self::Known(text) => Ok(text),
            Self::Late { late } => Err(NotYet(late.clone())),
        }
    }
}

/// A text in which some references stand for outputs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// The text, with references.
    pub text: String,
    /// What each reference stands for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub references: BTreeMap<String, Late>,
}

/// The outputs of the changes that an apply has made so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outputs(BTreeMap<Late, String>);

/// An output that is not there: the change that makes it has not ended well.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} has no {} yet", .0.of, .0.output)]
pub struct NotYet(pub Late);

impl Outputs {
    /// Adds an output.
    pub fn add(&mut self, late: Late, value: impl Into<String>) {
        self.0.insert(late, value.into());
    }

    /// The id of what was made under an address.
    #[must_use]
    pub fn id(&self, of: &Address) -> Option<&str> {
        self.0.get(&Late::id(of.clone())).map(String::as_str)
    }

    /// What was made with an id.
    #[must_use]
    pub fn of_id(&self, id: &str) -> Option<&Address> {
        let mut made = self.0.iter().filter(|(late, _)| late.output == ID);
        made.find(|(_, made)| *made == id).map(|(late, _)| &late.of)
    }

    /// A value as text.
    ///
    /// # Errors
    /// Where it is an output that is not there.
    pub fn text<'a>(&'a self, value: &'a Value) -> Result<&'a str, NotYet> {
        match value {
            Value::Known(text) => Ok(text),
            Value::Late { late } => self.get(late),
        }
    }

    /// A text with the outputs in place of references.
    ///
    /// # Errors
    /// Where one of them is not there.
    pub fn fill(&self, late: &Template) -> Result<String, NotYet> {
        let mut text = late.text.clone();
        for (reference, output) in &late.references {
            text = text.replace(reference, self.get(output)?);
        }
        Ok(text)
    }

    fn get<'a>(&'a self, late: &Late) -> Result<&'a str, NotYet> {
        self.0.get(late).map(String::as_str).ok_or_else(|| NotYet(late.clone()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_and_texts_are_read_back_and_filled_in() {
        let late = Late::id(Address::new("account", "security"));
        let values = vec![Value::Known("ou-1".to_owned()), Value::late(late.clone())];
        let written = json!(values);
        assert_eq!(written, json!(["ou-1", { "$late": "account.security#id" }]));
        assert_eq!(serde_json::from_value::<Vec<Value>>(written).unwrap(), values);
        let text = Template {
            text: "root of ${account.security.id}".to_owned(),
            references: BTreeMap::from([("${account.security.id}".to_owned(), late.clone())]),
        };
        let mut outputs = Outputs::default();
        assert_eq!(
            outputs.fill(&text).unwrap_err().to_string(),
            "account.security has no id yet"
        );
        outputs.add(late, "111111111111");
        assert_eq!(outputs.fill(&text).unwrap(), "root of 111111111111");
        assert_eq!(outputs.text(&values[1]).unwrap(), "111111111111");
        assert_eq!(outputs.id(&Address::new("account", "security")), Some("111111111111"));
    }
}
