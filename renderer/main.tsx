import { openBridge } from "./bridge/bridge.ts";
import { mountPage } from "./mount-page.tsx";

mountPage(openBridge());
