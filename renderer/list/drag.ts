import { autoScrollForElements } from "@atlaskit/pragmatic-drag-and-drop-auto-scroll/element";
import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { pointerOutsideOfPreview } from "@atlaskit/pragmatic-drag-and-drop/element/pointer-outside-of-preview";
import { setCustomNativeDragPreview } from "@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview";
import type { BareJid } from "../../app/jid.ts";
import { createStore, type StoreApi } from "zustand/vanilla";
import { dropOutcome, type DropOutcome } from "./drop-outcome.ts";

/** Who is being dragged, from under which heading. */
export interface Dragged {
  readonly bareJid: BareJid;
  readonly from: string | null;
  readonly name: string;
  readonly groups: readonly string[];
}

/** A drag on its way: what is dragged, and the heading it is over with what letting go would do. */
export interface DragState {
  readonly dragged: Dragged | null;
  readonly over: { readonly group: string | null; readonly outcome: DropOutcome } | null;
}
export type DragStore = StoreApi<DragState>;

export function createDragStore(): DragStore {
  return createStore<DragState>(() => atRest);
}

const atRest: DragState = { dragged: null, over: null };

/** Makes a row something that can be dragged. `ghost` draws what hangs at the pointer. Answers what ends it. */
export function makeDraggable(
  element: HTMLElement,
  who: () => Dragged | undefined,
  ghost: (name: string) => HTMLElement,
) {
  return draggable({
    element,
    canDrag: () => who() !== undefined,
    getInitialData: () => ({ dragged: who() }),
    onGenerateDragPreview: ({ nativeSetDragImage }) => {
      const name = who()?.name ?? "";
      setCustomNativeDragPreview({
        nativeSetDragImage,
        getOffset: pointerOutsideOfPreview({ x: "12px", y: "8px" }),
        render: ({ container }) => void container.append(ghost(name)),
      });
    },
  });
}

/** Makes a heading, or a row under it, a place to let go: both stand for the whole group. */
export function makeDropTarget(element: HTMLElement, group: string | null) {
  return dropTargetForElements({
    element,
    getData: () => ({ group }),
    canDrop: ({ source }) => draggedIn(source.data) !== undefined,
    getDropEffect: ({ input }) => (input.ctrlKey || input.altKey ? "copy" : "move"),
  });
}

/** Follows drags over the whole list. `onDrop` is called with what the person let go of, and what that means. */
export function watchDrags(
  scroller: HTMLElement,
  store: DragStore,
  onDrop: (dragged: Dragged, to: string | null, outcome: DropOutcome) => void,
): () => void {
  return combine(
    autoScrollForElements({ element: scroller }),
    monitorForElements({
      canMonitor: ({ source }) => draggedIn(source.data) !== undefined,
      onDragStart: ({ source }) => store.setState({ dragged: draggedIn(source.data) ?? null, over: null }),
      onDrag: ({ source, location }) =>
        store.setState({ over: where(source.data, location.current, store.getState().over) }),
      onDropTargetChange: ({ source, location }) =>
        store.setState({ over: where(source.data, location.current, null) }),
      onDrop: ({ source, location }) => {
        store.setState(atRest, true);
        const dragged = draggedIn(source.data);
        const over = where(source.data, location.current, null);
        if (dragged !== undefined && over !== null) onDrop(dragged, over.group, over.outcome);
      },
    }),
  );
}

interface Location {
  readonly input: { readonly ctrlKey: boolean; readonly altKey: boolean };
  readonly dropTargets: readonly { readonly data: Record<string | symbol, unknown> }[];
}

/** Answers `known` when nothing changed, so that a moving pointer draws nothing again. */
function where(
  data: Record<string | symbol, unknown>,
  location: Location,
  known: DragState["over"],
): DragState["over"] {
  const dragged = draggedIn(data);
  const target = location.dropTargets[0];
  if (dragged === undefined || target === undefined) return null;
  const group = typeof target.data["group"] === "string" ? target.data["group"] : null;
  const outcome = dropOutcome(
    dragged.groups,
    dragged.from,
    group,
    location.input.ctrlKey || location.input.altKey,
  );
  return known !== null && known.group === group && known.outcome.kind === outcome.kind
    ? known
    : { group, outcome };
}

function draggedIn(data: Record<string | symbol, unknown>): Dragged | undefined {
  // Only `makeDraggable` puts it there, in this very page.
  return data["dragged"] as Dragged | undefined;
}
