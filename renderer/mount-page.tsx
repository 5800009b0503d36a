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

/** Renders Kith on the page. It follows main over the bridge. */
export function mountPage(bridge: Bridge, speakIn = speak): KithStore {
  const root = document.getElementById("root");
  if (root === null) throw new Error("The page has no element #root");
  const kith = createKithStore(bridge, {
    // A hidden window gets no animation frames, but its title and its announcements must still be updated.
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
  // Subscribed before React is, so that the language has changed before the page renders again.
  kith.subscribe(({ language }, before) => {
    if (language !== before.language) speakNow();
  });
  // Chromium reports in both shells that the network is back. Node has no event for it.
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
