//! restXml from bytes to bytes, with requests written by hand to a service that says back what it understood.

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use super::super::ask::Ask;
use super::super::erased::AnyService;
use super::super::model::{NoEvent, Services, Stored};
use super::super::refusal::Refusal;
use super::super::service::{ErrorCodes, Operation, Simulated, Spot};
use super::super::wire::{self, Incoming, Payload, Route};
use super::super::{Seed, Setup, State};
use super::door::signed;
use crate::facts::access::Access;
use crate::facts::service::{HostLabel, Protocol, Quota, Reach, Service};
use crate::sandbox::caller::Caller;
use crate::sandbox::clock::Moment;
use crate::sandbox::input::Input;
use crate::sandbox::services::s3_control::S3Control;

/// As much of S3 as it takes to have every kind of route.
static S3: Service = Service {
    prefix: "s3",
    signing_name: "s3",
    reach: Reach::Regional,
    protocol: Protocol::RestXml {
        endpoint: "s3",
        before: HostLabel::Bucket,
        namespace: "http://s3.amazonaws.com/doc/2006-03-01/",
        wrapped_errors: false,
    },
    serial_writes: false,
    quota: Quota::PerOperation,
    rates: &[],
    asynchronous: &[],
};

struct Buckets;

impl Simulated for Buckets {
    type State = ();
    type Event = NoEvent;
    const SERVICE: &'static Service = &S3;
    const ERRORS: ErrorCodes = S3Control::ERRORS;
    const OPERATIONS: &'static [Operation<Self>] = &[
        Operation::at(
            Route {
                gives: Payload::Xml {
                    root: "ListAllMyBucketsResult",
                    repeated: &[],
                },
                query: &[("prefix", "Prefix")],
                ..Route::xml("GET", "/")
            },
            "ListBuckets",
            Access::Read,
            buckets,
        ),
        Operation::at(
            Route {
                answers: &[("BucketRegion", "x-amz-bucket-region")],
                ..Route::xml("HEAD", "/{Bucket}")
            },
            "HeadBucket",
            Access::Read,
            head,
        ),
        Operation::at(Route::xml("GET", "/{Bucket}"), "ListObjects", Access::Read, refused),
        Operation::at(
            Route {
                gives: Payload::Text("Policy"),
                ..Route::xml("GET", "/{Bucket}?policy")
            },
            "GetBucketPolicy",
            Access::Read,
            policy,
        ),
        Operation::at(
            Route {
                takes: Payload::Text("Policy"),
                status: 204,
                ..Route::xml("PUT", "/{Bucket}?policy")
            },
            "PutBucketPolicy",
            Access::Write,
            refused,
        ),
        Operation::at(
            Route {
                takes: Payload::Xml {
                    root: "LifecycleConfiguration",
                    repeated: &["Rule", "Transition"],
                },
                headers: &[("x-amz-expected-bucket-owner", "ExpectedBucketOwner")],
                ..Route::xml("PUT", "/{Bucket}?lifecycle")
            },
            "PutBucketLifecycleConfiguration",
            Access::Write,
            refused,
        ),
        Operation::at(
            Route {
                takes: Payload::Text("Body"),
                ..Route::xml("PUT", "/{Bucket}/{Key+}")
            },
            "PutObject",
            Access::Write,
            refused,
        ),
    ];

    fn stored(services: &Services) -> &Stored<(), NoEvent> {
        &services.tagging
    }

    fn stored_mut(services: &mut Services) -> &mut Stored<(), NoEvent> {
        &mut services.tagging
    }

    fn happen(_: &mut Spot<'_, Self>, event: NoEvent) {
        match event {}
    }
}

static BOTH: &[&dyn AnyService] = &[&Buckets, &S3Control];

fn buckets(_: &mut Spot<'_, Buckets>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let prefix = ask.input.text("Prefix")?;
    let bucket = json!([{"Name": "a&b"}, {"Name": "logs"}]);
    Ok(json!({"ListAllMyBucketsResult": {"Prefix": prefix, "Buckets": {"Bucket": bucket}}}))
}

fn head(spot: &mut Spot<'_, Buckets>, _: &Ask<'_>) -> Result<Value, Refusal> {
    *spot.get_mut() = ();
    Ok(json!({"BucketRegion": "eu-west-1"}))
}

