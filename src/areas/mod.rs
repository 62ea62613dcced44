//! What can be managed: one folder an area.
