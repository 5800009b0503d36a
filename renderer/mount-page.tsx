import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/overlays.css";
import "./styles/screens.css";
import "./styles/list.css";
import "./styles/details.css";
import "./styles/connection.css";
import { createRoot } from "react-dom/client";
import type { Bridge } from "../app/contract.ts";
import { nameOrder } from "../app/name-order.ts";
import { speak } from "../app/words/words.ts";
import { App } from "./app.tsx";
import { createKithStore, type KithStore } from "./store/kith-store.ts";
import { KithContext, useKithState } from "./store/use-kith.ts";

/** Puts Kith on the page, following main over the bridge. */
export function mountPage(bridge: Bridge, speakIn = speak): KithStore {
  const root = document.getElementById("root");
  if (root === null) throw new Error("The page has no element #root");
  const kith = createKithStore(bridge, {
    // A window nobody sees gets no frames; what it is told must still arrive, for titles and for screen readers.
    nextFrame: (callback) => {
      if (document.hidden) setTimeout(callback, 0);
      else requestAnimationFrame(callback);
    },
    collator: nameOrder(navigator.languages),
  });
  const speakNow = () => {
    document.documentElement.lang = speakIn(kith.getState().language, navigator.languages);
  };
  speakNow();
  // Before the page hears of it: what it draws then is in the new language.
  kith.subscribe(({ language }, before) => {
    if (language !== before.language) speakNow();
  });
  // Chromium hears of a network that comes back in either shell; main hears of none.
  window.addEventListener("online", () => void kith.call("checkConnections", { reason: "network" }));
  createRoot(root).render(
    <KithContext value={kith}>
      <Page />
    </KithContext>,
  );
  return kith;
}

/** Renders everything again in another language: components look up their sentences while they render. */
function Page() {
  return <App key={useKithState((state) => state.language)} />;
}
