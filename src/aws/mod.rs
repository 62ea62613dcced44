//! The door to AWS: clients, pacing, retry, error meaning, call ledger.
