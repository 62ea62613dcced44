//! Clients of a port: who is let in, and who keeps whom out.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::super::{FaultKind, Options, When, serve};
use super::door::{fault, sandbox};

#[tokio::test]
async fn on_a_socket() {
    let sandbox = sandbox("empty");
    fault(&sandbox, FaultKind::DropBefore, When::Nth(2));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(serve(sandbox, listener, stopped));
    let mut answers = Vec::new();
    for _ in 0..2 {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let request = format!(
            "POST / HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nx-amz-target: AWSOrganizationsV20161128.ListRoots\r\n\
             authorization: AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/organizations/aws4_request\r\ncontent-length: 2\r\n\r\n{{}}"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer).await;
        answers.push(answer);
    }
    assert!(
        answers[0].starts_with("HTTP/1.1 200 OK") && answers[0].contains("\"PolicyTypes\""),
        "{}",
        answers[0]
    );
    assert_eq!(answers[1], "");
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
}

#[tokio::test]
async fn who_only_opens_connections_keeps_nobody_out() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(serve(sandbox("empty"), listener, stopped));
    let mut silent = Vec::new();
    for _ in 0..300 {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        stream.write_all(b"POST / HTTP/1.1\r\nhost: x\r\n").await.unwrap();
        silent.push(stream);
    }
    let asked = async |headers: &str| {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let request = format!("POST / HTTP/1.1\r\nconnection: close\r\n{headers}content-length: 2\r\n\r\n{{}}");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer).await;
        answer
    };
    let target = "x-amz-target: AWSOrganizationsV20161128.ListRoots\r\n";
    let signed = "authorization: AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/organizations/aws4_request\r\n";
    let answer = asked(&format!("host: {address}\r\n{target}{signed}")).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    for (headers, status) in [
        (
            format!("host: evil.example:{}\r\n{target}{signed}", address.port()),
            "421",
        ),
        (
            format!("host: {address}\r\n{target}{signed}origin: https://evil.example\r\n"),
            "403",
        ),
        (format!("host: {address}\r\n{target}"), "403"),
    ] {
        let answer = asked(&headers).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{headers}: {answer}");
        assert!(
            !answer.contains("PolicyTypes") && !answer.to_lowercase().contains("access-control"),
            "{answer}"
        );
    }
    drop(silent);
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
}

const ROOTS: &str = "x-amz-target: AWSOrganizationsV20161128.ListRoots\r\n\
    authorization: AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/organizations/aws4_request\r\n";

/// Reads one answer of a connection that stays open: its status line.
async fn one_answer(stream: &mut tokio::net::TcpStream) -> String {
    let mut answer = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let read = stream.read(&mut chunk).await.unwrap();
        assert_ne!(read, 0, "{}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&chunk[..read]);
        if answer.ends_with(b"}") {
            return String::from_utf8(answer).unwrap().lines().next().unwrap().to_owned();
        }
    }
}

#[tokio::test]
async fn who_keeps_connections_and_does_not_use_them_keeps_nobody_out() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let held = sandbox("empty");
    let serving = tokio::spawn(serve(held.clone(), listener, stopped));
    let ask = format!("POST / HTTP/1.1\r\nhost: {address}\r\n{ROOTS}content-length: 2\r\n\r\n{{}}");
    let slow = format!("POST / HTTP/1.1\r\nhost: {address}\r\n{ROOTS}content-length: 2000\r\n\r\n{{");
    // Those that have spoken once, and then those whose request never ends.
    for request in [&ask, &slow] {
        let mut kept = Vec::new();
        for number in 0..300 {
            let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            if request == &ask {
                assert_eq!(one_answer(&mut stream).await, "HTTP/1.1 200 OK", "{number}");
                // The first is used again and again: it is never the one that is idle for the longest time.
                if let Some(first) = kept.first_mut() {
                    tokio::net::TcpStream::write_all(first, ask.as_bytes()).await.unwrap();
                    assert_eq!(one_answer(first).await, "HTTP/1.1 200 OK", "{number}");
                }
            }
            kept.push(stream);
        }
        let late = async {
            let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
            stream.write_all(ask.as_bytes()).await.unwrap();
            one_answer(&mut stream).await
        };
        let late = tokio::time::timeout(Duration::from_secs(5), late).await;
        assert_eq!(late.unwrap(), "HTTP/1.1 200 OK");
    }
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
}

#[tokio::test]
async fn what_works_is_not_closed_for_a_new_one() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let held = sandbox("empty");
    held.set_options(Options {
        rate_factor: f64::INFINITY,
        latency: Duration::from_secs(1),
        ..Options::default()
    });
    let serving = tokio::spawn(serve(held, listener, stopped));
    let ask = format!("POST / HTTP/1.1\r\nhost: {address}\r\n{ROOTS}content-length: 2\r\n\r\n{{}}");
    let mut all = Vec::new();
    for _ in 0..300 {
        let ask = ask.clone();
        all.push(tokio::spawn(async move {
            let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
            stream.write_all(ask.as_bytes()).await.unwrap();
            one_answer(&mut stream).await
        }));
    }
    for one in all {
        assert_eq!(one.await.unwrap(), "HTTP/1.1 200 OK");
    }
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_request_line_for_another_host_is_refused_on_the_socket() {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(serve(sandbox("empty"), listener, stopped));
    for (line, host, status) in [
        (
            "POST http://evil.example/ HTTP/1.1",
            format!("host: {address}\r\n"),
            "421",
        ),
        ("GET http://evil/ HTTP/1.1", format!("host: {address}\r\n"), "421"),
        (
            "POST / HTTP/1.1",
            format!("host: {address}\r\nhost: {address}\r\n"),
            "4",
        ),
        ("POST / HTTP/1.0", String::new(), "421"),
        (
            "CONNECT evil.example:443 HTTP/1.1",
            format!("host: {address}\r\n"),
            "421",
        ),
    ] {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let request = format!("{line}\r\nconnection: close\r\n{host}{ROOTS}content-length: 2\r\n\r\n{{}}");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer).await;
        let (_, got) = answer.split_once(' ').unwrap_or_else(|| panic!("{line}: {answer}"));
        assert!(
            got.starts_with(status) && !answer.contains("PolicyTypes"),
            "{line}: {answer}"
        );
    }
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
}
