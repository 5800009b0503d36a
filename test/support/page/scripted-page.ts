import "../../../renderer/bridge/jitless.ts";
import { mountPage } from "../../../renderer/mount-page.tsx";
import { initialAppFacts } from "../../../app/patch.ts";
import { speakWords } from "../../../app/words/words.ts";
import { pseudoWords } from "./pseudo-words.ts";
import { cast } from "./cast.ts";
import { createScriptedBridge, type ScriptedBridge } from "./scripted-bridge.ts";

declare global {
  interface Window {
    /** For the console, and for a script that takes pictures. */
    cast?: ScriptedBridge;
  }
}

/* `?n=10000` fills the list with a crowd, `?empty` leaves it without anybody, `?signed-out` without an account; with `?demo` it is
   the demo's. */
const query = new URLSearchParams(location.search);
const count = query.has("n") ? Number(query.get("n")) : query.has("empty") ? 0 : null;
const bridge = createScriptedBridge({
  revision: 1,
  accounts: query.has("signed-out") ? [] : [{ ...cast(count), isDemo: query.has("demo") }],
  ...initialAppFacts,
  canStaySignedIn: true,
  version: "0.1.0",
});
window.cast = bridge;
/** A language that nobody can choose: longer than any, and as if it were written from right to left. */
function speakPseudo(): string {
  speakWords("en", pseudoWords);
  return "ar-XB";
}

if (query.has("rtl")) document.documentElement.dir = "rtl";
performance.mark("mount");
mountPage(bridge, query.has("pseudo") ? speakPseudo : undefined);
