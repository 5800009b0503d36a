import { FolderPlus } from "lucide-react";
import { useEffect, useRef } from "react";
import { useStore } from "zustand/react";
import { t } from "../../app/words/words.ts";
import { type DragStore, makeDropTarget } from "./drag.ts";

/**
 * During a drag: a drop target that asks for the name of a new group. It is inside the list, so that the list still
 * scrolls when the pointer reaches its end. Without a mouse, "Move to group…" does the same.
 */
export function NewGroupTarget({ drags }: { readonly drags: DragStore }) {
  const element = useRef<HTMLDivElement>(null);
  const isTarget = useStore(drags, ({ over }) => over?.target === "new-group");
  useEffect(() => {
    if (element.current === null) return;
    return makeDropTarget(element.current, "new-group");
  }, []);
  return (
    <div ref={element} className="new-group" data-target={isTarget || undefined} aria-hidden="true">
      <FolderPlus size={16} />
      {t("drag.new-group")}
    </div>
  );
}
