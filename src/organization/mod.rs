//! The tree that all areas stand on: root, units, accounts, ids, states, tags, owners. Pure: it is read and written elsewhere.

mod bind;
mod declared;
mod live;
mod near;
mod place;
mod placement;

pub use bind::{Binding, REPLACED, bind};
pub use declared::{Declared, DeclaredAccount, DeclaredUnit, MANAGEMENT, ROOT, Undeclared};
pub use live::{Creation, Live, LiveAccount, LiveUnit, PolicyTypeState, State, Tags};
pub use near::{Alike, Likeness};
pub use place::{Place, PlaceId};
pub use placement::{Move, Node, chain_after, chain_before, moves};
