import { needsSignIn } from "../app/session.ts";
import { t } from "../app/words/words.ts";
import { useTextEditing } from "./controls/text-editing.ts";
import { Brand } from "./controls/brand.tsx";
import { ListScreen } from "./list-screen.tsx";
import { useMenuAct } from "./store/menu-act.ts";
import { SignInScreen } from "./sign-in/sign-in-screen.tsx";
import { AccountContext, useKith, useKithState } from "./store/use-kith.ts";

/** The current screen: waiting for main, signing in, or the list. */
export function App() {
  const kith = useKith();
  useMenuAct("about", () => kith.setScreen({ dialog: { kind: "about" } }));
  useMenuAct("connection", () => kith.setScreen({ dialog: { kind: "connection" } }));
  const bridge = useKithState((state) => state.bridge);
  const isLoaded = useKithState((state) => state.isLoaded);
  const isSigningIn = useKithState((state) => state.screen.isSigningIn);
  // One account at a time for now: the first.
  const view = useKithState((state) => state.accounts[0] ?? null);

  useTextEditing();

  if (bridge === "refused" || bridge === "impostor") return <Blank text={t(`app.${bridge}`)} isProblem />;
  const isGone = bridge === "gone";
  if (!isLoaded && !isGone) return <Blank text={t("app.loading")} />;
  // The demo has no sign-in form, because nobody knows its password. The banner's button leaves it.
  const isWaiting = view === null || (needsSignIn(view.session) && !view.isDemo);
  // Without main, the list stays readable, and its foot line says that the connection is lost. A typed password is dropped.
  if (isGone && (isWaiting || isSigningIn)) return <Blank text={t("app.gone")} isProblem />;
  if (isWaiting || isSigningIn) return <SignInScreen view={view} />;
  return (
    <AccountContext value={view}>
      <ListScreen key={view.account} />
    </AccountContext>
  );
}

function Blank({ text, isProblem = false }: { readonly text: string; readonly isProblem?: boolean }) {
  return (
    <main className="blank">
      <Brand />
      <h1 className="visually-hidden">{t("app.name")}</h1>
      <p role={isProblem ? "alert" : undefined} className={isProblem ? "" : "blank-waiting"}>
        {text}
      </p>
    </main>
  );
}
