/// AWS Organizations.
pub(in crate::sandbox) struct Organizations;
