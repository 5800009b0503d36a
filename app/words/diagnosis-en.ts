import type { DiagnosisKind } from "../diagnosis/event.ts";
import type { CertificateProblem } from "../session.ts";

/** What happened to a connection, a sentence for each kind of entry. `why` is the sentence of a failure. */
const events = {
  "diagnosis.connecting":
    "{isResuming, select, true {Connecting to {domain} to resume the session.} other {Connecting to {domain}.}}",
  "diagnosis.looked-up":
    "{endpoints, plural, =0 {{domain} offers no XMPP service in DNS.} one {Looked up {domain}: one server to try.} other {Looked up {domain}: # servers to try.}}",
  "diagnosis.trying":
    "Trying {host}, port {port}, with {security, select, starttls {STARTTLS} other {Direct TLS}}.",
  "diagnosis.redirected": "The server points to {host}, port {port}.",
  "diagnosis.encrypted": "Encrypted with {protocol}.",
  "diagnosis.certificate":
    "{verdict, select, valid {The certificate is valid.} refused {The certificate is not trusted: {problems}.} other {The certificate is the one you trusted.}}",
  "diagnosis.mechanisms-offered": "The server offers these ways to sign in: {mechanisms}.",
  "diagnosis.signing-in": "Signing in with {mechanism}.",
  "diagnosis.mechanism-refused": "The server refused {mechanism}.",
  "diagnosis.signed-in": "Signed in with {mechanism}.",
  "diagnosis.bound": "Online in a new session.",
  "diagnosis.resumed": "Online again in the same session.",
  "diagnosis.not-resumed": "The server no longer knows the earlier session.",
  "diagnosis.endpoint-failed": "{host}, port {port}, did not work. {why}",
  "diagnosis.connect-failed": "{stage, select, clear {Could not connect.} other {Could not sign in.}} {why}",
  "diagnosis.stream-ended":
    "{by, select, network {The connection was lost.} kith {Kith ended the connection. {why}} other {{why}}}",
  "diagnosis.retry-planned":
    "Waiting {seconds, plural, one {# second} other {# seconds}} before the next attempt.",
  "diagnosis.connection-check":
    "{reason, select, wake {The computer woke up} other {The network changed}}: checking the connection.",
  "diagnosis.went-offline": "You went offline.",
  "diagnosis.signed-out": "Signed out.",
  "diagnosis.server-software": "The server runs {software}.",
  "diagnosis.list-requested":
    "{hasVersion, select, true {Asked what has changed in the contact list.} other {Asked for the whole contact list.}}",
  "diagnosis.list-received":
    "{isChanged, select, true {Received the contact list} other {The contact list is up to date}}: {contacts, plural, =0 {no contacts} one {# contact} other {# contacts}}.",
  "diagnosis.list-failed": "Could not get the contact list. {why}",
  "diagnosis.edit-refused":
    "{edit, select, add {A contact could not be added.} remove {A contact could not be removed.} ask {A request could not be sent.} other {A contact could not be changed.}} {why}",
  "diagnosis.edits-paused":
    "{reason, select, disk {Changes are waiting: Kith cannot write to its folder.} other {Changes are waiting: the server asked Kith to slow down.}}",
  "diagnosis.request-failed": "A request to see someone’s status failed. {why}",
  "diagnosis.push-refused":
    "Ignored a change to the contact list {reason, select, content {that Kith cannot read.} other {that did not come from your account.}}",
  "diagnosis.limit-reached":
    "{what, select, requests {More requests arrived than Kith keeps.} other {More messages arrived than Kith keeps.}}",
  "diagnosis.disk-trouble":
    "{trouble, select, unwritable {Could not write {file}.} unreadable {Could not read {file}.} damaged {{file} was damaged. It was set aside.} other {{file} was partly damaged. A copy was kept.}}",
} as const satisfies Record<`diagnosis.${DiagnosisKind}`, string>;

const problems = {
  "diagnosis.problem.expired": "it has expired",
  "diagnosis.problem.not-yet-valid": "it is not valid yet",
  "diagnosis.problem.wrong-name": "it was issued for another name",
  "diagnosis.problem.self-signed": "it is self-signed",
  "diagnosis.problem.unknown-issuer": "its issuer is unknown",
} as const satisfies Record<`diagnosis.problem.${CertificateProblem}`, string>;

/** The dialog "Connection", its log, and the report. */
export const diagnosisWords = {
  ...events,
  ...problems,
  "diagnosis.ended-by-server": "The server closed the connection.",
  "diagnosis.ended-by-silence": "The server stopped answering.",
  "diagnosis.no-mechanisms": "The server offers no way to sign in.",
  "diagnosis.this-address": "this address",
  "diagnosis.other-address": "another address",
  "diagnosis.repeated": "{times, number} times",

  "connection.title": "Connection",
  "connection.address": "Address",
  "connection.server": "Server",
  "connection.security": "Encryption",
  "connection.sign-in": "Sign-in",
  "connection.software": "Software",
  "connection.starttls": "{tls}, STARTTLS",
  "connection.direct-tls": "{tls}, Direct TLS",
  "connection.events": "What happened",
  "connection.none": "Nothing has happened yet.",
  "connection.unavailable": "Lost connection to Kith. This is what happened before.",
  "connection.copy": "Copy report",
  "connection.copied": "Report copied",
  "connection.copy-failed": "The report could not be copied.",
  "connection.privacy":
    "The report contains no passwords, contacts, groups or messages, and shortens your address.",
} as const;
