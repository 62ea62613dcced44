//! The tree that all areas stand on: root, units, accounts, ids, states, tags. Pure.
