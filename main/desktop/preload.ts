import { contextBridge, ipcRenderer } from "electron";
import { callChannel, messageChannel, type Preload } from "../../app/page-ipc.ts";

/* Runs in the page's sandbox, before the page and apart from it. Neither `ipcRenderer` nor any of its events reaches the page. */

const preload: Preload = {
  call: async (text) => String(await ipcRenderer.invoke(callChannel, text)),
  onMessage: (listener) => {
    ipcRenderer.on(messageChannel, (_event, text) => listener(String(text)));
  },
};

contextBridge.exposeInMainWorld("kith", preload);
