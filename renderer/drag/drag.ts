import { autoScrollForElements } from "@atlaskit/pragmatic-drag-and-drop-auto-scroll/element";
import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { pointerOutsideOfPreview } from "@atlaskit/pragmatic-drag-and-drop/element/pointer-outside-of-preview";
import { setCustomNativeDragPreview } from "@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Dragged, DropOutcome } from "../changes/drop-outcome.ts";
import type { RowKey } from "../store/row-id.ts";

/** What a drag can be dropped on: a group (null is "No group"), or the place for a new group. */
export type DropTarget = { readonly group: string | null } | "new-group";

/** A drag in progress: what is dragged, by which row, the target under the pointer, and what a drop there would do. */
export interface DragState {
  readonly dragged: (Dragged & { readonly key: RowKey; readonly keys: ReadonlySet<RowKey> }) | null;
  readonly over: {
    readonly target: DropTarget;
    readonly isAdding: boolean;
    /** Null over the place for a new group: it has no name yet. */
    readonly outcome: DropOutcome | null;
  } | null;
}
export type DragStore = StoreApi<DragState>;

export function createDragStore(): DragStore {
  return createStore<DragState>(() => atRest);
}

const atRest: DragState = { dragged: null, over: null };

/** Makes a row draggable. `ghost` draws the label at the pointer. Returns a function that makes it undraggable again. */
export function makeDraggable(
  element: HTMLElement,
  what: () => DragState["dragged"],
  ghost: (dragged: Dragged) => HTMLElement,
) {
  return draggable({
    element,
    canDrag: () => what() !== null,
    getInitialData: () => ({ dragged: what() }),
    onGenerateDragPreview: ({ nativeSetDragImage, source }) => {
      const dragged = draggedIn(source.data);
      if (dragged === null) return;
      setCustomNativeDragPreview({
        nativeSetDragImage,
        getOffset: pointerOutsideOfPreview({ x: "12px", y: "8px" }),
        render: ({ container }) => void container.append(ghost(dragged)),
      });
    },
  });
}

/** Makes a drop target: a heading, a row under it (both mean the whole group), or the place for a new group. */
export function makeDropTarget(element: HTMLElement, target: DropTarget) {
  return dropTargetForElements({
    element,
    getData: () => ({ target }),
    canDrop: ({ source }) => draggedIn(source.data) !== null,
    getDropEffect: ({ input }) => (isAdding(input) ? "copy" : "move"),
  });
}

/** How the list reacts to a drag. */
export interface DragHandlers {
  /** What a drop on this group would do to the current list. Called once per target, and again at the drop. */
  readonly outcome: (dragged: Dragged, group: string | null, isAdding: boolean) => DropOutcome;
  readonly onStart: (dragged: Dragged) => void;
  readonly onOver: (state: DragState) => void;
  /** `over` is null if the drag ended elsewhere or was cancelled. */
  readonly onDrop: (dragged: Dragged, over: DragState["over"]) => void;
}

/** Follows drags over the whole list. Returns an unsubscribe function. */
export function watchDrags(scroller: HTMLElement, store: DragStore, handlers: DragHandlers): () => void {
  const follow = (data: Data, location: Location) => {
    const { dragged, over: known } = store.getState();
    const over = overNow(data, location, known, handlers);
    if (over === known) return;
    store.setState({ over });
    handlers.onOver({ dragged, over });
  };
  return combine(
    autoScrollForElements({ element: scroller }),
    monitorForElements({
      canMonitor: ({ source }) => draggedIn(source.data) !== null,
      onDragStart: ({ source }) => {
        const dragged = draggedIn(source.data);
        store.setState({ dragged, over: null });
        if (dragged !== null) handlers.onStart(dragged);
      },
      onDrag: ({ source, location }) => follow(source.data, location.current),
      onDropTargetChange: ({ source, location }) => follow(source.data, location.current),
      onDrop: ({ source, location }) => {
        store.setState(atRest, true);
        const dragged = draggedIn(source.data);
        // Computed again, because the list may have changed since the pointer arrived.
        if (dragged !== null)
          handlers.onDrop(dragged, overNow(source.data, location.current, null, handlers));
      },
    }),
  );
}

type Data = Record<string | symbol, unknown>;
interface Location {
  readonly input: Input;
  readonly dropTargets: readonly { readonly data: Data }[];
}
interface Input {
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
}

/** Whether the drop adds people instead of moving them: with Ctrl on most systems, with Option on macOS. */
function isAdding({ ctrlKey, altKey }: Input): boolean {
  return ctrlKey || altKey;
}

/** The target under the pointer and its outcome. Returns `known` if nothing changed, so that moving the pointer costs nothing. */
function overNow(
  data: Data,
  location: Location,
  known: DragState["over"],
  { outcome }: DragHandlers,
): DragState["over"] {
  const dragged = draggedIn(data);
  const found = location.dropTargets[0];
  if (dragged === null || found === undefined) return null;
  // Only `makeDropTarget` sets it, in this page.
  const target = found.data["target"] as DropTarget;
  const adding = isAdding(location.input);
  if (known !== null && isSame(known.target, target) && known.isAdding === adding) return known;
  return {
    target,
    isAdding: adding,
    outcome: target === "new-group" ? null : outcome(dragged, target.group, adding),
  };
}

function isSame(a: DropTarget, b: DropTarget): boolean {
  return a === b || (a !== "new-group" && b !== "new-group" && a.group === b.group);
}

function draggedIn(data: Data): DragState["dragged"] {
  // Only `makeDraggable` sets it, in this page.
  return (data["dragged"] ?? null) as DragState["dragged"];
}
