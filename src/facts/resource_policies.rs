//! How much of a resource policy document each service takes.

/// Bytes of a bucket's policy (Amazon S3 User Guide, "Bucket policies": 20 KB).
pub const BUCKET: usize = 20 * 1024;
/// Bytes of a key's policy (AWS KMS Developer Guide, "Resource quotas": 32 KB; API Reference, `PutKeyPolicy`: 32,768).
pub const KEY: usize = 32 * 1024;
/// Bytes of a topic's policy (Amazon SNS Developer Guide, "API permissions", "Policy quotas": 30 KB).
pub const TOPIC: usize = 30 * 1024;
/// Statements of a topic's policy (the same page).
pub const TOPIC_STATEMENTS: usize = 100;
/// Bytes of a queue's policy (Amazon SQS Developer Guide, "Policy quotas").
pub const QUEUE: usize = 8_192;
/// Statements of a queue's policy (the same page).
pub const QUEUE_STATEMENTS: usize = 20;