fn policy(_: &mut Spot<'_, Buckets>, ask: &Ask<'_>) -> Result<Value, Refusal> {
    let bucket = ask.input.required("Bucket")?;
    Ok(json!({"Policy": format!(r#"{{"Statement":["{bucket}"]}}"#)}))
}

fn refused(_: &mut Spot<'_, Buckets>, _: &Ask<'_>) -> Result<Value, Refusal> {
    Err(Refusal {
        headers: vec![("x-amz-bucket-region", "us-west-2".to_owned())],
        ..Refusal::new("NoSuchBucket", "The specified bucket does not exist").with_status(404)
    })
}

/// A request as it stands on the wire: its line, its headers, and behind an empty line its body.
fn understood(text: &str) -> Incoming {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let (method, target) = lines.next().unwrap().split_once(' ').unwrap();
    let mut request: http::request::Builder = signed("s3", "AKIAX", "eu-west-1").method(method).uri(target);
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    let request: Request<Bytes> = request.body(Bytes::from(body.to_owned())).unwrap();
    wire::read(&request, BOTH)
}

/// Which operation of which service a request asks for, and with what.
fn asks(text: &str) -> (String, Value) {
    let incoming = understood(text);
    let service = incoming.service.map_or("none", |service| service.fact().prefix);
    let name = incoming.operation.map_or("unknown", |operation| operation.name());
    let input = incoming
        .input
        .unwrap_or_else(|refusal| panic!("{text}: {}", refusal.message));
    (format!("{service}:{name}"), Value::Object(input))
}

/// Does what a request asks for, for an account in a Region.
fn run(incoming: &Incoming, state: &mut State, (account, region): (&str, &str)) -> Result<Value, Refusal> {
    let caller = Caller {
        account: account.to_owned(),
        arn: String::new(),
        user_id: String::new(),
        session_policy: None,
    };
    let input = incoming.input.clone().unwrap();
    let ask = Ask {
        input: Input::of(&input),
        caller: &caller,
        now: Moment::EPOCH,
        sent: Moment::EPOCH,
        region,
    };
    incoming.operation.unwrap().run(state, &ask)
}

fn state() -> State {
    super::super::seed::grow(&Seed::default(), &Setup::default())
}

/// The answer to a request: status, the header of a bucket's Region, and body.
fn answered(text: &str) -> (u16, Option<String>, String) {
    let incoming = understood(text);
    let response = match run(&incoming, &mut state(), ("123456789012", &incoming.region)) {
        Ok(body) => wire::answer(&incoming, &body, 7),
        Err(refusal) => wire::refuse(&incoming, &refusal, 7),
    };
    let region = response.headers().get("x-amz-bucket-region");
    let region = region.map(|value| value.to_str().unwrap().to_owned());
    let body = String::from_utf8(response.body().to_vec()).unwrap();
    (response.status().as_u16(), region, body)
}

#[test]
fn a_regional_service_keeps_a_state_for_each_account_and_region_that_used_it() {
    let (used, unused) = ("HEAD /logs\nhost: localhost", "GET /logs?policy\nhost: localhost");
    let mut state = state();
    for place in [
        ("123456789012", "eu-west-1"),
        ("111122223333", "eu-west-1"),
        ("123456789012", "eu-central-1"),
    ] {
        run(&understood(used), &mut state, place).unwrap();
    }
    run(&understood(unused), &mut state, ("444455556666", "eu-west-1")).unwrap();
    let places: Vec<String> = state
        .services
        .tagging
        .iter()
        .map(|(place, ())| place.to_string())
        .collect();
    let wanted = [
        "111122223333/eu-west-1",
        "123456789012/eu-central-1",
        "123456789012/eu-west-1",
    ];
    assert_eq!(places, wanted);
}

#[test]
fn a_bucket_stands_in_the_path_or_in_the_host() {
    let wanted = ("s3:GetBucketPolicy".to_owned(), json!({"Bucket": "my.logs"}));
    for request in [
        "GET /my.logs?policy\nhost: s3.eu-west-1.amazonaws.com",
        "GET /my.logs/?policy\nhost: 127.0.0.1:4566",
        "GET /?policy\nhost: my.logs.s3.eu-west-1.amazonaws.com",
        "GET /?policy\nhost: my.logs.localhost:4566",
        "GET https://my.logs.s3.eu-west-1.amazonaws.com/?policy&x-id=GetBucketPolicy",
    ] {
        assert_eq!(asks(request), wanted, "{request}");
    }
    let (name, input) = asks("PUT /a%20b/c.json\nhost: logs.s3.eu-west-1.amazonaws.com\n\n{}");
    let object = json!({"Bucket": "logs", "Key": "a b/c.json", "Body": "{}"});
    assert_eq!((name.as_str(), input), ("s3:PutObject", object));
    let (name, _) = asks("GET /\nhost: s3.eu-west-1.amazonaws.com");
    assert_eq!(name, "s3:ListBuckets");
    let (name, _) = asks("GET /\nhost: logs.s3.eu-west-1.amazonaws.com");
    assert_eq!(name, "s3:ListObjects");
}

#[test]
fn a_query_that_nothing_knows_is_no_other_operation() {
    for request in [
        "GET /logs?cors\nhost: localhost",
        "PUT /logs?policy&versionId=1\nhost: localhost",
        "POST /logs?policy\nhost: localhost",
        "DELETE /logs\nhost: localhost",
    ] {
        assert_eq!(asks(request).0, "s3:unknown", "{request}");
    }
}

#[test]
fn an_account_stands_in_the_host_or_in_a_header_and_makes_it_s3_control() {
    let target = "/v20180820/configuration/publicAccessBlock";
    let wanted = (
        "s3control:GetPublicAccessBlock".to_owned(),
        json!({"AccountId": "111122223333"}),
    );
    for headers in [
        "host: 111122223333.s3-control.eu-west-1.amazonaws.com\nx-amz-account-id: 111122223333",
        "host: 111122223333.s3-control.eu-west-1.amazonaws.com",
        "host: 111122223333.localhost:4566",
        "host: 127.0.0.1:4566\nx-amz-account-id: 111122223333",
    ] {
        assert_eq!(asks(&format!("GET {target}\n{headers}")), wanted, "{headers}");
    }
    let unlike = format!("GET {target}\nhost: 444455556666.localhost\nx-amz-account-id: 111122223333");
    assert_eq!(understood(&unlike).input.unwrap_err().code, "InvalidRequest");
    // What S3 Control does not know is no object of S3.
    let other = "PUT /v20180820/accesspoint/a\nhost: localhost\nx-amz-account-id: 111122223333";
    assert_eq!(asks(other).0, "s3control:unknown");
    // Without an account it is a bucket of this name.
    assert_eq!(asks(&format!("PUT {target}\nhost: localhost")).0, "s3:PutObject");
}

#[test]
fn bodies_are_documents_or_texts() {
    let rules = "<LifecycleConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Rule><ID>a</ID><Filter><Prefix>x</Prefix></Filter>\
        <Transition><Days>1</Days></Transition><Transition><Days>2</Days></Transition></Rule></LifecycleConfiguration>";
    let request = format!(
        "PUT /logs?lifecycle\nhost: localhost\nx-amz-expected-bucket-owner: 123456789012\ncontent-md5: x\n\n{rules}"
    );
    let (name, input) = asks(&request);
    let rule = json!({"ID": "a", "Filter": {"Prefix": "x"}, "Transition": [{"Days": "1"}, {"Days": "2"}]});
    let wanted = json!({
        "Bucket": "logs",
        "ExpectedBucketOwner": "123456789012",
        "LifecycleConfiguration": {"Rule": [rule]},
    });
    assert_eq!((name.as_str(), input), ("s3:PutBucketLifecycleConfiguration", wanted));
    let (_, input) = asks("PUT /logs?policy\nhost: localhost\n\n{\"Statement\": []}");
    assert_eq!(input, json!({"Bucket": "logs", "Policy": "{\"Statement\": []}"}));
    let wrong = "PUT /logs?lifecycle\nhost: localhost\n\n<LifecycleConfiguration><Rule></LifecycleConfiguration>";
    assert_eq!(understood(wrong).input.unwrap_err().code, "MalformedXML");
}

#[test]
fn answers_are_documents_texts_headers_or_nothing() {
    let (status, _, body) = answered("GET /?prefix=a\nhost: localhost");
    let wanted = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListAllMyBucketsResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
        <Buckets><Bucket><Name>a&amp;b</Name></Bucket><Bucket><Name>logs</Name></Bucket></Buckets><Prefix>a</Prefix></ListAllMyBucketsResult>";
    assert_eq!((status, body.as_str()), (200, wanted));
    let policy = answered("GET /logs?policy\nhost: localhost");
    assert_eq!(policy, (200, None, "{\"Statement\":[\"logs\"]}".to_owned()));
    let head = answered("HEAD /logs\nhost: localhost");
    assert_eq!(head, (200, Some("eu-west-1".to_owned()), String::new()));
    let (status, region, body) = answered("GET /logs\nhost: localhost");
    assert_eq!((status, region.as_deref()), (404, Some("us-west-2")));
    assert!(body.contains("<Error><Code>NoSuchBucket</Code>"), "{body}");
    let block = "/v20180820/configuration/publicAccessBlock";
    let (status, _, body) = answered(&format!("GET {block}\nhost: 123456789012.localhost"));
    assert_eq!(status, 404);
    let code = "<ErrorResponse xmlns=\"http://awss3control.amazonaws.com/doc/2018-08-20/\"><Error><Code>NoSuchPublicAccessBlockConfiguration</Code>";
    assert!(body.starts_with(code), "{body}");
    let deleted = answered(&format!("DELETE {block}\nhost: 123456789012.localhost"));
    assert_eq!(deleted, (204, None, String::new()));
}
