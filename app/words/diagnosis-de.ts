import type { diagnosisWords as english } from "./diagnosis-en.ts";

export const diagnosisWords: Readonly<Record<keyof typeof english, string>> = {
  "diagnosis.connecting":
    "{isResuming, select, true {Verbindung zu {domain} wird aufgebaut, um die Sitzung fortzusetzen.} other {Verbindung zu {domain} wird aufgebaut.}}",
  "diagnosis.looked-up":
    "{endpoints, plural, =0 {{domain} bietet laut DNS kein XMPP an.} one {{domain} nachgeschlagen: ein Server kommt in Frage.} other {{domain} nachgeschlagen: # Server kommen in Frage.}}",
  "diagnosis.trying":
    "Versuch mit {host}, Port {port}, über {security, select, starttls {STARTTLS} other {Direct TLS}}.",
  "diagnosis.redirected": "Der Server verweist auf {host}, Port {port}.",
  "diagnosis.encrypted": "Verschlüsselt mit {protocol}.",
  "diagnosis.certificate":
    "{verdict, select, valid {Das Zertifikat ist gültig.} refused {Dem Zertifikat wird nicht vertraut: {problems}.} other {Es ist das Zertifikat, dem du vertraust.}}",
  "diagnosis.mechanisms-offered": "Der Server bietet diese Anmeldeverfahren an: {mechanisms}.",
  "diagnosis.signing-in": "Anmeldung mit {mechanism}.",
  "diagnosis.mechanism-refused": "Der Server hat {mechanism} abgelehnt.",
  "diagnosis.signed-in": "Mit {mechanism} angemeldet.",
  "diagnosis.bound": "Online in einer neuen Sitzung.",
  "diagnosis.resumed": "Wieder online in derselben Sitzung.",
  "diagnosis.not-resumed": "Der Server kennt die frühere Sitzung nicht mehr.",
  "diagnosis.endpoint-failed": "Mit {host}, Port {port}, hat es nicht geklappt. {why}",
  "diagnosis.connect-failed":
    "{stage, select, clear {Die Verbindung ist gescheitert.} other {Die Anmeldung ist gescheitert.}} {why}",
  "diagnosis.stream-ended":
    "{by, select, network {Die Verbindung ist abgebrochen.} kith {Kith hat die Verbindung beendet. {why}} other {{why}}}",
  "diagnosis.retry-planned": "Nächster Versuch in {seconds, plural, one {# Sekunde} other {# Sekunden}}.",
  "diagnosis.connection-check":
    "{reason, select, wake {Der Computer ist aufgewacht} other {Das Netzwerk hat sich geändert}}: Die Verbindung wird geprüft.",
  "diagnosis.went-offline": "Du bist offline gegangen.",
  "diagnosis.signed-out": "Abgemeldet.",
  "diagnosis.server-software": "Auf dem Server läuft {software}.",
  "diagnosis.list-requested":
    "{hasVersion, select, true {Nach Änderungen an der Kontaktliste gefragt.} other {Die ganze Kontaktliste angefordert.}}",
  "diagnosis.list-received":
    "{isChanged, select, true {Kontaktliste erhalten} other {Die Kontaktliste ist aktuell}}: {contacts, plural, =0 {keine Kontakte} one {# Kontakt} other {# Kontakte}}.",
  "diagnosis.list-failed": "Die Kontaktliste konnte nicht abgerufen werden. {why}",
  "diagnosis.edit-refused":
    "{edit, select, add {Ein Kontakt konnte nicht hinzugefügt werden.} remove {Ein Kontakt konnte nicht entfernt werden.} ask {Eine Anfrage konnte nicht gesendet werden.} other {Ein Kontakt konnte nicht geändert werden.}} {why}",
  "diagnosis.edits-paused":
    "{reason, select, disk {Änderungen warten: Kith kann nicht in seinen Ordner schreiben.} other {Änderungen warten: Der Server hat Kith gebeten, langsamer zu machen.}}",
  "diagnosis.request-failed": "Eine Statusanfrage ist gescheitert. {why}",
  "diagnosis.push-refused":
    "Eine Änderung der Kontaktliste wurde ignoriert: {reason, select, content {Kith kann sie nicht lesen.} other {Sie kam nicht von deinem Konto.}}",
  "diagnosis.limit-reached":
    "{what, select, requests {Es kamen mehr Anfragen an, als Kith behält.} other {Es kamen mehr Nachrichten an, als Kith behält.}}",
  "diagnosis.disk-trouble":
    "{trouble, select, unwritable {{file} konnte nicht geschrieben werden.} unreadable {{file} konnte nicht gelesen werden.} damaged {{file} war beschädigt und wurde beiseitegelegt.} other {{file} war teilweise beschädigt. Eine Kopie wurde gespeichert.}}",

  "diagnosis.problem.expired": "es ist abgelaufen",
  "diagnosis.problem.not-yet-valid": "es ist noch nicht gültig",
  "diagnosis.problem.wrong-name": "es gilt für einen anderen Namen",
  "diagnosis.problem.self-signed": "es ist selbst signiert",
  "diagnosis.problem.unknown-issuer": "sein Aussteller ist unbekannt",

  "diagnosis.ended-by-server": "Der Server hat die Verbindung geschlossen.",
  "diagnosis.ended-by-silence": "Der Server antwortet nicht mehr.",
  "diagnosis.no-mechanisms": "Der Server bietet kein Anmeldeverfahren an.",
  "diagnosis.this-address": "diese Adresse",
  "diagnosis.other-address": "eine andere Adresse",
  "diagnosis.repeated": "{times, number}-mal",

  "connection.title": "Verbindung",
  "connection.address": "Adresse",
  "connection.server": "Server",
  "connection.security": "Verschlüsselung",
  "connection.sign-in": "Anmeldung",
  "connection.software": "Software",
  "connection.starttls": "{tls}, STARTTLS",
  "connection.direct-tls": "{tls}, Direct TLS",
  "connection.events": "Verlauf",
  "connection.none": "Noch keine Einträge.",
  "connection.unavailable": "Kith ist nicht erreichbar. Das hier ist vorher geschehen.",
  "connection.copy": "Bericht kopieren",
  "connection.copied": "Bericht kopiert",
  "connection.copy-failed": "Der Bericht konnte nicht kopiert werden.",
  "connection.privacy":
    "Der Bericht enthält keine Passwörter, Kontakte, Gruppen oder Nachrichten und kürzt deine Adresse.",
};
