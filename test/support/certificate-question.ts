import type { Certificate } from "../../app/session.ts";

/** What a hotel's portal shows in the place of one's own server. */
export const foreignCertificate: Certificate = {
  fingerprint: "AA:BB",
  subject: "portal.hotel.example",
  issuer: "Hotel",
  names: ["portal.hotel.example"],
  validFrom: 0,
  validTo: 0,
  problems: ["unknown-issuer", "wrong-name"],
  outdated: null,
  isChanged: false,
};
