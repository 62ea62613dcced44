//! What outside judges say: boto3 and the AWS CLI of our sandbox, and moto's server of groundline. All of them are Python programs in `tests/judges`.

mod child;
mod desk;
mod expectation;
mod kill;
mod moto;
mod moto_acme;
mod moto_by_hand;
mod python;
mod sandbox;
