//! A server that answers what a test tells it to.

use std::future::{Future, ready};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use bytes::Bytes;

use crate::aws::connector::{Answers, InProcess};
use crate::aws::{Door, Settings};
use crate::sandbox::Reply;

type Answer = dyn Fn(&Seen, usize) -> Reply + Send + Sync;

/// A request, as far as tests look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// `AWSOrganizationsV20161128.ListAccounts`, or the form body of a query.
    pub what: String,
    /// The access key that signed it.
    pub key: String,
    /// The Region that it is signed for.
    pub region: String,
}

/// Answers the n-th request, counted from 0.
#[derive(Clone)]
pub struct Script {
    answer: Arc<Answer>,
    asked: Arc<AtomicUsize>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Script {
    pub fn new(answer: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self {
            answer: Arc::new(answer),
            asked: Arc::new(AtomicUsize::new(0)),
            seen: Arc::new(Mutex::new(Vec::new())),
        }
    }

    /// How many requests arrived.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub fn door(&self) -> Door {
        self.door_with(&Settings::default())
    }

    pub fn door_with(&self, settings: &Settings) -> Door {
        Door::in_process(settings, SharedHttpClient::new(InProcess(self.clone()))).unwrap()
    }
}

impl Answers for Script {
    fn answer(&self, request: http::Request<Bytes>) -> impl Future<Output = Reply> + Send {
        let header = |name: &str| {
            let value = request.headers().get(name).and_then(|value| value.to_str().ok());
            value.map(str::to_owned)
        };
        let seen = Seen {
            what: header("x-amz-target").unwrap_or_else(|| String::from_utf8_lossy(request.body()).into_owned()),
            key: header("authorization")
                .and_then(|line| Some(line.split_once("Credential=")?.1.split_once('/')?.0.to_owned()))
                .unwrap_or_default(),
            region: header("authorization")
                .and_then(|line| Some(line.split_once("Credential=")?.1.split('/').nth(2)?.to_owned()))
                .unwrap_or_default(),
        };
        let reply = (self.answer)(&seen, self.asked.fetch_add(1, Ordering::SeqCst));
        self.seen.lock().unwrap().push(seen);
        ready(reply)
    }
}

pub fn answer(status: u16, kind: &str, body: &str) -> Reply {
    let response = http::Response::builder()
        .status(status)
        .header("content-type", kind)
        .header("x-amzn-requestid", "request-1")
        .body(Bytes::from(body.to_owned()));
    Reply::Answer(response.unwrap())
}

pub fn json(body: &str) -> Reply {
    answer(200, "application/x-amz-json-1.1", body)
}

pub fn refusal(status: u16, code: &str) -> Reply {
    let body = format!(r#"{{"__type":"{code}","Message":"said {code}","Reason":"BECAUSE"}}"#);
    answer(status, "application/x-amz-json-1.1", &body)
}

pub fn html(status: u16) -> Reply {
    answer(
        status,
        "text/html; charset=utf-8",
        "<!doctype html>\n<html lang=en>\n<title>Oh</title>",
    )
}

pub fn xml(body: &str) -> Reply {
    answer(200, "text/xml", body)
}
