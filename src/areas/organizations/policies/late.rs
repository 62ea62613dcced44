//! Texts with ids that only AWS knows: of accounts that are not pinned, of an Organization that is yet to be made.
//!
//! Such a text is written once, when the baseline is checked, with references in place of the ids: `${account.security.id}`. When the baseline is tied
//! to a live Organization the ids come in. A reference that is left belongs to what the same plan makes: the plan shows it, and the apply fills it in.

use crate::areas::organizations::model::late::Awaited;
use crate::areas::organizations::model::world::World;
use crate::areas::organizations::shared::addresses;
use crate::engine::address::Address;
use crate::engine::change::{Facet, Label};
use crate::engine::late::{Late, Template};
use crate::guardrails::Document;
use crate::organization::{Binding, Live};

use crate::areas::organizations::model::policy::DeclaredPolicy;

fn address(awaited: &Awaited, world: &World) -> Address {
    match awaited {
        Awaited::Account(key) => Address::new("account", key),
        Awaited::Organization => addresses::organization(world),
    }
}

impl DeclaredPolicy {
    /// Puts in the ids that are known now; those that are not are waited for.
    pub fn resolve(&mut self, live: &Live, binding: &Binding) {
        let Some(late) = &self.late else { return };
        self.awaits.clear();
        let text = late.with(|awaited| awaited.id(live, binding));
        let unknown = late.awaited().filter(|awaited| awaited.id(live, binding).is_none());
        self.awaits.extend(unknown.cloned());
        // References and ids are plain text inside of strings: what was a document stays one.
        if let Ok(document) = Document::parse(&text) {
            self.document = document;
        }
    }

    /// What must be there before the text can be written.
    pub fn needs(&self, world: &World) -> impl Iterator<Item = Label> {
        let label = |awaited: &Awaited| Label::new(&address(awaited, world), Facet::Exists);
        self.awaits.iter().map(label)
    }

    /// A text of this policy, and what its references stand for.
    #[must_use]
    pub fn template(&self, text: String, world: &World) -> Template {
        let references = self.awaits.iter().map(|awaited| {
            let late = Late::id(address(awaited, world));
            (awaited.reference(), late)
        });
        Template {
            references: references.filter(|(reference, _)| text.contains(reference)).collect(),
            text,
        }
    }
}

/// A text of an earlier plan with the ids that are known now.
#[must_use]
pub fn fill(text: &str, world: &World) -> String {
    let mut text = text.to_owned();
    let accounts = world.baseline.organization.accounts.keys().cloned();
    for awaited in accounts.map(Awaited::Account).chain([Awaited::Organization]) {
        if let Some(id) = awaited.id(&world.live, &world.binding) {
            text = text.replace(&awaited.reference(), &id);
        }
    }
    text
}
