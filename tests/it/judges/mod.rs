//! What outside judges say: boto3 and the AWS CLI of our sandbox, moto's server of groundline, and two evaluators of policies of ours. All of
//! them are programs in `tests/judges`.

mod child;
pub mod desk;
mod evaluator;
mod expectation;
mod kill;
mod moto;
mod moto_acme;
mod moto_by_hand;
mod password_policy;
pub mod python;
mod sandbox;
